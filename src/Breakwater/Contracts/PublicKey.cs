using System.Security.Cryptography;

namespace Breakwater.Contracts;

/// <summary>A P-256 public key: the 64 bytes of its point, decoded on first use and kept. Thread-safe.</summary>
public sealed class PublicKey
{
    /// <summary>Bytes of an encoded key (x, then y).</summary>
    public const int Size = 64;

    /// <summary>Bytes of a signature (r, then s: fixed P1363).</summary>
    public const int SignatureSize = 64;

    private readonly byte[] _point;
    private ECDsa? _decoded;

    /// <summary>Takes an encoded point. Whether it lies on the curve is found on first use; a key that does not verifies nothing.</summary>
    /// <exception cref="ArgumentException">Not 64 bytes.</exception>
    public PublicKey(ReadOnlySpan<byte> point)
    {
        if (point.Length != Size) { throw new ArgumentException($"A P-256 public key is {Size} bytes, not {point.Length}.", nameof(point)); }
        _point = point.ToArray();
    }

    /// <summary>The encoded point.</summary>
    public ReadOnlySpan<byte> Point => _point;

    /// <summary>
    /// Whether the signature over the SHA-256 of the data was made by this key. Counts one <see cref="WorkUnit.SignatureCheck"/>, the blocks
    /// hashed, and on first use one <see cref="WorkUnit.KeyImport"/>. Never throws for hostile input: it answers false.
    /// </summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, ref Work work)
    {
        work.Add(WorkUnit.SignatureCheck);
        work.Add(WorkUnit.HashBlock, (data.Length + 72) / 64);
        var key = _decoded ?? Decode(ref work);
        return key is not null
            && signature.Length == SignatureSize
            && key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private ECDsa? Decode(ref Work work)
    {
        work.Add(WorkUnit.KeyImport);
        try
        {
            var fresh = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = _point[..32], Y = _point[32..] },
            });
            var earlier = Interlocked.CompareExchange(ref _decoded, fresh, null);
            if (earlier is null) { return fresh; }
            fresh.Dispose();
            return earlier;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
