namespace Breakwater.Governance;

/// <summary>Bounds of a gate.</summary>
public sealed class GovernorOptions
{
    /// <summary>The enforcement node's name. Default <c>local</c>.</summary>
    public string Node { get; set; } = "local";

    /// <summary>Most actions in flight, each tenant by an even share; beyond it the gate throttles. Default 1,048,576.</summary>
    public int MaxInFlight { get; set; } = 1_048_576;

    /// <summary>Most requests pending, an even share of them for each tenant; beyond it a tenant's are throttled instead. Default 65,536.</summary>
    public int MaxPending { get; set; } = 65_536;

    /// <summary>Most agents, orchestrators and live instances of a tenant. Default 1,048,576.</summary>
    public int MaxAgentsPerTenant { get; set; } = 1_048_576;

    /// <summary>Most unanswered challenges. Default 65,536.</summary>
    public int MaxChallenges { get; set; } = 65_536;

    /// <summary>How long a challenge may be answered. Default 30 s.</summary>
    public TimeSpan ChallengeLife { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an admitted action may take to be completed before it is charged at its estimate. Default 10 min.</summary>
    public TimeSpan AdmissionLife { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a request may be pending before it is denied. Default 1 min.</summary>
    public TimeSpan PendingLife { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether this node decides when rollouts of policies go on or back; exactly one node of a fleet does. Default true.</summary>
    public bool LeadsRollouts { get; set; } = true;
}
