using System.Buffers.Binary;
using System.Security.Cryptography;
using Breakwater.ControlLog;
using Breakwater.Contracts;

namespace Breakwater.Governance;

/// <summary>The requests that wait for a verification, a judge or a person, each kept with its digest. Bounded, each tenant by an even share, so that one that fills its own takes nobody's. Thread-safe.</summary>
internal sealed class PendingTable(int capacity, int tenants, string node)
{
    private readonly Dictionary<ulong, PendingRequest> _pending = [];
    private readonly Dictionary<TenantHandle, int> _held = [];
    private readonly int _share = Math.Max(1, capacity / Math.Max(1, tenants));
    private readonly Lock _lock = new();
    private ulong _last;

    public bool TryAdd(Session session, in ActionRequest request, Obligations awaited, Obligations satisfied, long expires, out PendingId id)
    {
        var pending = new PendingRequest(session, request, awaited, satisfied, Digest(session, request, awaited, satisfied), expires);
        lock (_lock)
        {
            id = default;
            var held = _held.GetValueOrDefault(session.Tenant);
            if (held >= _share) { return false; }
            _held[session.Tenant] = held + 1;
            id = new(++_last);
            _pending.Add(id.Value, pending);
            return true;
        }
    }

    public PendingRequest? Find(PendingId id)
    {
        lock (_lock) { return _pending.GetValueOrDefault(id.Value); }
    }

    /// <summary>Takes a request out if the digest is its own; a wrong answer leaves it waiting for the right one.</summary>
    public PendingRequest? Take(PendingId id, UInt128 digest)
    {
        lock (_lock)
        {
            if (!_pending.TryGetValue(id.Value, out var found) || found.Digest != digest) { return null; }
            Remove_NeedsLock(id.Value, found);
            return found;
        }
    }

    /// <summary>The ids of those that wait on a session's trust, in order; not those that wait for a judge or a person.</summary>
    public List<PendingId> Waiting()
    {
        lock (_lock) { return [.. _pending.Where(p => p.Value.Awaited == Obligations.None).Select(p => p.Key).Order().Select(k => new PendingId(k))]; }
    }

    public List<PendingRequest> TakeExpired(long now)
    {
        lock (_lock)
        {
            var expired = _pending.Where(p => p.Value.Expires <= now).OrderBy(p => p.Key).ToList();
            foreach (var (key, pending) in expired) { Remove_NeedsLock(key, pending); }
            return [.. expired.Select(p => p.Value)];
        }
    }

    private void Remove_NeedsLock(ulong key, PendingRequest pending)
    {
        _pending.Remove(key);
        _held[pending.Session.Tenant]--;
    }

    /// <summary>Digest of a request in its session at this gate, and of what it waits for: an answer is bound to it, and a judge's answer is not a person's.</summary>
    private UInt128 Digest(Session session, in ActionRequest request, Obligations awaited, Obligations satisfied)
    {
        var fields = new ControlPayloadWriter().Text(node).Text(session.TenantName).Text(session.AgentName)
            .Int64((long)session.Number).Int32(request.Tool.Value)
            .Int64((long)(ulong)(request.Chain >> 64)).Int64((long)(ulong)request.Chain).Int64((long)request.Request).Int64((long)request.Parent)
            .Int64((long)(ulong)(request.ArgumentsDigest >> 64)).Int64((long)(ulong)request.ArgumentsDigest).Int64(request.Estimate.Micros).Int32(request.Provider.Value).Int64(request.Tokens)
            .Int64((long)request.Delegation.Value).Int32(request.Target.Value).Int32((int)awaited).Int32((int)satisfied);
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(fields.Written, digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}

/// <summary>A request that waits.</summary>
internal sealed record PendingRequest(Session Session, ActionRequest Request, Obligations Awaited, Obligations Satisfied, UInt128 Digest, long Expires);
