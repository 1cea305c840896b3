using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>What moved against an earlier run, and the conditions under which this one was to fail; neither where it was not asked for.</summary>
internal static class ComparisonSections
{
    public static IEnumerable<Section> Build(BuildContext context)
    {
        if (context.Results.Comparison is { } comparison) { yield return MovedSection.Build(context, comparison); }
        if (context.Results.Thresholds is { } thresholds) { yield return ThresholdsSection.Build(context, thresholds); }
    }
}
