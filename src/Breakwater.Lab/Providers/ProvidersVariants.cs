using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Traffic;
using Breakwater.RateLimiting;

namespace Breakwater.Lab.Providers;

/// <summary>Ways to read a fleet file, and ways to let calls out.</summary>
internal static class ProvidersVariants
{
    public const string SharedFate = "shared-fate";
    public const string OwnFate = "own-fate";
    public const string ControlApart = "control-plane-apart";
    public const string NotAdaptive = "not-adaptive";
    public const string AtOnce = "immediate-retry";
    public const string ToTheEnd = "wait-to-the-deadline";
    public const string Least = "least-concurrency";

    public static IReadOnlyList<VariantSpec> All { get; } =
    [
        Of(AtOnce, "No limit, immediate retry", "Nothing in front of the providers; what fails is asked for again at once, three times.", VariantKind.Baseline),
        Of(NotAdaptive, "Hierarchy, paced", "The limits a gate makes from the fleet file, queues by priority with deadlines, the retry policy, 429s heeded; concurrency is not limited.", VariantKind.Adapted),
        Of(ToTheEnd, "Adaptive from 2, calls wait to their deadline", "Concurrency follows each provider's answers down to 2, and a call keeps its place until its time is up, so that it may be sent with no time left to be answered.", VariantKind.FailedAttempt),
        Of(Least, "Adaptive from 2", "The same, and a call that would seldom be answered in time any more is shed.", VariantKind.FailedAttempt),
        Of(SharedFate, "Adaptive, a vendor's copies share its fate", "The same with concurrency that never falls below a tenth of what it begins with. What strikes a vendor strikes every provider that serves its model.", VariantKind.Adapted),
        Of(OwnFate, "Adaptive, a vendor's copies stand apart", "The same, but what strikes a vendor's service leaves copies of its model alone.", VariantKind.Adapted),
        Of(ControlApart, "Adaptive, control plane on a provider of its own", "Copies share their vendor's fate, and every control-plane agent and orchestrator is on a provider that is added for them (PG-2.9).", VariantKind.Adapted),
    ];

    public static CallRules Rules(string variant, FleetSpecification fleet, Allocation allocation) => variant switch
    {
        AtOnce => new(null, false, Retrying.AtOnce, false, FaultTimes.Deadline),
        _ => new(Limits(fleet with { Providers = allocation.Providers }, variant), true, Retrying.Budgeted, true, FaultTimes.Deadline, variant == ToTheEnd),
    };

    private static RateLimitOptions Limits(FleetSpecification fleet, string variant)
    {
        var limits = FleetRateLimits.Paced(fleet);
        if (variant != NotAdaptive) { limits.Providers = [.. limits.Providers.Zip(fleet.Providers, (limit, provider) => limit with { Adaptive = Adaptive(provider, variant is ToTheEnd or Least) })]; }
        return limits;
    }

    // To begin with, what the contract admits while a slow answer takes its time (Little's law).
    private static AdaptiveConcurrency Adaptive(Provider provider, bool isLeast)
    {
        var shipped = new AdaptiveConcurrency();
        var initial = (int)Math.Clamp(provider.RequestsPerMinute / 60.0 * provider.LatencyP99.TotalSeconds, shipped.Least, shipped.Most);
        return new() { Initial = initial, Least = isLeast ? shipped.Least : Math.Max(shipped.Least, initial / 10) };
    }

    private static VariantSpec Of(string id, string title, string summary, VariantKind kind) => new(id, title, summary, kind, [new(ScalingNames.ConstantDegree, 1_100, 1_100, 20_000)]);
}
