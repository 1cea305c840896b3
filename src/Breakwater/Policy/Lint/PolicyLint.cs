using Breakwater.Cedar.Analysis;
using Breakwater.Cedar.Syntax;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Diffing;
using Breakwater.Policy.Inspection;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy.Lint;

/// <summary>
/// Looks for what is valid and probably not meant: policies that cannot matter, permits that meet forbids, and requests that one part of the fleet permits and another
/// denies. What it says of heads is exact; conditions are judged by their types; requests are generated as for a diff, so that finding none is no proof. Stateless and thread-safe.
/// </summary>
public static class PolicyLint
{
    /// <summary>Examines bundles that are in force together.</summary>
    /// <param name="policies">The bundles.</param>
    /// <param name="maxRequests">Most requests put to the places; each is judged once in every jurisdiction that its group works in.</param>
    public static LintReport Check(LoadedPolicies policies, int maxRequests = 100_000)
    {
        var (trees, findings) = (new BundleTrees(), new List<LintFinding>());
        var isComplete = ComparePolicies(policies, trees, findings);
        var (tried, all) = ComparePlaces(policies, trees, maxRequests, findings);
        return new([.. findings.OrderBy(f => f.Severity).ThenBy(f => f.Kind).ThenBy(f => f.Bundle?.ToString(), StringComparer.Ordinal).ThenBy(f => f.Policy, StringComparer.Ordinal).ThenBy(f => f.Other, StringComparer.Ordinal)],
            tried, all, isComplete);
    }

    /// <summary>What agents on two versions of a bundle would disagree about while both are out. A warning unless the newer version is declared to be breaking.</summary>
    /// <param name="older">The older version.</param>
    /// <param name="newer">The newer version.</param>
    /// <param name="diff">How they differ.</param>
    public static IReadOnlyList<LintFinding> Versions(PolicyBundle older, PolicyBundle newer, PolicyDiffReport diff) =>
    [
        .. diff.Changes.Where(c => c.Kind is PolicyChangeKind.AllowToDeny or PolicyChangeKind.DenyToAllow).Select(c =>
        {
            var (allows, blocks) = c.Kind == PolicyChangeKind.AllowToDeny ? (older, newer) : (newer, older);
            var breaks = c.Kind == PolicyChangeKind.AllowToDeny && !newer.IsBreakingFrom(older.Reference.Version);
            return new LintFinding(
                breaks ? LintSeverity.Warning : LintSeverity.Note, LintKind.VersionsDiffer, c.Policy, null, newer.Reference, "", 0,
                FormattableString.Invariant($"an agent on {allows.Reference} allows what one on {blocks.Reference} blocks: {c.Count:#,0} of {diff.Generated:#,0} requests compared, by `{c.Policy}`; the first: {c.Example}"),
                breaks ? $"number it {older.Reference.Version.Major + 1}.0.0 or add `breaking: true`, and roll it out in stages" : "", c.Count, c.Example);
        }),
        .. diff.IsComplete ? Enumerable.Empty<LintFinding>() :
        [
            new(newer.IsBreakingFrom(older.Reference.Version) ? LintSeverity.Note : LintSeverity.Warning, LintKind.VersionsDiffer, "", null, newer.Reference, "", 0,
                FormattableString.Invariant($"{newer.Reference} and {older.Reference} were compared for only {diff.Generated:#,0} of {diff.OutOf:#,0} requests that they may answer differently{(diff.Uncertain.Count == 0 ? "" : $", and {string.Join(" and ", diff.Uncertain)}")}"), "see `policy diff`"),
        ],
    ];

    private static bool ComparePolicies(LoadedPolicies policies, BundleTrees trees, List<LintFinding> findings)
    {
        var (stack, fleet) = (policies.View.Stack, policies.World.Fleet);
        var schema = FleetSchema.For(fleet, policies.Tenant, [.. stack.Manifests.Select(m => m.Manifest)]);
        var issues = new Dictionary<(PolicyIssueKind, string, string?), (PolicyIssue Issue, PolicyBundle Bundle, int Places)>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var isComplete = true;
        foreach (var composed in Compositions(policies, trees))
        {
            // Ids are unique in a composition, so that a policy is found again by its id.
            var bundles = composed.ToDictionary(p => p.Policy.Id, p => p.Bundle, StringComparer.Ordinal);
            foreach (var id in bundles.Keys) { places[id] = places.GetValueOrDefault(id) + 1; }
            var analysis = PolicyAnalyzer.Analyze(new PolicySet(composed.Select(p => p.Policy)), schema);
            isComplete &= analysis.IsComplete;
            foreach (var issue in analysis.Issues)
            {
                var key = (issue.Kind, issue.Policy.Id, issue.Other?.Id);
                issues[key] = issues.TryGetValue(key, out var known) ? known with { Places = known.Places + 1 } : (issue, bundles[issue.Policy.Id], 1);
            }
        }
        foreach (var (issue, bundle, at) in issues.Values) { findings.Add(Finding(issue, bundle, everywhere: at == places[issue.Policy.Id])); }
        return isComplete;
    }

