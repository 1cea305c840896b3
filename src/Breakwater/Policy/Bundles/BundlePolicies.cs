using Breakwater.Cedar.Syntax;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Fleet.Reading;

namespace Breakwater.Policy.Bundles;

/// <summary>Reads the Cedar files of a bundle and what their annotations ask for.</summary>
internal static class BundlePolicies
{
    private const string IdAnnotation = "id", RequireAnnotation = "require", ControlAnnotation = "maso";

    private static readonly (string Word, Obligations Obligation)[] Requirements =
        [("judge", Obligations.Judge), ("person", Obligations.Person), ("record-before", Obligations.RecordBefore)];

    /// <summary>The policies, each under its own <c>@id</c>; adds what is wrong to the problems.</summary>
    public static IReadOnlyList<Cedar.Syntax.Policy> Read(BundleContent content, string folder, List<Problem> problems)
    {
        var policies = new List<Cedar.Syntax.Policy>();
        var seen = new Dictionary<string, Cedar.Syntax.Policy>(StringComparer.Ordinal);
        foreach (var name in content.Names.Where(n => n.EndsWith(".cedar", StringComparison.Ordinal)))
        {
            var file = Path.Combine(folder, name);
            var parsed = PolicyParser.Parse(content.Find(name)!, file);
            foreach (var error in parsed.Errors)
            {
                problems.Add(new(file, error.Span.Line, error.Span.Column, error.Message.TrimEnd('.'), error.Remedy?.TrimEnd('.') ?? "correct it here"));
            }
            if (parsed.Policies is null) { continue; }
            foreach (var policy in parsed.Policies.Policies)
            {
                var at = (file, policy.Span.Line, policy.Span.Column);
                CheckAnnotations(policy, at, problems);
                if (policy.Annotation(IdAnnotation) is not { Length: > 0 } id) { continue; }
                var named = policy with { Id = id };
                if (seen.TryGetValue(id, out var first))
                {
                    Add(problems, at, $"the policy id {Problems.Quote(id)} is given twice, first in `{Path.GetFileName(first.Source)}` on line {first.Span.Line}", "give each policy an id of its own");
                    continue;
                }
                seen.Add(id, named);
                policies.Add(named);
            }
        }
        return policies;
    }

    /// <summary>What a satisfied permit asks for.</summary>
    public static Obligations ObligationsOf(Cedar.Syntax.Policy policy)
    {
        var obligations = Obligations.None;
        foreach (var word in Words(policy.Annotation(RequireAnnotation)))
        {
            foreach (var (known, obligation) in Requirements) { if (known == word) { obligations |= obligation; } }
        }
        return obligations;
    }

    /// <summary>What a word of <c>@require</c> asks for; null if it is none.</summary>
    public static Obligations? ObligationOf(string word) => Requirements.Where(r => r.Word == word).Select(r => (Obligations?)r.Obligation).FirstOrDefault();

    /// <summary>Obligations in the words of <c>@require</c>.</summary>
    public static IReadOnlyList<string> WordsOf(Obligations obligations) => [.. Requirements.Where(r => obligations.HasFlag(r.Obligation)).Select(r => r.Word)];

    /// <summary>Obligations in words for people.</summary>
    public static string Spell(Obligations obligations) => obligations == Obligations.None ? "none" : string.Join(" + ", WordsOf(obligations));

    /// <summary>The controls of the framework that a policy stands for.</summary>
    public static IReadOnlyList<ControlId> ControlsOf(Cedar.Syntax.Policy policy) =>
        Words(policy.Annotation(ControlAnnotation)).Select(w => ControlId.TryParse(w, out var id) ? id : default).Where(id => id.Value is not null).ToArray();

    private static void CheckAnnotations(Cedar.Syntax.Policy policy, (string, int, int) at, List<Problem> problems)
    {
        if (policy.Annotation(IdAnnotation) is not { Length: > 0 })
        {
            Add(problems, at, "the policy has no `@id`", "add one, such as `@id(\"orders-limit\")`: decisions, overrides and diffs name policies by it");
        }
        if (policy.IsTemplate) { Add(problems, at, "the policy is a template", "write the entity in place of the slot: a bundle has nothing to fill it from"); }
        if (policy.Annotation(RequireAnnotation) is { } required)
        {
            if (policy.Effect == PolicyEffect.Forbid) { Add(problems, at, "a `forbid` has `@require`", "remove it: what is forbidden has nothing more to do first"); }
            if (Words(required).Length == 0) { Add(problems, at, "`@require` asks for nothing", "name `judge`, `person` or `record-before`"); }
            foreach (var word in Words(required).Where(w => !Requirements.Any(r => r.Word == w)))
            {
                var near = NearestName.To(word, Requirements.Select(r => r.Word));
                Add(problems, at, $"`@require` asks for {Problems.Quote(word)}, which nobody can meet", near is null ? "use `judge`, `person` or `record-before`" : $"did you mean `{near}`?");
            }
        }
        foreach (var word in Words(policy.Annotation(ControlAnnotation)).Where(w => !ControlId.TryParse(w, out _)))
        {
            Add(problems, at, $"`@maso` names {Problems.Quote(word)}, which is no control", "write the number of a control, such as `EC-1.1`");
        }
    }

    private static void Add(List<Problem> problems, (string File, int Line, int Column) at, string message, string remedy) =>
        problems.Add(new(at.File, at.Line, at.Column, message, remedy));

    private static string[] Words(string? annotation) =>
        annotation is null ? [] : annotation.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
