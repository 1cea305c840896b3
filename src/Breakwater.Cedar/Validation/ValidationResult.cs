using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Validation;

/// <summary>What validation found, in the order of the policies and then of their text. Immutable.</summary>
/// <param name="Errors">Reasons why a policy does not fit the schema.</param>
/// <param name="Warnings">What is allowed and probably not meant: policies that never apply, characters that look like others.</param>
public sealed record ValidationResult(IReadOnlyList<CedarDiagnostic> Errors, IReadOnlyList<CedarDiagnostic> Warnings)
{
    /// <summary>Whether there are no errors; warnings do not count.</summary>
    public bool Passed => Errors.Count == 0;
}
