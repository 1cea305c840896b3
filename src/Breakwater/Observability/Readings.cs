namespace Breakwater.Observability;

/// <summary>What a score asks for.</summary>
public enum WatchBand : byte
{
    /// <summary>The agent is not watched: it was not registered, or there was no room for it.</summary>
    NotWatched,
    /// <summary>Neither the agent nor its type has a baseline yet: nothing can be said.</summary>
    Learning,
    /// <summary>Nothing.</summary>
    Normal,
    /// <summary>Look more often, tell the security engineer.</summary>
    Monitor,
    /// <summary>Isolate, bring in the backup (PACE: Primary to Alternate).</summary>
    Isolate,
    /// <summary>Stop, by scope (PACE: to Contingency or Emergency).</summary>
    Stop,
}

/// <summary>What may shift as a whole.</summary>
public enum GroupKind : byte
{
    /// <summary>Replicas of one agent type, within a tenant.</summary>
    Type,
    /// <summary>A cluster, within a tenant.</summary>
    Cluster,
    /// <summary>Everyone who calls a model provider, whatever the tenant.</summary>
    Provider,
}

/// <summary>An agent's anomaly score (OB-2.2) and drift (OB-2.3).</summary>
/// <param name="Score">0 to 100.</param>
/// <param name="Band">What the score asks for; falls only when the score is ten below the line it crossed.</param>
/// <param name="Foremost">The signal that contributes most.</param>
/// <param name="Drift">Drift score, 0 to 100; 60 is the limit.</param>
/// <param name="IsDrifting">Whether drift has crossed its limit and not come back to half of it.</param>
public readonly record struct AnomalyReading(float Score, WatchBand Band, BehaviourSignal Foremost, float Drift, bool IsDrifting)
{
    /// <summary>Whether the message was not inspected: score, band and drifting are those that stand from an earlier one; the foremost signal and the drift score are not told.</summary>
    public bool IsStanding { get; init; }
}

/// <summary>How far an agent has gone from its original (OB-2.3, OB-3.1). Shifts are in standard deviations of its single messages as they were originally.</summary>
/// <param name="Score">0 to 100; 60 is the limit.</param>
/// <param name="Signal">The signal that has drifted most.</param>
/// <param name="IsFrozen">Whether there is an original to compare with yet.</param>
/// <param name="Week">Shift of the 7-day mean.</param>
/// <param name="Month">Shift of the 30-day mean.</param>
/// <param name="Quarter">Shift of the 90-day mean.</param>
public readonly record struct DriftReading(float Score, BehaviourSignal Signal, bool IsFrozen, float Week, float Month, float Quarter);
