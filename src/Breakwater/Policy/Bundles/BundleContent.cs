using System.Security.Cryptography;
using System.Text;
using Breakwater.ControlLog;

namespace Breakwater.Policy.Bundles;

/// <summary>The files of a bundle, by name in ordinal order, as they are kept in the control log. Immutable, thread-safe.</summary>
public sealed class BundleContent
{
    /// <summary>Most bytes of all files together; a published bundle is one record of the control log.</summary>
    public const int MaxBytes = 960 * 1024;

    /// <summary>Most files.</summary>
    public const int MaxFiles = 512;

    private const int MaxNameBytes = 255;

    /// <summary>Content of these files.</summary>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public BundleContent(IEnumerable<KeyValuePair<string, string>> files)
    {
        Files = [.. files.OrderBy(f => f.Key, StringComparer.Ordinal)];
        for (var i = 1; i < Files.Count; i++)
        {
            if (string.Equals(Files[i - 1].Key, Files[i].Key, StringComparison.Ordinal)) { throw new ArgumentException($"The file `{Files[i].Key}` occurs twice.", nameof(files)); }
        }
        Bytes = Files.Sum(f => (long)Encoding.UTF8.GetByteCount(f.Value));
        Digest = Convert.ToHexStringLower(SHA256.HashData(WriteTo(new ControlPayloadWriter()).Written));
    }

    /// <summary>Names and texts.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Files { get; }

    /// <summary>Bytes of the texts in UTF-8.</summary>
    public long Bytes { get; }

    /// <summary>SHA-256 over names and texts, lower-case hexadecimal: what was reviewed is what is published.</summary>
    public string Digest { get; }

    /// <summary>The text of a file; null if there is none of that name.</summary>
    public string? Find(string name) => Files.FirstOrDefault(f => string.Equals(f.Key, name, StringComparison.Ordinal)).Value;

    internal ControlPayloadWriter WriteTo(ControlPayloadWriter writer)
    {
        writer.Int32(Files.Count);
        foreach (var (name, text) in Files) { writer.Text(name).Text(text); }
        return writer;
    }

    internal static BundleContent? TryReadFrom(ref ControlPayloadReader reader)
    {
        if (!reader.TryInt32(out var count) || count is < 0 or > MaxFiles) { return null; }
        var files = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryText(MaxNameBytes, out var name) || !reader.TryText(MaxBytes, out var text) || !files.TryAdd(name, text)) { return null; }
        }
        return new(files);
    }
}
