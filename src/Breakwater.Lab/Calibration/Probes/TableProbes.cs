using System.Buffers.Binary;
using System.Collections.Concurrent;
using Breakwater.Contracts;
using Breakwater.Trust;

namespace Breakwater.Lab.Calibration.Probes;

/// <summary>Tables and the trust cache's structure, in an order the processor cannot foresee.</summary>
internal static class TableProbes
{
    public static CalibrationProbe EntryExamined { get; } = new(WorkUnit.EntryExamined, size =>
    {
        var table = Enumerable.Range(0, Entries(size)).Select(i => new Entry(i, i % 7)).OrderBy(e => StableHash.Of("probe", "", e.Id)).ToArray();
        var (at, found) = (0, 0L);
        return new((int operations, ref Work work) =>
        {
            for (var i = 0; i < operations; i++)
            {
                if (table[at].Kind == 3) { found++; }
                at = at + 1 == table.Length ? 0 : at + 1;
            }

            work.Add(WorkUnit.EntryExamined, operations);
            Volatile.Write(ref _sink, found);
        });
    });

    /// <summary>What a warm check of the trust cache does: the look-up, and the time and the numbers compared.</summary>
    public static CalibrationProbe CacheLookup { get; } = new(WorkUnit.CacheLookup, size =>
    {
        var keys = Shuffled(Entries(size)).Select(Key).ToArray();
        var cache = new ConcurrentDictionary<TrustKey, Entry>(keys.Select((key, i) => KeyValuePair.Create(key, new Entry(i, i % 7))));
        var (at, found, time) = (0, 0L, TimeProvider.System);
        return new((int operations, ref Work work) =>
        {
            for (var i = 0; i < operations; i++)
            {
                if (cache.TryGetValue(keys[at], out var value) && value.Kind == 3 && value.Id < time.GetTimestamp()) { found++; }
                at = at + 1 == keys.Length ? 0 : at + 1;
            }

            work.Add(WorkUnit.CacheLookup, operations);
            Volatile.Write(ref _sink, found);
        });
    });

    /// <summary>In a full, bounded cache: what makes room, and the order of expiry, are part of the cost.</summary>
    public static CalibrationProbe CacheInsert { get; } = new(WorkUnit.CacheInsert, size =>
    {
        var entries = Entries(size);
        var keys = Shuffled(2 * entries).Select(Key).ToArray();
        var cache = new ConcurrentDictionary<TrustKey, Entry>();
        var order = new PriorityQueue<TrustKey, long>();
        var (gate, next, tick) = (new Lock(), 0, 0L);
        void Insert()
        {
            lock (gate)
            {
                cache[keys[next]] = new Entry(next, 0);
                order.Enqueue(keys[next], tick + (long)(StableHash.Of("probe", "", tick) % (ulong)entries));
                if (order.Count > entries) { cache.TryRemove(order.Dequeue(), out _); }
            }

            tick++;
            next = next + 1 == keys.Length ? 0 : next + 1;
        }

        for (var i = 0; i < entries; i++) { Insert(); }
        return new((int operations, ref Work work) =>
        {
            for (var i = 0; i < operations; i++) { Insert(); }
            work.Add(WorkUnit.CacheInsert, operations);
        });
    });

    /// <summary>Where bodies leave what they found, so that no compiler drops the search.</summary>
    private static long _sink;

    private static int Entries(StateSize size) => size == StateSize.Cache ? 1_000 : 200_000;

    private static IEnumerable<int> Shuffled(int count) => Enumerable.Range(0, count).OrderBy(i => StableHash.Of("probe", "", i));

    private static TrustKey Key(int i)
    {
        Span<byte> bytes = stackalloc byte[32];
        for (var part = 0; part < 4; part++) { BinaryPrimitives.WriteUInt64LittleEndian(bytes[(8 * part)..], StableHash.Of("key", "", 4L * i + part)); }
        return new(_tenant, Fingerprint.FromBytes(bytes));
    }

    private static readonly TenantHandle _tenant = new TrustControl(new(), null, ["probe"], TimeProvider.System).Tenant("probe");

    private sealed record Entry(int Id, int Kind);
}
