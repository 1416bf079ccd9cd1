using System.Text;

namespace GovStack.Frontend;

/// <summary>Files that only their owner may read.</summary>
public static class SecretFile
{
    /// <summary>Opens a new file to write; nobody else reads it meanwhile.</summary>
    /// <exception cref="IOException">There is one already.</exception>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    /// <summary>Writes the file, whole or not at all, in the place of one that is there.</summary>
    internal static void Write(string path, string text) => Write(path, text, overwrite: true);

    /// <summary>Writes the file, whole or not at all, where there is none; where another process was first, its file stays.</summary>
    internal static void WriteNew(string path, string text)
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
        using (var file = Create(temporary))
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
