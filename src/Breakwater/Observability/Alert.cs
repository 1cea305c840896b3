using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>What an alert is about.</summary>
public enum AlertKind : byte
{
    /// <summary>An agent left its original behaviour slowly.</summary>
    Drift,
    /// <summary>An agent behaves unusually.</summary>
    Anomaly,
    /// <summary>Most of a group behaves unusually in the same way: look at what it shares.</summary>
    Group,
    /// <summary>Signals that together look like an attack.</summary>
    Incident,
}

/// <summary>Something for a person to review, as it was when it was shown.</summary>
public sealed record Alert
{
    /// <summary>What it is about.</summary>
    public required AlertKind Kind { get; init; }

    /// <summary>Tenant; <c>default</c> for a provider's group.</summary>
    public required TenantHandle Tenant { get; init; }

    /// <summary>The agent, or the first of them; <c>default</c> if the group alone is known.</summary>
    public AgentHandle Agent { get; init; }

    /// <summary>The group's kind, for a group's alert.</summary>
    public GroupKind? GroupKind { get; init; }

    /// <summary>The group's name, for a group's alert.</summary>
    public string? Group { get; init; }

    /// <summary>The incident, for an incident's alert.</summary>
    public Incident? Incident { get; init; }

    /// <summary>The signals that speak for it, in their order.</summary>
    public IReadOnlyList<BehaviourSignal> Signals { get; init; } = [];

    /// <summary>The highest score, 0 to 100.</summary>
    public required double Magnitude { get; init; }

    /// <summary>What alerts are ordered by: magnitude, risk of the agent, and kind.</summary>
    public required double Rank { get; init; }

    /// <summary>How many alerts were folded into this one, itself included.</summary>
    public required long Occurrences { get; init; }

    /// <summary>How many agents are affected.</summary>
    public required int Agents { get; init; }

    /// <summary>When it was first raised.</summary>
    public required DateTimeOffset First { get; init; }

    /// <summary>When it was last raised.</summary>
    public required DateTimeOffset Last { get; init; }

    /// <summary>The signals of a set of lanes.</summary>
    internal static IReadOnlyList<BehaviourSignal> SignalsOf(uint lanes) =>
        [.. Enumerable.Range(0, (int)BehaviourSignal.Degree + 1).Where(i => (lanes >> i & 1) != 0).Select(i => (BehaviourSignal)i)];
}

/// <summary>What became of alerts: <c>Raised = Folded + Shown + Lapsed + Dropped + Waiting</c>.</summary>
/// <param name="Raised">Raised.</param>
/// <param name="Folded">Folded into another of the same cause.</param>
/// <param name="Shown">Shown to people.</param>
/// <param name="Lapsed">Never shown, because others ranked higher until it was too old.</param>
/// <param name="Dropped">Never shown, for want of room.</param>
/// <param name="Waiting">Waiting to be shown.</param>
public readonly record struct AlertCounts(long Raised, long Folded, long Shown, long Lapsed, long Dropped, int Waiting);

/// <summary>A group that deviates as a whole.</summary>
/// <param name="Kind">Kind of the group.</param>
/// <param name="Tenant">Tenant; <c>default</c> for a provider.</param>
/// <param name="Name">Its name.</param>
/// <param name="Active">Members active in the last minute.</param>
/// <param name="Affected">Of those, members that deviate with the rest.</param>
/// <param name="Signals">In what.</param>
public sealed record GroupShift(GroupKind Kind, TenantHandle Tenant, string Name, int Active, int Affected, IReadOnlyList<BehaviourSignal> Signals);

/// <summary>How much the watchers remember, and what they did not for want of room.</summary>
/// <param name="Agents">Agents watched.</param>
/// <param name="AgentsRefused">Agents not watched for want of room.</param>
/// <param name="Unwatched">Messages of agents that are not watched.</param>
/// <param name="Links">Links remembered.</param>
/// <param name="LinksRefused">Messages on links not profiled for want of room.</param>
/// <param name="CirclesUnsearched">Searches for a circle that stopped at their bound.</param>
/// <param name="Chains">Chains held open.</param>
/// <param name="ChainsDropped">Chains, links between chains and late signals left out.</param>
/// <param name="Alerts">Alerts.</param>
/// <param name="Skipped">Messages that the inspection plan left out of the score.</param>
public readonly record struct WatchCounts(
    int Agents,
    long AgentsRefused,
    long Unwatched,
    int Links,
    long LinksRefused,
    long CirclesUnsearched,
    int Chains,
    long ChainsDropped,
    AlertCounts Alerts,
    long Skipped);
