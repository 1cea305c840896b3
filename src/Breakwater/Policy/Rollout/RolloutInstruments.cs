using System.Diagnostics.Metrics;
using Breakwater.Contracts;

namespace Breakwater.Policy.Rollout;

/// <summary>What rollouts count for operators. Per node, never per agent.</summary>
internal static class RolloutInstruments
{
    public static readonly Counter<long> AllowToDeny = BreakwaterTelemetry.Counter("breakwater.policy.drift.allow_to_deny", "{request}", "Requests that the old version allows and the new one denies");
    public static readonly Counter<long> DenyToAllow = BreakwaterTelemetry.Counter("breakwater.policy.drift.deny_to_allow", "{request}", "Requests that the old version denies and the new one allows");
    public static readonly Counter<long> Obligations = BreakwaterTelemetry.Counter("breakwater.policy.drift.obligations", "{request}", "Requests that both versions allow with other obligations");
    public static readonly Counter<long> Misstated = BreakwaterTelemetry.Counter("breakwater.policy.misstated", "{request}", "Requests refused for the version they state");
    public static readonly Counter<long> Promotions = BreakwaterTelemetry.Counter("breakwater.policy.promotions", "{promotion}", "Stages promoted");
    public static readonly Counter<long> RollBacks = BreakwaterTelemetry.Counter("breakwater.policy.roll_backs", "{rollback}", "Rollouts rolled back");

    public static void Drifted(DriftKind drift)
    {
        if (drift == DriftKind.None) { return; }
        (drift == DriftKind.AllowToDeny ? AllowToDeny : drift == DriftKind.DenyToAllow ? DenyToAllow : Obligations).Add(1);
    }
}
