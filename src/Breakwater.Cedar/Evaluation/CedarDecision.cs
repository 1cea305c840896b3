namespace Breakwater.Cedar.Evaluation;

/// <summary>What a set of policies says to a request.</summary>
public enum CedarDecision
{
    /// <summary>Some policy forbids it, or none permits it.</summary>
    Deny,

    /// <summary>A policy permits it, and none forbids it.</summary>
    Allow,

    /// <summary>It depends on a value that is withheld (<see cref="Values.CedarKind.Masked"/>); never the answer to a request without such values.</summary>
    Undecidable,
}
