using System.Security.Cryptography;
using System.Text.Unicode;
using Breakwater.ControlLog;

namespace Breakwater.Policy.Bundles;

/// <summary>The files of a bundle, by name in ordinal order, in the bytes that the control log keeps: UTF-8. Immutable, thread-safe.</summary>
public sealed class BundleContent
{
    /// <summary>Most bytes of all files together; a published bundle is one record of the control log.</summary>
    public const int MaxBytes = 960 * 1024;

    /// <summary>Most files.</summary>
    public const int MaxFiles = 512;

    private const int MaxNameBytes = 255;

    private readonly byte[][] _texts;

    /// <summary>Content of these files.</summary>
    /// <exception cref="ArgumentException">A name occurs twice, or a text holds an unpaired surrogate, which UTF-8 cannot carry.</exception>
    public BundleContent(IEnumerable<KeyValuePair<string, string>> files)
        : this([.. files.Select(f => (f.Key, ControlPayloadReader.Utf8.GetBytes(f.Value)))]) { }

    private BundleContent(IReadOnlyList<(string Name, byte[] Text)> files)
    {
        (string Name, byte[] Text)[] ordered = [.. files.OrderBy(f => f.Name, StringComparer.Ordinal)];
        for (var i = 1; i < ordered.Length; i++)
        {
            if (string.Equals(ordered[i - 1].Name, ordered[i].Name, StringComparison.Ordinal)) { throw new ArgumentException($"The file `{ordered[i].Name}` occurs twice.", nameof(files)); }
        }
        Names = Array.ConvertAll(ordered, f => f.Name);
        _texts = Array.ConvertAll(ordered, f => f.Text);
        Bytes = _texts.Sum(t => t.LongLength);
        Digest = Convert.ToHexStringLower(SHA256.HashData(WriteTo(new ControlPayloadWriter()).Written));
    }

    /// <summary>Names of the files.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Bytes of the texts.</summary>
    public long Bytes { get; }

    /// <summary>SHA-256 over names and texts, lower-case hexadecimal: what was reviewed is what is published.</summary>
    public string Digest { get; }

    /// <summary>The text of a file, decoded at each call; null if there is none of that name.</summary>
    public string? Find(string name)
    {
        for (var i = 0; i < _texts.Length; i++) { if (string.Equals(Names[i], name, StringComparison.Ordinal)) { return ControlPayloadReader.Utf8.GetString(_texts[i]); } }
        return null;
    }

    internal ControlPayloadWriter WriteTo(ControlPayloadWriter writer)
    {
        writer.Int32(_texts.Length);
        for (var i = 0; i < _texts.Length; i++) { writer.Text(Names[i]).Bytes(_texts[i]); }
        return writer;
    }

    internal static BundleContent? TryReadFrom(ref ControlPayloadReader reader)
    {
        if (!reader.TryInt32(out var count) || count is < 0 or > MaxFiles) { return null; }
        var files = new List<(string Name, byte[] Text)>(count);
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryText(MaxNameBytes, out var name) || !reader.TryBytes(MaxBytes, out var text) || !Utf8.IsValid(text) || files.Exists(f => f.Name == name)) { return null; }
            files.Add((name, text.ToArray()));
        }
        return new(files);
    }
}
