using System.Security.Cryptography;
using System.Text;

namespace GovStack.Knowledge.Packs;

/// <summary>
/// The files of a pack, read once and whole, so that the version and what is parsed are the same bytes. Nothing outside of the folder is ever read:
/// links are refused, and so are sizes no agency needs.
/// </summary>
internal sealed class PackFiles
{
    public const int MaxFileBytes = 1024 * 1024;
    public const long MaxPackBytes = 128L * 1024 * 1024;
    public const int MaxFiles = 20_000;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private PackFiles(SortedDictionary<string, string> texts, string version) => (Texts, Version) = (texts, version);

    /// <summary>Gets the texts by path inside the pack, with forward slashes, in ordinal order.</summary>
    public SortedDictionary<string, string> Texts { get; }

    /// <summary>Gets a hash over every path and byte: 32 hexadecimal digits.</summary>
    public string Version { get; }

    public static PackFiles Read(string folder, PackFaults faults)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long total = 0;
        foreach (var entry in PackEntries.List(folder))
        {
            var path = entry.Path;
            if (ReadBytes(entry, faults) is not { } bytes)
                continue;
            total += bytes.Length;
            if (texts.Count >= MaxFiles || total > MaxPackBytes)
            {
                faults.Add(path, 1, $"the pack is too large: at most {MaxFiles:N0} files and {MaxPackBytes / 1024 / 1024} MB in all are read");
                break;
            }

            AppendText(hash, path);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
            if (Decode(bytes, path, faults) is { } text)
                texts.Add(path, text);
        }

        return new PackFiles(texts, Convert.ToHexStringLower(hash.GetHashAndReset())[..32]);
    }

    private static byte[]? ReadBytes(PackEntry entry, PackFaults faults)
    {
        if (entry.File is null)
        {
            faults.Add(entry.Path, 1, entry.Refusal!);
            return null;
        }

        try
        {
            // The size is checked before a byte is read, and reading stops there even where the file grows meanwhile.
            using var stream = new FileStream(entry.File.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length <= MaxFileBytes)
            {
                var bytes = new byte[stream.Length];
                return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
            }

            faults.Add(entry.Path, 1, $"the file is larger than {MaxFileBytes / 1024} KB");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            faults.Add(entry.Path, 1, $"the file cannot be read: {exception.GetType().Name}");
        }

        return null;
    }

    private static string? Decode(byte[] bytes, string path, PackFaults faults)
    {
        var start = bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        try
        {
            var text = StrictUtf8.GetString(bytes, start, bytes.Length - start);
            if (!text.Contains('\0'))
                return text.ReplaceLineEndings("\n");
            faults.Add(path, 1, "the file is not text");
        }
        catch (DecoderFallbackException exception)
        {
            var line = 1 + bytes.AsSpan(0, Math.Clamp(start + exception.Index, 0, bytes.Length)).Count((byte)'\n');
            faults.Add(path, line, "the file is not UTF-8");
        }

        return null;
    }

    private static void AppendText(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
