using System.Collections.Concurrent;
using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>
/// What a tenant has revoked, as far as this node has heard: documents (assertions, contracts, templates) by fingerprint until they would have
/// expired, and subjects (agents, zones, regions) with the time until which their credentials and contracts are refused. Thread-safe. Adding is
/// O(1), and so is looking one up; what has expired is dropped whenever the table has doubled.
/// </summary>
internal sealed class RevokedDelegations(TimeProvider time)
{
    private readonly ConcurrentDictionary<Fingerprint, DateTimeOffset> _documents = new();
    private readonly ConcurrentDictionary<(bool Authority, string Name), DateTimeOffset> _subjects = new();
    private readonly Lock _lock = new();
    private int _documentCount;
    private int _dropAt = 1_024;

    public void Document(in Fingerprint document, DateTimeOffset until)
    {
        lock (_lock)
        {
            if (_documents.TryAdd(document, until)) { _documentCount++; }
            else if (_documents[document] < until) { _documents[document] = until; }
            if (_documentCount < _dropAt) { return; }
            var now = time.GetUtcNow();
            foreach (var (id, end) in _documents)
            {
                if (end <= now && _documents.TryRemove(id, out _)) { _documentCount--; }
            }
            _dropAt = Math.Max(1_024, 2 * _documentCount);
        }
    }

    public void Subject(bool authority, string name, DateTimeOffset until) =>
        _subjects.AddOrUpdate((authority, name), static (_, added) => added, static (_, known, added) => known > added ? known : added, until);

    public bool Covers(in Fingerprint document, ref Work work)
    {
        work.Add(WorkUnit.EntryExamined);
        return _documents.ContainsKey(document);
    }

    /// <summary>Whether the party's credential, or the document that names it, was made before its revocation or that of an authority above it.</summary>
    public bool Covers(DelegationParty party, DateTimeOffset documentSince, ref Work work)
    {
        if (Covers(false, party.Name, party.Since, documentSince, ref work)) { return true; }
        for (var i = 0; i < party.Authorities.Count; i++)
        {
            if (Covers(true, party.Authorities[i], party.Since, documentSince, ref work)) { return true; }
        }
        return false;
    }

    /// <summary>Whether anything is known against the party or an authority above it, whenever it was made.</summary>
    public bool Names(DelegationParty party, ref Work work)
    {
        work.Add(WorkUnit.EntryExamined, 1 + party.Authorities.Count);
        if (_subjects.ContainsKey((false, party.Name))) { return true; }
        for (var i = 0; i < party.Authorities.Count; i++)
        {
            if (_subjects.ContainsKey((true, party.Authorities[i]))) { return true; }
        }
        return false;
    }

    public bool Covers(DelegationBasis basis, ref Work work)
    {
        foreach (var document in basis.Documents)
        {
            if (Covers(document, ref work)) { return true; }
        }
        foreach (var stake in basis.Stakes)
        {
            if (Covers(stake.Party, stake.Since, ref work)) { return true; }
        }
        return false;
    }

    public IEnumerable<(Fingerprint Document, DateTimeOffset Until)> Documents() => _documents.Select(d => (d.Key, d.Value));

    private bool Covers(bool authority, string name, DateTimeOffset since, DateTimeOffset documentSince, ref Work work)
    {
        work.Add(WorkUnit.EntryExamined);
        return _subjects.TryGetValue((authority, name), out var until) && (since <= until || documentSince <= until);
    }
}
