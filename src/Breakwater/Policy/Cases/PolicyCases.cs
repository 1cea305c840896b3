using Breakwater.Fleet;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Inspection;

namespace Breakwater.Policy.Cases;

/// <summary>Puts cases to loaded policies.</summary>
public static class PolicyCases
{
    /// <summary>Names in the cases that the fleet does not know, with the line of the case. A case with one would be denied for a reason that nobody meant.</summary>
    public static IReadOnlyList<Problem> Check(PolicyCaseFile file, LoadedPolicies policies)
    {
        string[] ids = [.. policies.Bundles.SelectMany(b => b.ReadPolicies()).Select(p => p.Id)];
        var known = ids.ToHashSet(StringComparer.Ordinal);
        return
        [
            .. file.Cases.SelectMany(c => policies.UnknownNames(c.Request).Select(p => new Problem(file.File, c.Line, 0, $"case `{c.Name}`: {p.Message}", p.Remedy))),
            .. file.Cases.SelectMany(c => (c.Policies ?? []).Where(id => !known.Contains(id))
                .Select(id => new Problem(file.File, c.Line, 0, $"case `{c.Name}`: no bundle has a policy `{id}`", Near(id, ids)))),
        ];
    }

    /// <summary>Runs the cases in order.</summary>
    public static IReadOnlyList<PolicyCaseResult> Run(PolicyCaseFile file, LoadedPolicies policies) => [.. file.Cases.Select(c => Compare(c, policies.Answer(c.Request)))];

    private static PolicyCaseResult Compare(PolicyCase expected, RequestAnswer answer)
    {
        var differences = new List<string>();
        var verdict = answer.Verdict;
        if (verdict.IsPermitted != expected.Allow)
        {
            differences.Add(expected.Allow ? $"expected allow, got deny: {verdict.Reason!.Text}" : "expected deny, got allow");
        }
        else if (verdict.Obligations != expected.Obligations) { differences.Add($"expected the obligations {BundlePolicies.Spell(expected.Obligations)}, got {BundlePolicies.Spell(verdict.Obligations)}"); }
        if (expected.Policies is { } policies && !policies.Order(StringComparer.Ordinal).SequenceEqual(answer.Determining))
        {
            differences.Add($"expected to be determined by {Names(policies)}, was by {Names(answer.Determining)}");
        }
        if (expected.Reason is { } reason && verdict.Reason is { } got && reason != got.Code) { differences.Add($"expected the reason `{reason}`, got `{got.Code}`: {got.Text}"); }
        return new(expected, answer, differences);
    }

    private static string Names(IReadOnlyList<string> ids) => ids.Count == 0 ? "no policy" : string.Join(", ", ids.Select(i => $"`{i}`"));

    private static string Near(string id, string[] known) =>
        Fleet.Reading.NearestName.To(id, known) is { } near ? $"did you mean `{near}`?" : "correct the id, or list the bundle that has it";
}
