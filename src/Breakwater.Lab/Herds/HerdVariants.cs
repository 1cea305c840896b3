using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Traffic;
using Breakwater.RateLimiting;

namespace Breakwater.Lab.Herds;

/// <summary>Ways to let a herd out.</summary>
internal static class HerdVariants
{
    public const string NoLimit = "no-limit";
    public const string AtOnce = "immediate-retry";
    public const string AgentOnly = "agent-only";
    public const string FleetOnly = "fleet-only";
    public const string ProviderOnly = "provider-only";
    public const string QueueOnly = "queue-only";
    public const string Hierarchy = "hierarchy";
    public const string Paced = "hierarchy-paced";

    public static IReadOnlyList<VariantSpec> All { get; } =
    [
        Of(NoLimit, "No limit, no retry", "Everyone calls; a 429 is an answer.", VariantKind.Baseline),
        Of(AtOnce, "No limit, immediate retry", "Everyone calls, and calls again as soon as a 429 arrives, three times.", VariantKind.Baseline),
        Of(AgentOnly, "Limit per agent alone", "The agent level of the fleet file; clients wait as they are told, three times.", VariantKind.FailedAttempt),
        Of(FleetOnly, "Limit of the fleet alone", "The fleet level of the fleet file; clients wait as they are told, three times.", VariantKind.FailedAttempt),
        Of(ProviderOnly, "Limit of providers alone", "Providers' contracts, paced; clients wait as they are told, three times.", VariantKind.FailedAttempt),
        Of(QueueOnly, "Priority queue alone", "Most urgent first, and nothing that holds anything back.", VariantKind.FailedAttempt),
        Of(Hierarchy, "Hierarchy, a second's burst", "All levels, providers' rates as published and in bursts of a second, a queue for each provider, the retry policy, and providers' answers heeded.", VariantKind.FailedAttempt),
        Of(Paced, "Hierarchy, paced", "The same as a gate makes it from the fleet file: 96% of providers' rates in bursts of 20 ms, for providers that count over any second.", VariantKind.Adapted),
    ];

    public static CallRules Rules(string variant, FleetSpecification fleet)
    {
        var (none, all, paced) = (FleetRateLimits.Unlimited(fleet), FleetRateLimits.From(fleet), FleetRateLimits.Paced(fleet));
        switch (variant)
        {
            case NoLimit: return new(null, false, Retrying.Never, false);
            case AtOnce: return new(null, false, Retrying.AtOnce, false);
            case AgentOnly:
                none.Agent = all.Agent;
                return new(none, false, Retrying.AsTold, false);
            case FleetOnly:
                none.Fleets = all.Fleets;
                return new(none, false, Retrying.AsTold, false);
            case ProviderOnly:
                none.Providers = paced.Providers;
                return new(none, false, Retrying.AsTold, false);
            case QueueOnly: return new(none, true, Retrying.Never, false);
            case Hierarchy: return new(all, true, Retrying.Budgeted, true);
            default: return new(paced, true, Retrying.Budgeted, true);
        }
    }

    private static VariantSpec Of(string id, string title, string summary, VariantKind kind) => new(id, title, summary, kind, [new(ScalingNames.ConstantDegree, 1_100, 2_000, 100_000)]);
}
