using System.Collections.Concurrent;

namespace Breakwater.Trust;

/// <summary>
/// Bounded memory of verifications. Reads take no lock; writes take one short lock for the expiry order. At capacity the entry nearest its
/// expiry is forgotten, which costs its subject a verification and admits nobody. O(1) reads, O(log n) writes.
/// </summary>
internal sealed class TrustCache(int capacity)
{
    private readonly ConcurrentDictionary<TrustKey, TrustEntry> _entries = new();
    private readonly PriorityQueue<(TrustKey Key, TrustEntry Entry), long> _byExpiry = new();
    private readonly Lock _lock = new();

    public int Count
    {
        get { lock (_lock) { return _byExpiry.Count; } }
    }

    public bool TryGet(in TrustKey key, out TrustEntry? entry) => _entries.TryGetValue(key, out entry);

    public void Set(in TrustKey key, TrustEntry entry)
    {
        lock (_lock)
        {
            _entries[key] = entry;
            _byExpiry.Enqueue((key, entry), entry.Expires);
            // An entry that was replaced still waits in the queue; the bound is on the queue, so it is a bound on both.
            while (_byExpiry.Count > capacity) { Forget_NeedsLock(_byExpiry.Dequeue()); }
        }
    }

    public void Remove(in TrustKey key, TrustEntry entry) => _entries.TryRemove(new KeyValuePair<TrustKey, TrustEntry>(key, entry));

    /// <summary>Takes out the entries that lapse before a time, oldest first and at most so many, for the caller to renew.</summary>
    public List<(TrustKey Key, TrustEntry Entry)> TakeDue(long before, int most)
    {
        var due = new List<(TrustKey, TrustEntry)>();
        lock (_lock)
        {
            while (due.Count < most && _byExpiry.TryPeek(out _, out var expires) && expires < before)
            {
                var (key, entry) = _byExpiry.Dequeue();
                if (_entries.TryGetValue(key, out var current) && ReferenceEquals(current, entry)) { due.Add((key, entry)); }
            }
        }
        return due;
    }

    private void Forget_NeedsLock((TrustKey Key, TrustEntry Entry) oldest) =>
        _entries.TryRemove(new KeyValuePair<TrustKey, TrustEntry>(oldest.Key, oldest.Entry));
}
