using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Evaluation.Indexing;

/// <summary>An attribute of a variable of the request, by whose value policies are filed.</summary>
/// <param name="Variable">Any of the four.</param>
/// <param name="Name">The attribute.</param>
/// <param name="IsGuarded">
/// Whether a <c>has</c> stands before the comparison. Without the attribute a policy with the guard is certainly not satisfied; one without it fails, and must be
/// tried so that its failure is seen.
/// </param>
internal readonly record struct AttributePath(RequestVariable Variable, string Name, bool IsGuarded);
