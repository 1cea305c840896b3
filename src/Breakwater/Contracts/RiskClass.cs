namespace Breakwater.Contracts;

/// <summary>Risk of an action or of an agent's work (MASO risk tiers; not the autonomy tiers).</summary>
public enum RiskClass : byte
{
    /// <summary>LOW.</summary>
    Low = 1,
    /// <summary>MEDIUM.</summary>
    Medium = 2,
    /// <summary>HIGH.</summary>
    High = 3,
    /// <summary>CRITICAL.</summary>
    Critical = 4,
}
