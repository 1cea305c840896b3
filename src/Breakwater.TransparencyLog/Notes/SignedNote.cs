using System.Buffers.Binary;
using System.Text;

namespace Breakwater.TransparencyLog;

/// <summary>A text and signatures over it, as C2SP signed-note writes them. What it says counts only once <see cref="Verify"/> agreed.</summary>
public sealed class SignedNote
{
    /// <summary>Most signatures that are read: 64.</summary>
    public const int MostSignatures = 64;

    /// <summary>Most bytes that are read: 1 MiB.</summary>
    public const int MostBytes = 1024 * 1024;

    private const string Dash = "— ";
    private const int IdBytes = sizeof(uint);
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly List<(string Name, byte[] IdAndSignature)> _signatures;

    private SignedNote(string text, byte[] bytes, List<(string, byte[])> signatures) => (Text, Bytes, _signatures) = (text, bytes, signatures);

    /// <summary>The text, with its last newline.</summary>
    public string Text { get; }

    /// <summary>The whole note, UTF-8.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Signs a text that ends in a newline, one line for each signer in their order.</summary>
    /// <exception cref="ArgumentException">There is no signer, or the text cannot stand in a note.</exception>
    public static SignedNote Sign(string text, IReadOnlyList<INoteSigner> signers)
    {
        ArgumentNullException.ThrowIfNull(signers);
        if (signers.Count == 0) { throw new ArgumentException("A note needs a signature.", nameof(signers)); }
        var body = Strict.GetBytes(text);
        var note = new StringBuilder(text).Append('\n');
        foreach (var signer in signers)
        {
            var id = new byte[IdBytes];
            BinaryPrimitives.WriteUInt32BigEndian(id, signer.Verifier.KeyId);
            note.Append(Dash).Append(signer.Verifier.Name).Append(' ').Append(Convert.ToBase64String([.. id, .. signer.Sign(body)])).Append('\n');
        }
        return TryParse(Strict.GetBytes(note.ToString()), out var problem) ?? throw new ArgumentException(problem, nameof(text));
    }

    /// <summary>Reads a note, strictly; null and the reason if it is none. Says nothing yet about its signatures.</summary>
    public static SignedNote? TryParse(ReadOnlySpan<byte> bytes, out string? problem)
    {
        problem = null;
        if (bytes.Length > MostBytes) { return Refuse($"is larger than {MostBytes} bytes", out problem); }
        string note;
        try
        {
            note = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Refuse("is not UTF-8", out problem);
        }
        if (note.AsSpan().IndexOfAnyInRange('\0', '\t') >= 0 || note.AsSpan().IndexOfAnyInRange('\v', '\x1f') >= 0) { return Refuse("holds control characters", out problem); }
        var split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || !note.EndsWith('\n')) { return Refuse("has no empty line before its signatures", out problem); }
        var lines = note[(split + 2)..].Split('\n')[..^1];
        if (lines.Length is 0 or > MostSignatures) { return Refuse($"has {lines.Length} signatures, where 1 to {MostSignatures} may be", out problem); }
        var signatures = new List<(string, byte[])>();
        foreach (var line in lines)
        {
            var parts = line.StartsWith(Dash, StringComparison.Ordinal) ? line[Dash.Length..].Split(' ') : [];
            if (parts.Length != 2 || !IsName(parts[0]) || Decode(parts[1]) is not { Length: > IdBytes } signature) { return Refuse("has a signature line that does not read", out problem); }
            signatures.Add((parts[0], signature));
        }
        return new(note[..(split + 1)], bytes.ToArray(), signatures);
    }

    /// <summary>
    /// Whether one of these keys signed the text. Lines of other keys are ignored; a line that claims to be of one of these keys and is not refuses the
    /// whole note.
    /// </summary>
    public bool Verify(IReadOnlyList<INoteVerifier> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var body = Encoding.UTF8.GetBytes(Text);
        var verified = 0;
        foreach (var (name, signature) in _signatures)
        {
            var id = BinaryPrimitives.ReadUInt32BigEndian(signature);
            foreach (var key in keys)
            {
                if (key.KeyId != id || key.Name != name) { continue; }
                if (!key.Verify(body, signature.AsSpan(IdBytes))) { return false; }
                verified++;
            }
        }
        return verified > 0;
    }

    internal static bool IsName(string? name) => !string.IsNullOrEmpty(name) && !name.Contains('+') && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));

    /// <summary>Standard Base64 in the one way it is written; null for anything else, so that no change of a note goes unnoticed.</summary>
    internal static byte[]? Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) && Convert.ToBase64String(bytes, 0, length) == base64 ? bytes[..length] : null;
    }

    private static SignedNote? Refuse(string what, out string problem)
    {
        problem = $"The note {what}.";
        return null;
    }
}
