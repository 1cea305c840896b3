using System.Diagnostics.Metrics;
using Breakwater.Contracts;

namespace Breakwater.Policy;

/// <summary>What the policy control counts for operators. Per tenant and cluster, never per agent.</summary>
internal static class PolicyInstruments
{
    public static readonly Counter<long> Published = BreakwaterTelemetry.Counter("breakwater.policy.published", "{version}", "Versions of bundles put in force or beside it");
    public static readonly Counter<long> Refused = BreakwaterTelemetry.Counter("breakwater.policy.refused", "{version}", "Versions of bundles refused");
    public static readonly Counter<long> Adapted = BreakwaterTelemetry.Counter("breakwater.policy.adapted", "{request}", "Requests read from the arguments of another version");
    public static readonly Counter<long> Unmapped = BreakwaterTelemetry.Counter("breakwater.policy.unmapped", "{request}", "Requests refused because no adapter maps their arguments");
    private static readonly Counter<long> Evaluations = BreakwaterTelemetry.Counter(InstrumentNames.PolicyEvaluations, "{evaluation}", "Requests judged by policies");
    private static readonly Counter<long> Sets = BreakwaterTelemetry.Counter(InstrumentNames.PolicySets, "{set}", "Sets of policies that requests were bound to, one for each jurisdiction that counts");
    private static readonly Counter<long> Candidates = BreakwaterTelemetry.Counter(InstrumentNames.PolicyCandidates, "{policy}", "Policies tried");
    private static readonly Histogram<double> Duration = BreakwaterTelemetry.Histogram(
        InstrumentNames.PolicyDuration, "s", "How long an evaluation takes, by the node's clock",
        2.5e-7, 5e-7, 1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 1e-3, 1e-2, 0.1, 1);

    public static bool AreHeard => Evaluations.Enabled || Duration.Enabled || Candidates.Enabled || Sets.Enabled;

    public static void Evaluated(string tenant, string cluster, Effect effect, long sets, long candidates, double seconds)
    {
        KeyValuePair<string, object?> t = new(TelemetryTags.Tenant, tenant), c = new(TelemetryTags.Cluster, cluster), e = new(TelemetryTags.Effect, TelemetryTags.Of(effect));
        Evaluations.Add(1, t, c, e);
        Sets.Add(sets, t, c);
        Candidates.Add(candidates, t, c);
        // A clock that stands still while the control works, as a simulation's does, measures nothing; a row of zeros would say that it had.
        if (seconds > 0) { Duration.Record(seconds, t, c, e); }
    }
}
