namespace Breakwater.Contracts;

/// <summary>
/// The port for signing: a P-256 key whose private half may sit in memory, a key store or a device. Implementations are thread-safe.
/// </summary>
public interface ISigner
{
    /// <summary>The public half.</summary>
    PublicKey PublicKey { get; }

    /// <summary>Signs the SHA-256 of the data; the signature is 64 bytes, P1363.</summary>
    void Sign(ReadOnlySpan<byte> data, Span<byte> signature, ref Work work);
}
