using System.Text;

namespace GovStack.Frontend;

/// <summary>Writes files that only their owner may read, whole or not at all.</summary>
internal static class SecretFile
{
    /// <summary>Writes the file, in the place of one that is there.</summary>
    public static void Write(string path, string text) => Write(path, text, overwrite: true);

    /// <summary>Writes the file where there is none; where another process was first, its file stays.</summary>
    public static void WriteNew(string path, string text)
    {
        try
        {
            Write(path, text, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
        }
    }

    private static void Write(string path, string text, bool overwrite)
    {
        var temporary = $"{path}.{Path.GetRandomFileName()}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(temporary, options))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(temporary, path, overwrite);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
