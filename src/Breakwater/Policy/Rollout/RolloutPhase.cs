namespace Breakwater.Policy.Rollout;

/// <summary>How far a rollout has come.</summary>
public enum RolloutPhase : byte
{
    /// <summary>Under way, running or paused.</summary>
    Active = 1,

    /// <summary>The new version serves everybody.</summary>
    Completed = 2,

    /// <summary>Ended before that; the old version serves everybody.</summary>
    RolledBack = 3,
}

/// <summary>What brought a rollout to where it is.</summary>
public enum RolloutCause : byte
{
    /// <summary>A person.</summary>
    Manual = 1,

    /// <summary>Time was up and every gate passed.</summary>
    Gates = 2,

    /// <summary>The drift gate was breached.</summary>
    Drift = 3,

    /// <summary>The denial gate was breached.</summary>
    DenialIncrease = 4,

    /// <summary>The error gate was breached.</summary>
    Errors = 5,

    /// <summary>The latency gate was breached.</summary>
    Latency = 6,
}
