using Breakwater.Lab.Experiments;
using Breakwater.Observability;

namespace Breakwater.Lab.Observing;

/// <summary>What is inspected: four configurations of the watchers that ship.</summary>
internal static class InspectionVariants
{
    public const string Everything = "everything";
    public const string Sampled = "sampled";
    public const string ByRisk = "by-risk";
    public const string ByType = "by-type";

    public const double SampledShare = 0.1;
    public const double TypeShare = 0.05;

    private static readonly IReadOnlyList<Reach> Reaches = [new(ScalingNames.ConstantDegree, 100, 10_000, 100_000)];

    public static IReadOnlyList<VariantSpec> All { get; } =
    [
        new(Everything, "Every message scored", "Each message is scored, as the framework has it for five agents.", VariantKind.Baseline, Reaches),
        new(Sampled, "Scored by sample", "A tenth of everybody's messages is scored, chosen by a keyed hash.", VariantKind.Adapted, Reaches),
        new(ByRisk, "Scored by risk", "All messages of agents of high and critical risk, half of medium, a tenth of low: the framework's upper rates for the judge.", VariantKind.Adapted, Reaches),
        new(ByType, "Scored by type",
            "A twentieth of everybody's messages, so that types are known; for half an hour all messages of an instance whose score reaches the monitoring line, that drifts, whose type shifts or that a signal names.",
            VariantKind.Adapted, Reaches),
    ];

    /// <summary>The plan of a variant. Its key is fixed, so that runs repeat.</summary>
    public static InspectionPlan Plan(string variant) => variant switch
    {
        Everything => InspectionPlan.Everything,
        Sampled => new() { Low = SampledShare, Medium = SampledShare, High = SampledShare, Critical = SampledShare, Key = 1 },
        ByRisk => new() { Low = InspectionPlan.ByRisk().Low, Medium = InspectionPlan.ByRisk().Medium, Key = 1 },
        ByType => new() { Low = TypeShare, Medium = TypeShare, High = TypeShare, Critical = TypeShare, InvestigateFor = InspectionPlan.ByType(TypeShare).InvestigateFor, Key = 1 },
        _ => throw new ArgumentOutOfRangeException(nameof(variant), variant, "There is no such variant."),
    };
}
