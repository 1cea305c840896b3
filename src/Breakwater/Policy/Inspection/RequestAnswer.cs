using Breakwater.Cedar.Syntax;
using Breakwater.Contracts;
using Breakwater.Policy.Bundles;

namespace Breakwater.Policy.Inspection;

/// <summary>What loaded policies say to a stated request.</summary>
/// <param name="Verdict">The answer; meaningless if it is undecided.</param>
/// <param name="Applied">Every policy that was satisfied or could not be evaluated, jurisdiction by jurisdiction, up to the first that denies.</param>
/// <param name="Undecided">The policy that hangs on a masked value; null if the answer does not.</param>
/// <param name="Tried">How many policies were tried.</param>
public sealed record RequestAnswer(PolicyVerdict Verdict, IReadOnlyList<AppliedPolicy> Applied, string? Undecided, int Tried)
{
    /// <summary>Ids of the policies that determine it, each once, in ordinal order: the permits of what is permitted; the forbids, satisfied or not to be evaluated, of what is denied.</summary>
    public IReadOnlyList<string> Determining =>
        [.. Applied.Where(a => a.Effect == (Verdict.IsPermitted ? PolicyEffect.Permit : PolicyEffect.Forbid) && (a.Error is null || !Verdict.IsPermitted)).Select(a => a.Policy).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The obligations as <c>@require</c> names them.</summary>
    public IReadOnlyList<string> Requires => BundlePolicies.WordsOf(Verdict.Obligations);

    /// <summary>Obligations in words for people: <c>judge + record-before</c>, or <c>none</c>.</summary>
    public static string Spell(Obligations obligations) => BundlePolicies.Spell(obligations);
}
