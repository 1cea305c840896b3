using Breakwater.Audit;
using Breakwater.Lab.Experiments;

namespace Breakwater.Lab.LogVolume;

/// <summary>What keeps the audit log small, one thing at a time and together; all of it the code that ships.</summary>
internal static class VolumeVariants
{
    public const string AllHot = "all-hot";
    public const string Sampled = "sampled";
    public const string Aggregated = "aggregated";
    public const string SampledAggregated = "sampled-aggregated";
    public const string Tiered = "tiered";
    public const string All = "all";

    private static readonly IReadOnlyList<Reach> _reaches = [new(ScalingNames.ConstantDegree, 100, 1_000, 10_000)];

    public static IReadOnlyList<VariantSpec> Specs { get; } =
    [
        new(AllHot, "Log kept hot, whole", "Every event is a record and stays where it was written, as the framework has it for five agents.", VariantKind.Baseline, _reaches),
        new(Sampled, "Log sampled", "Chains with what must be kept whole, 50% of those with failures, 10% of the rest; what is left out is counted in the log.", VariantKind.Adapted, _reaches),
        new(Aggregated, "Log aggregated", "Equal denials, throttles, failures and time-outs within a second are one record.", VariantKind.Adapted, _reaches),
        new(SampledAggregated, "Log sampled and aggregated", "Both.", VariantKind.Adapted, _reaches),
        new(Tiered, "Log tiered", "Every event is a record; entries are compacted after 7 days and in the object store after 90. Nothing is dropped.", VariantKind.Adapted, _reaches),
        new(All, "Log sampled, aggregated, tiered", "All three.", VariantKind.Adapted, _reaches),
    ];

    public static bool Samples(string variant) => variant is Sampled or SampledAggregated or All;

    public static bool Aggregates(string variant) => variant is Aggregated or SampledAggregated or All;

    public static bool Tiers(string variant) => variant is Tiered or All;

    /// <summary>The sinks of a variant before a log. The sampling key is fixed, so that runs repeat.</summary>
    public static AuditVolume Compose(string variant, AuditSink log, IReadOnlyList<string> tenants, TimeProvider time) => new(
        log,
        Samples(variant) ? new() { Tenants = tenants, Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)] } : null,
        Aggregates(variant) ? new() { Tenants = tenants } : null,
        time);
}
