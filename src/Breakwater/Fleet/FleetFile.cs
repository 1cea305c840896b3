using System.Security.Cryptography;
using System.Text;
using Breakwater.Fleet.Reading;

namespace Breakwater.Fleet;

/// <summary>
/// Reads a fleet file. Strict: what is unknown, missing, impossible or dangling is a problem with its line and a remedy, and all of them
/// are reported at once. Never throws for what a file may hold or be. Thread-safe. O(length of the file).
/// </summary>
public static class FleetFile
{
    private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the file at a path. A missing, unreadable, oversized or non-text file is a problem too.</summary>
    /// <param name="path">Path of the file, shown in problems as given.</param>
    public static FleetFileResult Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] bytes;
        try
        {
            if (Directory.Exists(path)) { return Failed(path, "is a directory", "name the fleet file inside it"); }
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            bytes = ReadUpTo(file, FleetLimits.MaxFileBytes + 1);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Failed(path, "there is no such file", "check the path, or write a starter fleet with `breakwater init`");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Failed(path, "the file cannot be read", "check its path and permissions");
        }
        if (bytes.Length > FleetLimits.MaxFileBytes) { return TooLarge(path); }
        try
        {
            var content = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes;
            return FleetReader.Read(_strictUtf8.GetString(content), path, DigestOf(bytes));
        }
        catch (DecoderFallbackException)
        {
            return NotText(path);
        }
    }

    /// <summary>Reads a fleet from text; the digest is that of the text in UTF-8.</summary>
    /// <param name="text">Content of a fleet file.</param>
    /// <param name="path">Name to show in problems.</param>
    public static FleetFileResult Parse(string text, string path)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(path);
        if (text.Length > FleetLimits.MaxFileBytes) { return TooLarge(path); }
        try
        {
            return FleetReader.Read(text, path, DigestOf(_strictUtf8.GetBytes(text)));
        }
        catch (EncoderFallbackException)
        {
            return NotText(path);
        }
    }

    internal static string DigestOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] ReadUpTo(FileStream file, int limit)
    {
        // Read, not sized by Length: a pipe or a device has none.
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while (content.Length < limit && (read = file.Read(buffer)) > 0) { content.Write(buffer, 0, read); }
        return content.ToArray();
    }

    private static FleetFileResult TooLarge(string path) =>
        Failed(path, $"the file is larger than {FleetLimits.MaxFileBytes / 1024 / 1024} MiB", "a fleet is described by groups, not by listing every agent");

    private static FleetFileResult NotText(string path) => Failed(path, "the file is not UTF-8 text", "save it as UTF-8");

    private static FleetFileResult Failed(string path, string message, string remedy) => new(null, [new(path, 0, 0, message, remedy)]);
}
