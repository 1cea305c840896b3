namespace Breakwater.Contracts;

/// <summary>The tags of our own instruments. Tenants and clusters are those of the fleet file; every other value is a word from a fixed list.</summary>
public static class TelemetryTags
{
    /// <summary>Tenant, as the fleet file names it.</summary>
    public const string Tenant = "breakwater.tenant";

    /// <summary>Cluster, as the fleet file names it.</summary>
    public const string Cluster = "breakwater.cluster";

    /// <summary><c>allow</c>, <c>deny</c>, <c>throttle</c> or <c>pending</c>.</summary>
    public const string Effect = "breakwater.effect";

    /// <summary>Id of the control that decided, such as <c>EC-1.3</c>.</summary>
    public const string Control = "breakwater.control";

    /// <summary>Code of the reason, such as <c>trust.revoked</c>.</summary>
    public const string Reason = "breakwater.reason";

    /// <summary>How a verification ended: <c>verified</c> or <c>refused</c>.</summary>
    public const string Outcome = "breakwater.outcome";

    /// <summary>Level of the rate limits that refused: <c>agent</c>, <c>tenant</c>, <c>fleet</c>, <c>global</c> or <c>provider</c>; of a PACE scope: <c>tenant</c>, <c>cluster</c>, <c>type</c> or <c>agent</c>.</summary>
    public const string Level = "breakwater.level";

    /// <summary>A PACE phase: <c>primary</c>, <c>alternate</c>, <c>contingency</c> or <c>emergency</c>.</summary>
    public const string Phase = "breakwater.phase";

    /// <summary>What became of a record: <c>kept</c>, <c>taken</c> or <c>refused</c>.</summary>
    public const string Status = "breakwater.status";

    /// <summary>Retention class of a log: <c>90d</c>, <c>1y</c>, <c>3y</c> or <c>7y</c>.</summary>
    public const string Retention = "breakwater.retention";

    /// <summary>Which memory: <c>trust</c>, <c>delegation</c> or <c>policy</c>.</summary>
    public const string Cache = "breakwater.cache";

    /// <summary><c>hit</c> or <c>miss</c>.</summary>
    public const string Result = "breakwater.result";

    /// <summary>The value where there is none, or the fleet file has none of that name.</summary>
    public const string None = "none";

    private static readonly string[] Effects = ["deny", "allow", "throttle", "pending"];

    /// <summary>Word of an effect.</summary>
    internal static string Of(Effect effect) => Effects[(int)effect];

    /// <summary>A name of the fleet file, or <see cref="None"/>.</summary>
    internal static string OrNone(string? name) => string.IsNullOrEmpty(name) ? None : name;
}
