using System.Diagnostics.Metrics;

namespace Breakwater.Policy.Rollout;

/// <summary>What rollouts count for operators, on the meter <c>Breakwater.Policy.Rollout</c>. Per node, never per agent.</summary>
internal static class RolloutInstruments
{
    private static readonly Meter Meter = new("Breakwater.Policy.Rollout");

    public static readonly Counter<long> AllowToDeny = Meter.CreateCounter<long>("breakwater.policy.drift.allow_to_deny", "{request}", "Requests that the old version allows and the new one denies");
    public static readonly Counter<long> DenyToAllow = Meter.CreateCounter<long>("breakwater.policy.drift.deny_to_allow", "{request}", "Requests that the old version denies and the new one allows");
    public static readonly Counter<long> Obligations = Meter.CreateCounter<long>("breakwater.policy.drift.obligations", "{request}", "Requests that both versions allow with other obligations");
    public static readonly Counter<long> Misstated = Meter.CreateCounter<long>("breakwater.policy.misstated", "{request}", "Requests refused for the version they state");
    public static readonly Counter<long> Promotions = Meter.CreateCounter<long>("breakwater.policy.promotions", "{promotion}", "Stages promoted");
    public static readonly Counter<long> RollBacks = Meter.CreateCounter<long>("breakwater.policy.roll_backs", "{rollback}", "Rollouts rolled back");

    public static void Drifted(DriftKind drift)
    {
        if (drift == DriftKind.None) { return; }
        (drift == DriftKind.AllowToDeny ? AllowToDeny : drift == DriftKind.DenyToAllow ? DenyToAllow : Obligations).Add(1);
    }
}
