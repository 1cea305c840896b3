using Breakwater.Contracts;

namespace Breakwater.Audit;

/// <summary>How long records are to be kept: what has the same class shares a log, so that what expires can be pruned as a whole.</summary>
public enum RetentionClass : byte
{
    /// <summary>90 days: LOW.</summary>
    Days90,
    /// <summary>One year: MEDIUM, and sessions.</summary>
    Year1,
    /// <summary>Three years: HIGH, refusals of what has no risk class of its own, and alerts.</summary>
    Years3,
    /// <summary>Seven years: CRITICAL, and changes of control state and delegations.</summary>
    Years7,
}

/// <summary>Which events are kept how long.</summary>
public static class RetentionClasses
{
    private static readonly string[] Names = ["90d", "1y", "3y", "7y"];
    private static readonly int[] Days = [90, 366, 3 * 366, 7 * 366];

    /// <summary>All, the shortest first.</summary>
    public static IReadOnlyList<RetentionClass> All { get; } = [RetentionClass.Days90, RetentionClass.Year1, RetentionClass.Years3, RetentionClass.Years7];

    /// <summary>Name of its folder.</summary>
    public static string NameOf(RetentionClass retention) => Names[(int)retention];

    /// <summary>The class with a name; null if there is none.</summary>
    public static RetentionClass? Parse(string? name) => Array.IndexOf(Names, name) is >= 0 and var i ? (RetentionClass)i : null;

    /// <summary>The least time for which records of a class are to be kept; a year is counted as 366 days.</summary>
    public static TimeSpan PeriodOf(RetentionClass retention) => TimeSpan.FromDays(Days[(int)retention]);

    /// <summary>The class of an event: that of its risk, and where it has none that of its kind.</summary>
    public static RetentionClass Of(in AuditEvent auditEvent) => auditEvent switch
    {
        { Omitted: { } omitted } => omitted.Retention,
        { Kind: AuditEventKind.ControlChanged or AuditEventKind.DelegationPresented or AuditEventKind.HoldPlaced or AuditEventKind.HoldReleased or AuditEventKind.RecordsExpired } => RetentionClass.Years7,
        { Risk: >= RiskClass.Low and <= RiskClass.Critical and var risk } => (RetentionClass)(risk - RiskClass.Low),
        { Kind: AuditEventKind.Decided or AuditEventKind.SessionRefused or AuditEventKind.PendingExpired or AuditEventKind.AlertShown or AuditEventKind.Reviewed } => RetentionClass.Years3,
        _ => RetentionClass.Year1,
    };
}
