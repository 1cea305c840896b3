using System.Text;
using Breakwater.Contracts;

namespace Breakwater.Audit;

/// <summary>How kinds, decisions and outcomes are called in records and queries.</summary>
public static class AuditNames
{
    private static readonly byte[][] KindNames = Bytes(
        "session-opened", "session-refused", "decided", "completed", "admission-expired", "pending-expired", "control-changed", "records-refused", "delegation-presented",
        "records-omitted", "alert-shown", "reviewed", "session-renewed", "hold-placed", "hold-released", "records-expired");

    private static readonly byte[][] EffectNames = Bytes("deny", "allow", "throttle", "pending");
    private static readonly byte[][] OutcomeNames = Bytes("succeeded", "failed", "unknown");
    private static readonly byte[][] PaceNames = Bytes("primary", "alternate", "contingency", "emergency");
    private static readonly byte[][] RiskNames = Bytes("", "low", "medium", "high", "critical");

    /// <summary>Every kind of event.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. KindNames.Select(Encoding.UTF8.GetString)];

    /// <summary>Every decision.</summary>
    public static IReadOnlyList<string> Decisions { get; } = [.. EffectNames.Select(Encoding.UTF8.GetString)];

    internal static ReadOnlySpan<byte> Of(AuditEventKind kind) => KindNames[(int)kind];

    internal static ReadOnlySpan<byte> Of(Effect effect) => EffectNames[(int)effect];

    internal static ReadOnlySpan<byte> Of(Outcome outcome) => OutcomeNames[(int)outcome];

    internal static ReadOnlySpan<byte> Of(PaceState phase) => PaceNames[(int)phase];

    internal static ReadOnlySpan<byte> Of(RiskClass risk) => RiskNames[(int)risk];

    private static byte[][] Bytes(params string[] names) => [.. names.Select(Encoding.UTF8.GetBytes)];
}
