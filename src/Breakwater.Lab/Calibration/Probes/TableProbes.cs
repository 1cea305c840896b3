using System.Collections.Concurrent;
using Breakwater.Contracts;

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

    public static CalibrationProbe CacheLookup { get; } = new(WorkUnit.CacheLookup, size =>
    {
        var keys = Shuffled(Entries(size)).Select(Key).ToArray();
        var cache = Filled(keys);
        var (at, found) = (0, 0L);
        return new((int operations, ref Work work) =>
        {
            for (var i = 0; i < operations; i++)
            {
                if (cache.TryGetValue(keys[at], out var value) && value.Kind == 3) { found++; }
                at = at + 1 == keys.Length ? 0 : at + 1;
            }

            work.Add(WorkUnit.CacheLookup, operations);
            Volatile.Write(ref _sink, found);
        });
    });

    /// <summary>In a full, bounded cache: what makes room is part of the cost.</summary>
    public static CalibrationProbe CacheInsert { get; } = new(WorkUnit.CacheInsert, size =>
    {
        var entries = Entries(size);
        var keys = Shuffled(2 * entries).Select(Key).ToArray();
        var cache = Filled(keys.AsSpan(0, entries));
        var (oldest, next) = (0, entries);
        return new((int operations, ref Work work) =>
        {
            for (var i = 0; i < operations; i++)
            {
                cache.TryRemove(keys[oldest], out _);
                cache.TryAdd(keys[next], new Entry(next, 0));
                oldest = oldest + 1 == keys.Length ? 0 : oldest + 1;
                next = next + 1 == keys.Length ? 0 : next + 1;
            }

            work.Add(WorkUnit.CacheInsert, operations);
        });
    });

    /// <summary>Where bodies leave what they found, so that no compiler drops the search.</summary>
    private static long _sink;

    private static int Entries(StateSize size) => size == StateSize.Cache ? 1_000 : 200_000;

    private static IEnumerable<int> Shuffled(int count) => Enumerable.Range(0, count).OrderBy(i => StableHash.Of("probe", "", i));

    private static (TenantHandle Tenant, UInt128 Subject) Key(int i) =>
        (new TenantHandle(1), new UInt128(StableHash.Of("high", "", i), StableHash.Of("low", "", i)));

    private static ConcurrentDictionary<(TenantHandle Tenant, UInt128 Subject), Entry> Filled(ReadOnlySpan<(TenantHandle, UInt128)> keys)
    {
        var cache = new ConcurrentDictionary<(TenantHandle Tenant, UInt128 Subject), Entry>();
        for (var i = 0; i < keys.Length; i++) { cache[keys[i]] = new Entry(i, i % 7); }
        return cache;
    }

    private sealed record Entry(int Id, int Kind);
}
