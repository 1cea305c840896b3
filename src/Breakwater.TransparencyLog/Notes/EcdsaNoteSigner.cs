using System.Security.Cryptography;

namespace Breakwater.TransparencyLog;

/// <summary>Signs notes with an ECDSA P-256 key (C2SP signed-note type 0x02). Safe for any number of threads; the key stays the caller's to dispose.</summary>
public sealed class EcdsaNoteSigner : INoteSigner
{
    private readonly ECDsa _key;
    private readonly Lock _gate = new();

    /// <summary>A signer under a name, which a log's should be its origin.</summary>
    /// <exception cref="ArgumentException">The name cannot stand in a note, or the key is not P-256.</exception>
    public EcdsaNoteSigner(string name, ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
        Key = EcdsaNoteVerifier.TryCreate(name, key.ExportSubjectPublicKeyInfo(), out var problem) ?? throw new ArgumentException(problem);
    }

    /// <summary>The verifier key; its text form is what others need to check the log.</summary>
    public EcdsaNoteVerifier Key { get; }

    /// <inheritdoc/>
    public INoteVerifier Verifier => Key;

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> text)
    {
        lock (_gate) { return _key.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence); }
    }
}
