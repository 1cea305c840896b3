using Breakwater.Contracts;

namespace Breakwater.Lab.Catalog;

/// <summary>Everything that the catalogue promises of itself beyond its shape; every breach at once.</summary>
internal static class CatalogChecks
{
    private static readonly string[] Scalings = ["linear", "quadratic", "superlinear", "constant", "hard_limit", "unstated"];
    private static readonly string[] Bases = ["stated", "implied", "none"];
    private static readonly string[] Modes = ["runtime", "periodic", "design", "governance"];

    public static List<string> Of(ControlsFile file, QuestionsFile questions, HypothesesFile hypotheses)
    {
        var problems = new List<string>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var domains = file.Meta.Domains.Select(d => d.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var control in file.Controls)
        {
            if (!ControlId.TryParse(control.Id, out _)) { problems.Add($"`{control.Id}` is not a control number"); }
            if (!ids.Add(control.Id)) { problems.Add($"{control.Id}: appears twice"); }
            if (!domains.Contains(control.Domain)) { problems.Add($"{control.Id}: unknown domain `{control.Domain}`"); }
            if (control.Tier is < 1 or > 3) { problems.Add($"{control.Id}: tier {control.Tier} is not 1 to 3"); }
            if (!Scalings.Contains(control.ExpectedScaling)) { problems.Add($"{control.Id}: unknown expected_scaling `{control.ExpectedScaling}`"); }
            if (!Bases.Contains(control.ScalingBasis)) { problems.Add($"{control.Id}: unknown scaling_basis `{control.ScalingBasis}`"); }
            if (!Modes.Contains(control.Mode)) { problems.Add($"{control.Id}: unknown mode `{control.Mode}`"); }
            if (!file.Meta.CostDrivers.ContainsKey(control.CostDriver)) { problems.Add($"{control.Id}: unknown cost_driver `{control.CostDriver}`"); }
            problems.AddRange(control.Stress.Where(s => !file.Meta.StressDimensions.ContainsKey(s)).Select(s => $"{control.Id}: unknown stress dimension `{s}`"));
        }
        if (file.Controls.Count != file.Meta.TotalControls) { problems.Add($"there are {file.Controls.Count} controls, not {file.Meta.TotalControls}"); }
        foreach (var domain in file.Meta.Domains)
        {
            var tiers = file.Controls.Where(c => c.Domain == domain.Id).ToLookup(c => c.Tier);
            if ((tiers[1].Count(), tiers[2].Count(), tiers[3].Count()) != (domain.Tier1, domain.Tier2, domain.Tier3)
                || domain.Controls != domain.Tier1 + domain.Tier2 + domain.Tier3)
            {
                problems.Add($"{domain.Id}: the controls do not add up to the counts stated for the domain");
            }
        }
        var references = file.LegacyReferences.Select(r => (Where: r.Cited, r.Now)).Concat(file.RegisterControls.Select(r => (Where: r.Key, Now: r.Value.MapsTo)));
        problems.AddRange(references.SelectMany(r => r.Now.Where(n => !ids.Contains(n)).Select(n => $"{r.Where}: refers to `{n}`, which is no control")));
        problems.AddRange(file.LegacyReferences.Where(r => r.Now.Count == 0 || !ControlId.TryParse(r.Cited, out _)).Select(r => $"{r.Cited}: is no control number or has no present one"));
        problems.AddRange(questions.Questions.GroupBy(q => q.Id, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"question {g.Key}: appears twice"));
        problems.AddRange(questions.Questions.Where(q => !questions.Dimensions.ContainsKey(q.Dimension)).Select(q => $"question {q.Id}: unknown dimension {q.Dimension}"));
        problems.AddRange(hypotheses.Hypotheses.Where(h => !questions.Dimensions.ContainsKey(h.Dimension)).Select(h => $"hypothesis {h.Id}: unknown dimension {h.Dimension}"));
        return problems;
    }
}
