using System.Buffers.Binary;
using System.Security.Cryptography;
using Breakwater.Contracts;

namespace Breakwater.Governance;

/// <summary>The requests that wait for a verification, a judge or a person, each kept with its digest. Bounded, thread-safe.</summary>
internal sealed class PendingTable(int capacity)
{
    private readonly Dictionary<ulong, PendingRequest> _pending = [];
    private readonly Lock _lock = new();
    private ulong _last;

    public bool TryAdd(Session session, in ActionRequest request, long expires, out PendingId id)
    {
        var pending = new PendingRequest(session, request, Digest(session, request), expires);
        lock (_lock)
        {
            id = default;
            if (_pending.Count >= capacity) { return false; }
            id = new(++_last);
            _pending.Add(id.Value, pending);
            return true;
        }
    }

    public PendingRequest? Find(PendingId id)
    {
        lock (_lock) { return _pending.GetValueOrDefault(id.Value); }
    }

    /// <summary>Takes a request out if the digest is its own.</summary>
    public PendingRequest? Take(PendingId id, UInt128 digest)
    {
        lock (_lock)
        {
            return _pending.TryGetValue(id.Value, out var found) && found.Digest == digest && _pending.Remove(id.Value) ? found : null;
        }
    }

    /// <summary>The ids of those that wait on a session's trust, in order.</summary>
    public List<PendingId> Waiting()
    {
        lock (_lock) { return [.. _pending.Keys.Order().Select(k => new PendingId(k))]; }
    }

    public List<PendingRequest> TakeExpired(long now)
    {
        lock (_lock)
        {
            var expired = _pending.Where(p => p.Value.Expires <= now).OrderBy(p => p.Key).ToList();
            foreach (var (key, _) in expired) { _pending.Remove(key); }
            return [.. expired.Select(p => p.Value)];
        }
    }

    /// <summary>Digest of a request in its session: what an answer is bound to.</summary>
    public static UInt128 Digest(Session session, in ActionRequest request)
    {
        Span<byte> fields = stackalloc byte[8 + 2 + 16 + 8 + 16 + 8];
        BinaryPrimitives.WriteUInt64LittleEndian(fields, session.Number);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[8..], request.Tool.Value);
        BinaryPrimitives.WriteUInt128LittleEndian(fields[10..], request.Chain);
        BinaryPrimitives.WriteUInt64LittleEndian(fields[26..], request.Request);
        BinaryPrimitives.WriteUInt128LittleEndian(fields[34..], request.ArgumentsDigest);
        BinaryPrimitives.WriteInt64LittleEndian(fields[50..], request.Estimate.Micros);
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(fields, digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}

/// <summary>A request that waits.</summary>
internal sealed record PendingRequest(Session Session, ActionRequest Request, UInt128 Digest, long Expires);
