namespace Breakwater.Cedar.Evaluation;

/// <summary>Why a policy could not be evaluated.</summary>
/// <param name="PolicyId">The policy.</param>
/// <param name="Kind">The kind of trouble.</param>
/// <param name="Message">What happened: one sentence, with user input in backticks.</param>
public sealed record EvaluationError(string PolicyId, EvaluationErrorKind Kind, string Message);
