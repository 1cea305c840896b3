using Breakwater.Cedar.Values;

namespace Breakwater.Policy.Composition;

/// <summary>
/// Verdicts already given by one view, that is by one choice of versions of one tenant: it is made with the view and goes with it, so that nothing of another tenant or
/// version can be found in it. Direct-mapped and bounded; what does not fit replaces what was there. Thread-safe without locks: entries are immutable.
/// </summary>
internal class DecisionCache
{
    private readonly Entry?[] _entries;
    private readonly int _mask;

    public DecisionCache(int entries)
    {
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)entries);
        _entries = new Entry?[size];
        _mask = size - 1;
    }

    public virtual bool TryGet(in DecisionKey key, out PolicyVerdict verdict)
    {
        var found = Volatile.Read(ref _entries[key.GetHashCode() & _mask]);
        verdict = found?.Verdict ?? default;
        return found is not null && found.Key.Equals(key);
    }

    public virtual void Set(in DecisionKey key, in PolicyVerdict verdict) => Volatile.Write(ref _entries[key.GetHashCode() & _mask], new(key, verdict));

    private sealed record Entry(DecisionKey Key, PolicyVerdict Verdict);
}

/// <summary>Everything that a verdict without a clock depends on, within one view.</summary>
internal readonly record struct DecisionKey(EntityUid Principal, ushort Tool, int Target, UInt128 Arguments, bool Delegated);

/// <summary>Makes the decision cache of a view of a tenant's policies; null for none. A seam: tests plant a cache there that forgets whose its entries are.</summary>
internal delegate DecisionCache? DecisionCacheFactory(string tenant);
