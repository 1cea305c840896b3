using Breakwater.Contracts;

namespace Breakwater.Lab.Experiments;

/// <summary>
/// Real agent keys, made once and used again in every run of a sweep, since making them costs more than verifying with them. The private halves
/// of the first thousand are kept for proofs of possession. Which key an agent gets changes no result. Thread-safe.
/// </summary>
public sealed class KeyPool
{
    /// <summary>How many agents have a private half.</summary>
    public const int Signers = 1_000;

    private readonly List<byte[]> _points = [];
    private readonly List<P256Signer> _signers = [];
    private readonly Lock _lock = new();

    /// <summary>A public key for each of so many agents, not yet decoded by anyone.</summary>
    public PublicKey[] PublicKeys(int count, CancellationToken cancellation)
    {
        lock (_lock)
        {
            while (_points.Count < count)
            {
                cancellation.ThrowIfCancellationRequested();
                var signer = P256Signer.Create();
                _points.Add(signer.PublicKey.Point.ToArray());
                if (_signers.Count < Signers) { _signers.Add(signer); } else { signer.Dispose(); }
            }
            return [.. _points.Take(count).Select(p => new PublicKey(p))];
        }
    }

    /// <summary>The private half of an agent below <see cref="Signers"/>, whose public half has been asked for.</summary>
    public ISigner Signer(int agent)
    {
        lock (_lock) { return _signers[agent]; }
    }
}
