namespace Breakwater.Contracts;

/// <summary>How far an agent acts on its own (MASO tiers; not the risk classes).</summary>
public enum AutonomyTier : byte
{
    /// <summary>Every write is approved by a person.</summary>
    Supervised = 1,
    /// <summary>Low-consequence writes go ahead, high-consequence ones are escalated.</summary>
    Managed = 2,
    /// <summary>Writes go ahead within pre-approved categories.</summary>
    Autonomous = 3,
}
