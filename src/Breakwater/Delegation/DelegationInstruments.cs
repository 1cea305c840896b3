using System.Diagnostics.Metrics;

namespace Breakwater.Delegation;

/// <summary>What the delegation control counts for operators, on the meter <c>Breakwater.Delegation</c>. Per node, never per agent.</summary>
internal static class DelegationInstruments
{
    private static readonly Meter Meter = new("Breakwater.Delegation");

    public static readonly Counter<long> Verified = Meter.CreateCounter<long>("breakwater.delegation.verified", "{chain}", "Chains verified");
    public static readonly Counter<long> Refused = Meter.CreateCounter<long>("breakwater.delegation.refused", "{chain}", "Chains and uses of paths refused");
    public static readonly Counter<long> PathUses = Meter.CreateCounter<long>("breakwater.delegation.path_uses", "{use}", "Uses of pre-approved paths accepted as grants");
    public static readonly Counter<long> Revocations = Meter.CreateCounter<long>("breakwater.delegation.revocations", "{revocation}", "Revocations applied");
}
