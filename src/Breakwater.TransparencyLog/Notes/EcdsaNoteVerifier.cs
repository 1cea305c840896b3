using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Breakwater.TransparencyLog;

/// <summary>
/// A verifier key of C2SP signed-note type 0x02: ECDSA P-256 over SHA-256 of the text, signatures in DER. Its id is the beginning of SHA-256 over the public
/// key's SubjectPublicKeyInfo in DER, and does not depend on the name. Safe for any number of threads.
/// </summary>
public sealed class EcdsaNoteVerifier : INoteVerifier
{
    internal const byte SignatureType = 0x02;
    private const string P256 = "1.2.840.10045.3.1.7";
    private readonly byte[] _publicKey;
    private readonly ECDsa _key;
    private readonly Lock _gate = new();

    private EcdsaNoteVerifier(string name, byte[] publicKey, ECDsa key)
    {
        (Name, _publicKey, _key) = (name, publicKey, key);
        KeyId = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(publicKey));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public uint KeyId { get; }

    /// <summary>Reads the text form, <c>name+id+base64(0x02 ‖ SubjectPublicKeyInfo)</c>; null and the reason if it is no such key.</summary>
    public static EcdsaNoteVerifier? TryParse(string? text, out string? problem)
    {
        problem = "A verifier key of a P-256 log reads name+id+key: a name, eight hexadecimal digits and Base64.";
        var parts = (text ?? "").Trim().Split('+', 3);
        var data = new byte[256];
        if (parts.Length != 3 || !SignedNote.IsName(parts[0]) || parts[1].Length != 8
            || !uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
            || !Convert.TryFromBase64String(parts[2], data, out var length) || length < 2)
        {
            return null;
        }
        if (data[0] != SignatureType)
        {
            problem = $"The verifier key is of signature type 0x{data[0]:x2}; this reads type 0x02, ECDSA P-256.";
            return null;
        }
        var verifier = TryCreate(parts[0], data.AsSpan(1, length - 1), out problem);
        if (verifier is null || verifier.KeyId == id) { return verifier; }
        problem = $"The verifier key's id is {parts[1]} and its public key's is {verifier.KeyId:x8}: one of them was changed.";
        return null;
    }

    /// <summary>A verifier of this name for a public key as SubjectPublicKeyInfo in DER; null and the reason if that is no P-256 key.</summary>
    public static EcdsaNoteVerifier? TryCreate(string name, ReadOnlySpan<byte> subjectPublicKeyInfo, out string? problem)
    {
        problem = SignedNote.IsName(name) ? null : $"`{name}` is no name of a key: it may not be empty or hold spaces or plus signs.";
        if (problem is not null) { return null; }
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out var read);
            if (read == subjectPublicKeyInfo.Length && key.ExportParameters(false).Curve.Oid.Value == P256) { return new(name, subjectPublicKeyInfo.ToArray(), key); }
        }
        catch (CryptographicException)
        {
        }
        key.Dispose();
        problem = "The public key is no ECDSA P-256 key.";
        return null;
    }

    /// <inheritdoc/>
    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        try
        {
            lock (_gate) { return _key.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence); }
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The text form, for everyone who is to check the log.</summary>
    public override string ToString() => $"{Name}+{KeyId:x8}+{Convert.ToBase64String([SignatureType, .. _publicKey])}";
}
