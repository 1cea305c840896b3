using Breakwater.Contracts;

namespace Breakwater.Pace;

/// <summary>Reasons the PACE control gives.</summary>
public static class PaceReasons
{
    private static readonly ControlId Classification = ControlId.Parse("EC-2.1");
    private static readonly ControlId Approval = ControlId.Parse("EC-1.1");

    /// <summary>The agent is in Alternate, and the action writes.</summary>
    public static Reason ReadsOnly { get; } = new(Classification, "pace.reads-only", "the agent is in Alternate, where only reads go on");

    /// <summary>The agent is in Contingency, or in Alternate and the action writes: a person must approve.</summary>
    public static Reason NeedsPerson { get; } = new(Approval, "pace.needs-person", "in the agent's phase a person must approve the action first");

    /// <summary>The agent is in Emergency.</summary>
    public static Reason Emergency { get; } = new(Classification, "pace.emergency", "the agent is in Emergency, where nothing goes on");

    /// <summary>Whether a reason says what an operator decided, and nothing of the agent.</summary>
    internal static bool Is(Reason? reason) => reason == ReadsOnly || reason == NeedsPerson || reason == Emergency;
}
