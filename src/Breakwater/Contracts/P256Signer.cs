using System.Security.Cryptography;

namespace Breakwater.Contracts;

/// <summary>A P-256 key held in memory, made from the operating system's entropy. Thread-safe.</summary>
public sealed class P256Signer : ISigner, IDisposable
{
    private readonly ECDsa _key;

    private P256Signer(ECDsa key)
    {
        _key = key;
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        PublicKey = new PublicKey([.. point.X!, .. point.Y!]);
    }

    /// <inheritdoc/>
    public PublicKey PublicKey { get; }

    /// <summary>Makes a new key.</summary>
    public static P256Signer Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <inheritdoc/>
    public void Sign(ReadOnlySpan<byte> data, Span<byte> signature, ref Work work)
    {
        work.Add(WorkUnit.Signature);
        work.Add(WorkUnit.HashBlock, (data.Length + 72) / 64);
        if (!_key.TrySignData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out var written)
            || written != PublicKey.SignatureSize)
        {
            throw new ArgumentException($"A signature needs {PublicKey.SignatureSize} bytes.", nameof(signature));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
