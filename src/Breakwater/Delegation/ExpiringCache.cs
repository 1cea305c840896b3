using System.Collections.Concurrent;

namespace Breakwater.Delegation;

/// <summary>
/// Bounded memory in which each entry has a time to live. Reads take no lock; writes take one short lock for the expiry order. At capacity the
/// entry nearest its expiry is forgotten, which costs a verification and admits nobody. O(1) reads, O(log n) writes. Judging expiry is for the reader.
/// </summary>
internal sealed class ExpiringCache<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, TValue> _entries = new();
    private readonly PriorityQueue<(TKey Key, TValue Value), long> _byExpiry = new();
    private readonly Lock _lock = new();

    public int Count
    {
        get { lock (_lock) { return _byExpiry.Count; } }
    }

    public bool TryGet(in TKey key, out TValue? value) => _entries.TryGetValue(key, out value);

    public void Set(TKey key, TValue value, long expires)
    {
        lock (_lock)
        {
            _entries[key] = value;
            _byExpiry.Enqueue((key, value), expires);
            // An entry that was replaced still waits in the queue; the bound is on the queue, so it is a bound on both.
            while (_byExpiry.Count > capacity)
            {
                var (oldest, held) = _byExpiry.Dequeue();
                _entries.TryRemove(new KeyValuePair<TKey, TValue>(oldest, held));
            }
        }
    }

    public void Remove(in TKey key) => _entries.TryRemove(key, out _);
}
