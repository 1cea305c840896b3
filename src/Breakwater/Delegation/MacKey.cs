using System.Security.Cryptography;
using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>
/// A key for HMAC-SHA256 with its key schedule kept: setting one up costs more than the code over a short message. Thread-safe: one caller uses
/// the schedule that is kept, whoever comes meanwhile sets up another. Allocates nothing while callers do not overlap.
/// </summary>
internal sealed class MacKey(byte[] key)
{
    private IncrementalHash? _spare;

    public Fingerprint Compute(ReadOnlySpan<byte> message, ref Work work)
    {
        work.Add(WorkUnit.Mac);
        var hash = Interlocked.Exchange(ref _spare, null) ?? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Span<byte> code = stackalloc byte[HMACSHA256.HashSizeInBytes];
        hash.AppendData(message);
        hash.GetHashAndReset(code);
        if (Interlocked.CompareExchange(ref _spare, hash, null) is not null) { hash.Dispose(); }
        return Fingerprint.FromBytes(code);
    }
}
