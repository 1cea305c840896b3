using Breakwater.Audit;
using Breakwater.Lab.Comparing;
using Breakwater.Lab.Results;

namespace Breakwater.Lab.Running;

/// <summary>How far a run climbs.</summary>
public enum StressMode
{
    /// <summary>At most about 3 core-seconds for each dimension.</summary>
    Quick,
    /// <summary>At most about 12 core-seconds for each dimension.</summary>
    Default,
    /// <summary>Up to 100,000 agents.</summary>
    Full,
}

/// <summary>What to run and how far.</summary>
public sealed record StressOptions
{
    public StressMode Mode { get; init; } = StressMode.Default;
    /// <summary>Fleet sizes to run instead of the default ladder; null for the ladder.</summary>
    public IReadOnlyList<int>? Scale { get; init; }
    /// <summary>Stress dimensions (1 to 8) to run; null for all that are built.</summary>
    public IReadOnlyList<int>? Dimensions { get; init; }
    public ulong Seed { get; init; } = 1;
    /// <summary>Worker threads; the results are the same for any number.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
    /// <summary>The command line that repeats the run, for the report.</summary>
    public string Reproduce { get; init; } = "";
    /// <summary>The beginning of the command line that replays a point of the run: all but which point, and the seed.</summary>
    public string Replay { get; init; } = "breakwater replay FLEET.yaml";
    /// <summary>The earlier run to compare with; null for none.</summary>
    public ResultsDocument? Baseline { get; init; }
    /// <summary>Receives copies of what the gates of the run record; null for none. No result depends on it.</summary>
    public AuditSink? Audit { get; init; }
    /// <summary>What must not come true, read with the fleet's <see cref="ThresholdNames"/>.</summary>
    public IReadOnlyList<Threshold> FailOn { get; init; } = [];
}
