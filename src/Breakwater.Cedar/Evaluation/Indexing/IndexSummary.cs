namespace Breakwater.Cedar.Evaluation.Indexing;

/// <summary>How the policies of a set are filed.</summary>
/// <param name="Policies">How many policies there are, templates not counted.</param>
/// <param name="Templates">How many templates there are; they decide nothing until they are linked.</param>
/// <param name="Filed">How many policies are filed in each way; ways that none is filed in are left out.</param>
/// <param name="Attributes">The attributes whose values policies are filed by, such as <c>context.tool</c>.</param>
/// <param name="Outside">The policies outside the index, in order: each is tried for every request.</param>
public sealed record IndexSummary(
    int Policies,
    int Templates,
    IReadOnlyDictionary<PolicyFiling, int> Filed,
    IReadOnlyList<string> Attributes,
    IReadOnlyList<UnfiledPolicy> Outside);

/// <summary>A policy outside the index.</summary>
/// <param name="PolicyId">Its id.</param>
/// <param name="Reason">Why: one sentence.</param>
public sealed record UnfiledPolicy(string PolicyId, string Reason);
