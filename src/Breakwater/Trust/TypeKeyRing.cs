using System.Collections.Concurrent;
using System.Security.Cryptography;
using Breakwater.Contracts;

namespace Breakwater.Trust;

/// <summary>
/// The keys under which a tenant's types mint instances. Held by the minting authority and, read-only, by the nodes. Rotating a type's key
/// ends all its instances at once; one instance is ended by its session. Thread-safe.
/// </summary>
public sealed class TypeKeyRing
{
    private const int SweepLeast = 1_024;
    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<(string Tenant, string Type), (int Version, byte[] Key)> _keys = new();
    private readonly ConcurrentDictionary<(string Tenant, string Type, UInt128 Session), DateTimeOffset> _ended = new();
    private readonly TimeProvider _time;
    private int _sweepAt = SweepLeast;
    private int _endedSinceSweep;

    /// <summary>Makes an empty ring.</summary>
    public TypeKeyRing(TimeProvider time) => _time = time;

    /// <summary>Gives a type a fresh key; every instance minted before is refused from now on.</summary>
    /// <exception cref="ArgumentException">A name is one that no credential can carry.</exception>
    public void Rotate(string tenant, string type)
    {
        if (!Credential.IsName(tenant) || !Credential.IsName(type)) { throw new ArgumentException($"A tenant's or type's name has at most {CredentialClaims.MaxNameBytes} bytes of UTF-8."); }
        var key = new byte[32];
        Entropy.System.Fill(key);
        _keys.AddOrUpdate((tenant, type), static (_, fresh) => (1, fresh), static (_, old, fresh) => (old.Version + 1, fresh), key);
    }

    /// <summary>Mints an instance's credential and its key (32 bytes), which goes to the instance and nowhere else.</summary>
    /// <returns>Null if the type has no key.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The life is not positive, or longer than the 24 h that bound any credential.</exception>
    public (InstanceCredential Credential, byte[] Key)? Mint(string tenant, string type, UInt128 session, TimeSpan life, ref Work work)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(life, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(life, LongestLife);
        if (!_keys.TryGetValue((tenant, type), out var current)) { return null; }
        var credential = new InstanceCredential
        {
            Tenant = tenant,
            Type = type,
            Session = session,
            NotAfter = DateTimeOffset.FromUnixTimeMilliseconds((_time.GetUtcNow() + life).ToUnixTimeMilliseconds()),
            KeyVersion = current.Version,
        };
        var key = new byte[32];
        credential.DeriveKey(current.Key, key, ref work);
        return (credential, key);
    }

    /// <summary>
    /// Ends one instance before its time: every credential of its session, those minted again with a longer life included. Kept for as long as
    /// any of them could live. O(1) on average.
    /// </summary>
    public void End(InstanceCredential credential)
    {
        var now = _time.GetUtcNow();
        _ended[(credential.Tenant, credential.Type, credential.Session)] = now + LongestLife;
        // Swept after as many endings as were left by the last sweep, so that ending many instances costs each of them a little.
        if (Interlocked.Increment(ref _endedSinceSweep) < Volatile.Read(ref _sweepAt)) { return; }
        Interlocked.Exchange(ref _endedSinceSweep, 0);
        foreach (var (lapsed, until) in _ended)
        {
            if (until <= now) { _ended.TryRemove(lapsed, out _); }
        }
        Volatile.Write(ref _sweepAt, Math.Max(SweepLeast, _ended.Count));
    }

    /// <summary>Instances remembered as ended.</summary>
    internal int Ended => _ended.Count;

    /// <summary>Judges a credential with its proof: two MACs, no signature. The challenge must have been redeemed by the caller.</summary>
    public TrustVerdict Verify(InstanceCredential credential, in PossessionProof proof, ref Work work)
    {
        if (!_keys.TryGetValue((credential.Tenant, credential.Type), out var current)) { return TrustVerdict.Refused(TrustReasons.UnknownAnchor); }
        if (credential.KeyVersion != current.Version || _ended.ContainsKey((credential.Tenant, credential.Type, credential.Session)))
        {
            return TrustVerdict.Refused(TrustReasons.Revoked);
        }
        if (credential.NotAfter <= _time.GetUtcNow()) { return TrustVerdict.Refused(TrustReasons.Expired); }
        Span<byte> key = stackalloc byte[32];
        Span<byte> expected = stackalloc byte[32];
        credential.DeriveKey(current.Key, key, ref work);
        InstanceCredential.Answer(proof.Challenge, key, expected, ref work);
        return CryptographicOperations.FixedTimeEquals(expected, proof.Answer.Span) ? TrustVerdict.Trusted : TrustVerdict.Refused(TrustReasons.ProofFailed);
    }

    /// <summary>Whether the instance may still act: its key version is current, it was not ended, its time has not come. Allocates nothing.</summary>
    public TrustVerdict Check(InstanceCredential credential, ref Work work)
    {
        work.Add(WorkUnit.CacheLookup);
        if (!_keys.TryGetValue((credential.Tenant, credential.Type), out var current)
            || credential.KeyVersion != current.Version
            || _ended.ContainsKey((credential.Tenant, credential.Type, credential.Session)))
        {
            return TrustVerdict.Refused(TrustReasons.Revoked);
        }
        return credential.NotAfter <= _time.GetUtcNow() ? TrustVerdict.Refused(TrustReasons.Expired) : TrustVerdict.Trusted;
    }
}
