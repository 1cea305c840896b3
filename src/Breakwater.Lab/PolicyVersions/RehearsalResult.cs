using Breakwater.Policy.Rollout;

namespace Breakwater.Lab.PolicyVersions;

/// <summary>How a stage of a rehearsal ended.</summary>
public enum RehearsedEnd : byte
{
    /// <summary>Its time was up and every gate passed.</summary>
    Promoted,

    /// <summary>A gate was breached.</summary>
    RolledBack,

    /// <summary>Gates still held it when the rehearsal ended.</summary>
    Held,
}

/// <summary>What happened in one stage, in virtual time since the rollout started.</summary>
public sealed class RehearsedStage
{
    /// <summary>Share that the plan gives the new version.</summary>
    public required int Percent { get; init; }

    /// <summary>Agents that are assigned the new version.</summary>
    public required int Agents { get; init; }

    /// <summary>When it began.</summary>
    public required TimeSpan From { get; init; }

    /// <summary>When it ended.</summary>
    public TimeSpan Until { get; internal set; }

    /// <summary>Requests decided in it.</summary>
    public long Requests { get; internal set; }

    /// <summary>Agents that were asked for them: more than requests where routing sends them on.</summary>
    public long Asked { get; internal set; }

    /// <summary>Requests whose last agent is assigned the new version.</summary>
    public long ByNew { get; internal set; }

    /// <summary>Decided otherwise than the old version decides.</summary>
    public long Changed { get; internal set; }

    /// <summary>Denied in the end.</summary>
    public long Denied { get; internal set; }

    /// <summary>Permitted although one of the two versions denies it.</summary>
    public long Exposed { get; internal set; }

    /// <summary>What the gates had counted at the end of it.</summary>
    public RolloutCounts Counts { get; internal set; }

    /// <summary>What each gate said at the end of it; empty if it was promoted, since the next stage begins anew.</summary>
    public IReadOnlyList<GateFinding> Gates { get; internal set; } = [];

    /// <summary>Since when it was held after its time; null if it was not.</summary>
    public TimeSpan? HeldSince { get; internal set; }

    /// <summary>The gate that held it last, or that rolled it back; none if no gate did.</summary>
    public GateKind By { get; internal set; }

    /// <summary>How it ended.</summary>
    public RehearsedEnd End { get; internal set; }

    /// <summary>Share of the compared requests on which the versions differ; 0 with none.</summary>
    public double DriftRate => Counts.Compared == 0 ? 0 : (double)Counts.Drifted / Counts.Compared;
}

/// <summary>What came of a rehearsal.</summary>
/// <param name="Mode">What protected requests while the fleet was mixed.</param>
/// <param name="Stages">The stages that were entered, in order.</param>
public sealed record RehearsalResult(RolloutMode Mode, IReadOnlyList<RehearsedStage> Stages)
{
    /// <summary>How the last stage ended.</summary>
    public RehearsedEnd End => Stages[^1].End;

    /// <summary>How long it took.</summary>
    public TimeSpan Duration => Stages[^1].Until;

    /// <summary>Permitted in shadow although the new version denies it: there the old version alone decides.</summary>
    public long ExposedInShadow => Stages.Where(s => s.Percent == 0).Sum(s => s.Exposed);

    /// <summary>Permitted while the fleet was mixed although one of the versions denies it.</summary>
    public long ExposedWhileMixed => Stages.Where(s => s.Percent > 0).Sum(s => s.Exposed);

    /// <summary>Agents asked for each request while the fleet was mixed; 0 if it never was.</summary>
    public double AskedPerRequest => Stages.Where(s => s.Percent > 0).Sum(s => s.Requests) is var requests and > 0 ? (double)Stages.Where(s => s.Percent > 0).Sum(s => s.Asked) / requests : 0;
}
