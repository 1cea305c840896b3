using Breakwater.Lab.Results;

namespace Breakwater.Lab.Comparing;

/// <summary>Compares what the two runs concluded.</summary>
internal static class StatusComparison
{
    /// <summary>Findings whose judgement changed, and those that only one run drew though both had run what they rest on.</summary>
    public static IReadOnlyList<StatusMove> Findings(ResultsDocument baseline, ResultsDocument current)
    {
        var ran = Ran(baseline);
        ran.IntersectWith(Ran(current));
        return Changed(
            baseline.Findings.Where(RestsOnBoth).Select(f => (f.Id, f.Title, f.Judgement)),
            current.Findings.Where(RestsOnBoth).Select(f => (f.Id, f.Title, f.Judgement)));

        bool RestsOnBoth(Finding finding) => finding.Evidence.All(e => e == "roster" || ran.Contains(e.Split('/')[0]));
    }

    /// <summary>Controls whose status changed.</summary>
    public static IReadOnlyList<StatusMove> Controls(ResultsDocument baseline, ResultsDocument current) =>
        Changed(baseline.Controls.Select(c => (c.Id, c.Name, c.Status)), current.Controls.Select(c => (c.Id, c.Name, c.Status)));

    /// <summary>Questions whose status changed.</summary>
    public static IReadOnlyList<StatusMove> Questions(ResultsDocument baseline, ResultsDocument current) =>
        Changed(baseline.Questions.Select(q => (q.Id, q.Text, q.Status)), current.Questions.Select(q => (q.Id, q.Text, q.Status)));

    private static HashSet<string> Ran(ResultsDocument results) =>
        results.Experiments.Where(e => e.Variants.Any(v => v.Points.Count > 0)).Select(e => e.Id).ToHashSet(StringComparer.Ordinal);

    private static IReadOnlyList<StatusMove> Changed(IEnumerable<(string Id, string Title, string Status)> before, IEnumerable<(string Id, string Title, string Status)> after)
    {
        var was = before.DistinctBy(b => b.Id, StringComparer.Ordinal).ToDictionary(b => b.Id, StringComparer.Ordinal);
        var now = after.DistinctBy(a => a.Id, StringComparer.Ordinal).ToDictionary(a => a.Id, StringComparer.Ordinal);
        return
        [
            .. now.Values.Select(n => new StatusMove(n.Id, n.Title, was.TryGetValue(n.Id, out var w) ? w.Status : null, n.Status)).Where(m => m.Before != m.After),
            .. was.Values.Where(w => !now.ContainsKey(w.Id)).Select(w => new StatusMove(w.Id, w.Title, w.Status, null)),
        ];
    }
}
