namespace Breakwater.Fleet;

/// <summary>What a tenant may use of what it shares with others: its key <c>quotas</c>. Null is no limit of its own; the gate's bounds still hold.</summary>
public sealed record TenantQuotas
{
    /// <summary>No limit of its own in anything.</summary>
    public static TenantQuotas None { get; } = new();

    /// <summary>Decisions of a gate, whatever their outcome; the amount may come all at once.</summary>
    public CountPerPeriod? Decisions { get; init; }

    /// <summary>Policies in live bundles, those of the whole fleet included; at least 1.</summary>
    public int? Policies { get; init; }

    /// <summary>Agents and live instances at a gate; orchestrators are not counted. At least 1.</summary>
    public int? Agents { get; init; }

    /// <summary>Bytes that a gate's controls hold for the tenant.</summary>
    public long? Memory { get; init; }

    /// <summary>Bytes of audit events; the amount may come all at once.</summary>
    public CountPerPeriod? Audit { get; init; }

    /// <summary>Whether anything is limited.</summary>
    public bool IsNone => this == None;
}
