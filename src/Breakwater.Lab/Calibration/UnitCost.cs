using Breakwater.Contracts;

namespace Breakwater.Lab.Calibration;

/// <summary>What one unit of work costs, in picoseconds: integers, so that sums and digests are exact on every machine.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Version">Version of the code measured; see <see cref="WorkUnitVersions"/>.</param>
/// <param name="CacheSizedPicoseconds">Cost when the state it touches fits the processor's caches.</param>
/// <param name="MemorySizedPicoseconds">Cost when it does not.</param>
/// <param name="Spread">Interquartile range of the rounds over their median, the larger of the two sizes: how far to trust the figure.</param>
public sealed record UnitCost(WorkUnit Unit, int Version, long CacheSizedPicoseconds, long MemorySizedPicoseconds, double Spread)
{
    /// <summary>Largest cost accepted: one second.</summary>
    public const long MaxPicoseconds = 1_000_000_000_000;

    /// <summary>The cost at one size.</summary>
    public long Picoseconds(StateSize size) => size == StateSize.Cache ? CacheSizedPicoseconds : MemorySizedPicoseconds;
}

/// <summary>How much state a unit of work is measured against.</summary>
public enum StateSize
{
    /// <summary>Fits the processor's caches: about 1,000 entries.</summary>
    Cache,
    /// <summary>Does not: about 200,000 entries, or tens of MiB.</summary>
    Memory,
}
