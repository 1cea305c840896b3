using System.Diagnostics.Metrics;

namespace Breakwater.Policy;

/// <summary>What the policy control counts for operators, on the meter <c>Breakwater.Policy</c>. Per node, never per agent.</summary>
internal static class PolicyInstruments
{
    private static readonly Meter Meter = new("Breakwater.Policy");

    public static readonly Counter<long> Published = Meter.CreateCounter<long>("breakwater.policy.published", "{version}", "Versions of bundles put in force or beside it");
    public static readonly Counter<long> Refused = Meter.CreateCounter<long>("breakwater.policy.refused", "{version}", "Versions of bundles refused");
    public static readonly Counter<long> Adapted = Meter.CreateCounter<long>("breakwater.policy.adapted", "{request}", "Requests read from the arguments of another version");
    public static readonly Counter<long> Unmapped = Meter.CreateCounter<long>("breakwater.policy.unmapped", "{request}", "Requests refused because no adapter maps their arguments");
}
