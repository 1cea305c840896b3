using Breakwater.Policy.Bundles;
using NuGet.Versioning;

namespace Breakwater.Policy.Diffing;

/// <summary>The rule for what a version may deny without declaring it.</summary>
public static class BreakingRule
{
    /// <summary>
    /// Why a version cannot be published over another, as a sentence about it without subject and full stop, and what to do; null if it can. A version that is not declared to be
    /// breaking may deny nothing that the other allows, and that must be certain: a comparison that left requests out does not show it.
    /// </summary>
    /// <param name="bundle">The newer version.</param>
    /// <param name="before">The version in force.</param>
    /// <param name="report">How they differ.</param>
    public static (string Message, string Remedy)? RefusalFrom(this PolicyBundle bundle, SemanticVersion before, PolicyDiffReport report)
    {
        if (bundle.IsBreakingFrom(before)) { return null; }
        var declare = $"number it {before.Major + 1}.0.0 or add `breaking: true`";
        if (report.Count(PolicyChangeKind.AllowToDeny) is > 0 and var denied)
        {
            var example = report.Changes.First(c => c.Kind == PolicyChangeKind.AllowToDeny);
            return (
                FormattableString.Invariant($"denies {denied:#,0} of {report.Generated + report.Recorded:#,0} requests compared that {before.ToNormalizedString()} allows, and its number says that it breaks nothing; ")
                    + $"the first, by `{example.Policy}`: {example.Example}",
                $"{declare}, if that is meant");
        }
        if (report.Uncertain.Count > 0)
        {
            return (
                $"cannot be compared with {before.ToNormalizedString()} for certain, because {string.Join(" and ", report.Uncertain)}, so that answers can change between the values tried; and its number says that it breaks nothing",
                $"{declare}. Recorded requests are compared too, and prove nothing of the others");
        }
        return report.IsComplete
            ? null
            : (FormattableString.Invariant($"could be compared with {before.ToNormalizedString()} for only {report.Generated:#,0} of {report.OutOf:#,0} requests that they may answer differently, and its number says that it breaks nothing"),
                $"{declare}; or change less at once{Raise(report.StepsEnough)}. Recorded requests are compared too, and prove nothing of the others");
    }

    private static string Raise(long enough)
    {
        if (enough == long.MaxValue) { return ", since no number of requests covers all of this"; }
        var (most, why) = enough <= PolicyOptions.MostGeneratedRequests ? (enough, "which is certainly enough") : (PolicyOptions.MostGeneratedRequests, "the highest, which may not be enough");
        return FormattableString.Invariant($"; or let a person raise the most requests for this comparison to {most} (`policy diff --max-requests {most}`, and `PublishOptions.MaxGeneratedRequests` to publish), {why}");
    }
}
