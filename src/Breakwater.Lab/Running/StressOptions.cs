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
}