    /// <summary>What is composed for each place, once for places to which the same bundles speak.</summary>
    private static IEnumerable<IReadOnlyList<(Cedar.Syntax.Policy Policy, PolicyBundle Bundle)>> Compositions(LoadedPolicies policies, BundleTrees trees)
    {
        var (view, fleet, laws) = (policies.View, policies.World.Fleet, policies.World.Entities.Jurisdictions);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        for (var c = 0; c < fleet.Clusters.Count; c++)
        {
            for (var j = 0; j < laws.Length; j++)
            {
                if (fleet.Clusters[c].Tenant == policies.Tenant && seen.Add(view.Set(c, j))) { yield return view.Stack.Compose(trees, fleet.Clusters[c].Id, laws[j]); }
            }
        }
    }

    private static LintFinding Finding(PolicyIssue issue, PolicyBundle bundle, bool everywhere)
    {
        var (severity, kind) = issue.Kind switch
        {
            PolicyIssueKind.NeverApplies => (LintSeverity.Error, LintKind.NeverApplies),
            PolicyIssueKind.Shadowed => (everywhere ? LintSeverity.Error : LintSeverity.Note, LintKind.Shadowed),
            PolicyIssueKind.Duplicate => (everywhere ? LintSeverity.Warning : LintSeverity.Note, LintKind.Duplicate),
            PolicyIssueKind.Redundant => (everywhere ? LintSeverity.Warning : LintSeverity.Note, LintKind.Redundant),
            _ => (LintSeverity.Note, LintKind.Overlap),
        };
        var message = issue.Diagnostic.Message.TrimEnd('.');
        return new(
            severity, kind, issue.Policy.Id, issue.Other?.Id, bundle.Reference, issue.Policy.Source, issue.Policy.Span.Line,
            $"{char.ToLowerInvariant(message[0])}{message[1..]}{(everywhere || kind == LintKind.Overlap ? "" : ", in some of the places where it is in force")}", issue.Diagnostic.Remedy?.TrimEnd('.') ?? "");
    }

    /// <summary>Puts each request to every jurisdiction that its group works in, at home there.</summary>
    private static (int Tried, bool All) ComparePlaces(LoadedPolicies policies, BundleTrees trees, int maxRequests, List<LintFinding> findings)
    {
        var (world, view) = (policies.World, policies.View);
        var law = world.Fleet.Regions.ToDictionary(r => r.Id, r => r.Jurisdiction, StringComparer.Ordinal);
        var homes = world.Fleet.Clusters.Where(c => c.Tenant == policies.Tenant).SelectMany(c => c.Groups)
            .ToDictionary(g => g.Id, g => g.Regions.DistinctBy(r => law[r]).ToList(), StringComparer.Ordinal);
        var judge = new RequestJudge(world, view, view);
        var found = new Dictionary<(string Policy, string Permits, string Denies), (int Count, RecordedRequest Example)>();
        var tried = 0;
        var generator = new RequestGenerator(world, view, view, trees);
        foreach (var request in generator.Requests(int.MaxValue))
        {
            if (request.Agent is not null || request.Target is not null || homes[request.Group] is not { Count: > 1 } regions || regions[0] != request.Region) { continue; }
            if (tried == maxRequests) { return (tried, Report(false)); }
            tried++;
            var answers = regions.Select(r => (Law: law[r], Request: request with { Region = r }, Says: judge.Of(request with { Region = r }))).ToList();
            var denied = answers.Where(a => !a.Says.Verdict.IsPermitted).ToList();
            if (denied.Count == 0 || denied.Count == answers.Count) { continue; }
            var permits = string.Join(", ", answers.Except(denied).Select(a => a.Law));
            foreach (var by in denied.GroupBy(a => a.Says.Deciding ?? "", StringComparer.Ordinal))
            {
                var key = (by.Key, permits, string.Join(", ", by.Select(a => a.Law)));
                found[key] = found.TryGetValue(key, out var known) ? known with { Count = known.Count + 1 } : (1, by.First().Request);
            }
        }
        return (tried, Report(generator.IsComplete));

        bool Report(bool all)
        {
            foreach (var ((policy, permits, denies), (count, example)) in found)
            {
                var by = policy.Length > 0 ? $"by `{policy}`" : "where no policy permits it";
                findings.Add(new(
                    LintSeverity.Note, LintKind.PlacesDiffer, policy, null, policies.Bundles.FirstOrDefault(b => trees.Of(b).Any(p => p.Id == policy))?.Reference, "", 0,
                    FormattableString.Invariant($"the same request is allowed at home under {permits} and blocked at home under {denies}, {by}: {count:#,0} of {tried:#,0} tried; the first: {example}"), "", count, example));
            }
            return all;
        }
    }
}
