using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Validation;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Analysis;

/// <summary>
/// Looks through policies for those that cannot matter or that meet: never true, shadowed, duplicate, redundant, permit and forbid that overlap. About requests and
/// entities that conform to the schema. Templates are left out: link them first. Stateless and thread-safe.
/// </summary>
public static class PolicyAnalyzer
{
    /// <summary>
    /// Analyses a set. Policies are compared with those of the same actions only; in the worst case the effort grows with permits times forbids.
    /// </summary>
    /// <param name="policies">Policies that are valid; what is said of others still holds, but says little.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="maxIssues">The most issues to report, at least 1.</param>
    public static PolicyAnalysis Analyze(PolicySet policies, CedarSchema schema, int maxIssues = 10_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxIssues, 1);
        var found = Find(policies, schema).Take(maxIssues + 1).ToList();
        var isComplete = found.Count <= maxIssues;
        return new(isComplete ? found : found[..maxIssues], isComplete);
    }

    private static IEnumerable<PolicyIssue> Find(PolicySet policies, CedarSchema schema)
    {
        var hierarchy = new SchemaHierarchy(schema);
        var heads = new HeadAnalyzer(hierarchy);
        var all = policies.Policies.Where(p => !p.IsTemplate).Select((p, i) => new Subject(p, i, ActiveEnvironments(p, heads, hierarchy))).ToArray();
        var byAction = all.SelectMany(s => s.Active.Select(e => (e.Action.Uid, s)).Distinct()).ToLookup(x => x.Uid, x => x.s);
        var twins = new Twins();
        foreach (var subject in all)
        {
            if (subject.Active.Count == 0)
            {
                yield return NeverApplies(subject.Policy);
                continue;
            }
            if (twins.EarlierThan(subject.Policy) is { } twin) { yield return Duplicate(subject.Policy, twin); continue; }

            var others = Others(subject, byAction);
            var covers = others.Where(o => o.IsUnconditional && !twins.Are(o.Policy, subject.Policy) && heads.Covers(o.Policy, subject.Policy)).ToArray();
            var isPermit = subject.Policy.Effect == PolicyEffect.Permit;
            var shadow = isPermit ? Array.Find(covers, c => c.Policy.Effect == PolicyEffect.Forbid) : null;
            if (shadow is not null) { yield return Shadowed(subject.Policy, shadow.Policy); continue; }
            if (Array.Find(covers, c => c.Policy.Effect == subject.Policy.Effect && Precedes(c, subject, heads)) is { } cover) { yield return Redundant(subject.Policy, cover.Policy); }
            if (!isPermit) { continue; }
            foreach (var forbid in others.Where(o => o.Policy.Effect == PolicyEffect.Forbid))
            {
                if (Example(subject, forbid, heads) is { } example) { yield return Overlap(subject, forbid, example); }
            }
        }
    }

    /// <summary>The combinations of types in which the policy's head can match and the types let its conditions hold.</summary>
    private static HashSet<RequestEnvironment> ActiveEnvironments(Policy policy, HeadAnalyzer heads, SchemaHierarchy hierarchy)
    {
        var (ignored, shapes) = (new Findings(policy), new ExpressionShapes());
        return heads.Environments
            .Where(e => heads.FindOverlap(policy, policy, e) is not null && new TypeChecker(hierarchy, shapes, ValidationMode.Strict, ignored, e).MayHold(policy))
            .ToHashSet<RequestEnvironment>(ReferenceEqualityComparer.Instance);
    }

    private static List<Subject> Others(Subject subject, ILookup<EntityUid, Subject> byAction)
    {
        var seen = new HashSet<Subject> { subject };
        return [.. subject.Active.Select(e => e.Action.Uid).Distinct().SelectMany(a => byAction[a]).Where(seen.Add)];
    }

    /// <summary>Of two unconditional policies that cover each other, only the later one is called redundant.</summary>
    private static bool Precedes(Subject cover, Subject subject, HeadAnalyzer heads) => cover.Index < subject.Index || !subject.IsUnconditional || !heads.Covers(subject.Policy, cover.Policy);

    private static HeadOverlap? Example(Subject permit, Subject forbid, HeadAnalyzer heads) =>
        permit.Active.Where(forbid.Active.Contains).Select(e => heads.FindOverlap(permit.Policy, forbid.Policy, e)).FirstOrDefault(o => o is not null);

    private static PolicyIssue NeverApplies(Policy policy) => Issue(PolicyIssueKind.NeverApplies, policy, null, null,
        "The policy never applies: no request that the schema allows can satisfy it.", "Remove it, or mend what contradicts its head or the schema.");

    private static PolicyIssue Duplicate(Policy policy, Policy twin) => Issue(PolicyIssueKind.Duplicate, policy, twin, null,
        $"The policy decides the same as {Name(twin)}{(policy.Annotations.SequenceEqual(twin.Annotations) ? "" : "; only their annotations differ")}.", "Remove one of them.");

    private static PolicyIssue Shadowed(Policy policy, Policy forbid) => Issue(PolicyIssueKind.Shadowed, policy, forbid, null,
        $"The permit has no effect: {Name(forbid)} forbids everything that it could permit.", "Remove it, or give the forbid conditions or a narrower head.");

    private static PolicyIssue Redundant(Policy policy, Policy other) => Issue(PolicyIssueKind.Redundant, policy, other, null,
        $"The policy adds nothing to the decision: {Name(other)} {(policy.Effect == PolicyEffect.Permit ? "permits" : "forbids")} all of it without conditions.", "Remove it, or narrow the other.");

    private static PolicyIssue Overlap(Subject permit, Subject forbid, HeadOverlap example) => Issue(PolicyIssueKind.Overlap, permit.Policy, forbid.Policy, example,
        permit.IsUnconditional && forbid.IsUnconditional
            ? $"The permit meets {Name(forbid.Policy)}, which forbids part of what it permits: when {example}."
            : $"The permit may meet {Name(forbid.Policy)}: when {example}, both heads match; whether their conditions can hold together is not decided.",
        "If the forbid is the exception that is meant, nothing is wrong; otherwise narrow one of the heads.");

    private static PolicyIssue Issue(PolicyIssueKind kind, Policy policy, Policy? other, HeadOverlap? example, string message, string remedy) =>
        new(kind, policy, other, example, new(policy.Source, policy.Span, message, remedy, policy.Id));

    private static string Name(Policy policy) => $"the policy `{policy.Id}` ({policy.Source}:{policy.Span.Line})";

    private sealed class Subject(Policy policy, int index, HashSet<RequestEnvironment> active)
    {
        public Policy Policy => policy;

        public int Index => index;

        public HashSet<RequestEnvironment> Active => active;

        public bool IsUnconditional { get; } = policy.Conditions.All(c => c.Body is LiteralExpression { Value.Kind: CedarKind.Bool } literal && literal.Value.AsBool != c.IsUnless);
    }
}
