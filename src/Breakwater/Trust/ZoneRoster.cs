using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Breakwater.Contracts;

namespace Breakwater.Trust;

/// <summary>
/// A zone authority's signed word for the credentials it has verified and not revoked: one signature vouches for up to a thousand workers, so
/// that a node elsewhere checks one signature for each zone, not one for each worker (the idea of batch signing in Merkle Tree
/// Certificates, draft-davidben-tls-merkle-tree-certs, without the tree: nodes hold the whole list). Immutable.
/// </summary>
public sealed class ZoneRoster
{
    private static ReadOnlySpan<byte> Domain => "breakwater-zone-roster-v1"u8;

    private readonly byte[] _signed;
    private readonly byte[] _signature;
    private readonly HashSet<Fingerprint> _members;

    private ZoneRoster(CredentialChain zone, DateTimeOffset issued, DateTimeOffset expires, HashSet<Fingerprint> members, byte[] signed, byte[] signature)
    {
        Zone = zone;
        Issued = issued;
        Expires = expires;
        _members = members;
        _signed = signed;
        _signature = signature;
    }

    /// <summary>Chain of the zone authority that speaks.</summary>
    public CredentialChain Zone { get; }

    /// <summary>When it was signed.</summary>
    public DateTimeOffset Issued { get; }

    /// <summary>Until when (exclusive) it counts.</summary>
    public DateTimeOffset Expires { get; }

    /// <summary>How many credentials it vouches for.</summary>
    public int Count => _members.Count;

    /// <summary>What travels: the signed list, then the signature. The zone's chain travels beside it.</summary>
    public byte[] ToBytes() => [.. _signed, .. _signature];

    /// <summary>Whether it vouches for a credential. O(1).</summary>
    public bool Contains(in Fingerprint credential) => _members.Contains(credential);

    /// <summary>Signs a roster.</summary>
    /// <exception cref="ArgumentException">The authority is not a zone's.</exception>
    internal static ZoneRoster Sign(
        CredentialAuthority zone, IReadOnlyCollection<Fingerprint> members, DateTimeOffset issued, DateTimeOffset expires, ref Work work)
    {
        if (zone.Level != CredentialLevel.Zone) { throw new ArgumentException("Only a zone authority vouches for workers.", nameof(zone)); }
        (issued, expires) = (Milliseconds(issued), Milliseconds(expires));
        var signed = new byte[Domain.Length + 32 + 8 + 8 + 4 + 32 * members.Count];
        var at = signed.AsSpan();
        Domain.CopyTo(at);
        at = at[Domain.Length..];
        zone.KeyId.CopyTo(at);
        BinaryPrimitives.WriteInt64LittleEndian(at[32..], issued.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64LittleEndian(at[40..], expires.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt32LittleEndian(at[48..], members.Count);
        at = at[52..];
        foreach (var member in members)
        {
            member.CopyTo(at);
            at = at[32..];
        }
        var signature = new byte[PublicKey.SignatureSize];
        zone.Sign(signed, signature, ref work);
        return new(zone.Chain!, issued, expires, [.. members], signed, signature);
    }

    /// <summary>Reads what travelled. Any input is accepted; false for one that is not exactly a roster of that zone. Checks no signature.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, CredentialChain zone, [NotNullWhen(true)] out ZoneRoster? roster)
    {
        roster = null;
        var head = Domain.Length + 52;
        if (bytes.Length < head + PublicKey.SignatureSize || !bytes.StartsWith(Domain)) { return false; }
        var fields = bytes[Domain.Length..];
        var count = BinaryPrimitives.ReadInt32LittleEndian(fields[48..]);
        if (count < 0 || bytes.Length != head + 32L * count + PublicKey.SignatureSize) { return false; }
        if (Fingerprint.FromBytes(fields) != zone.Leaf.KeyId) { return false; }
        if (!TryTime(fields[32..], out var issued) || !TryTime(fields[40..], out var expires)) { return false; }
        var members = new HashSet<Fingerprint>(count);
        for (var i = 0; i < count; i++) { members.Add(Fingerprint.FromBytes(bytes[(head + 32 * i)..])); }
        roster = new(zone, issued, expires, members, bytes[..^PublicKey.SignatureSize].ToArray(), bytes[^PublicKey.SignatureSize..].ToArray());
        return true;
    }

    private static DateTimeOffset Milliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private static bool TryTime(ReadOnlySpan<byte> bytes, out DateTimeOffset time)
    {
        var ms = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var ok = ms >= 0 && ms <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        time = ok ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : default;
        return ok;
    }

    /// <summary>Whether the zone's key signed it. Counts one signature check.</summary>
    internal bool IsSignedByZone(ref Work work) => Zone.Leaf.Key.Verify(_signed, _signature, ref work);
}
