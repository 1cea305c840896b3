using Breakwater.Cedar.Syntax;
using Breakwater.Contracts;

namespace Breakwater.Policy;

/// <summary>A policy that had a part in an answer.</summary>
/// <param name="Policy">Its id.</param>
/// <param name="Bundle">The version it comes from.</param>
/// <param name="Effect">Whether it permits or forbids.</param>
/// <param name="Obligations">What it asks for.</param>
/// <param name="Controls">The controls of the framework that it stands for.</param>
/// <param name="Jurisdiction">Under whose law it was consulted; empty for a region without.</param>
/// <param name="Error">Why it could not be evaluated; null if it is satisfied.</param>
public sealed record AppliedPolicy(
    string Policy, BundleReference Bundle, PolicyEffect Effect, Obligations Obligations, IReadOnlyList<ControlId> Controls, string Jurisdiction, string? Error);

/// <summary>An answer with the rules that applied.</summary>
/// <param name="Verdict">The answer.</param>
/// <param name="Applied">Every policy that was satisfied or could not be evaluated, jurisdiction by jurisdiction.</param>
/// <param name="Tried">How many policies were tried.</param>
public sealed record PolicyExplanation(PolicyVerdict Verdict, IReadOnlyList<AppliedPolicy> Applied, int Tried);
