using System.Diagnostics.Metrics;
using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>What the delegation control counts for operators. Per node, never per agent.</summary>
internal static class DelegationInstruments
{
    public static readonly Counter<long> Verified = BreakwaterTelemetry.Counter("breakwater.delegation.verified", "{chain}", "Chains verified");
    public static readonly Counter<long> Refused = BreakwaterTelemetry.Counter("breakwater.delegation.refused", "{chain}", "Chains and uses of paths refused");
    public static readonly Counter<long> PathUses = BreakwaterTelemetry.Counter("breakwater.delegation.path_uses", "{use}", "Uses of pre-approved paths accepted as grants");
    public static readonly Counter<long> Revocations = BreakwaterTelemetry.Counter("breakwater.delegation.revocations", "{revocation}", "Revocations applied");
}
