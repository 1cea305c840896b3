namespace Breakwater.Trust;

/// <summary>What a caller that wants a chain verified has to do next.</summary>
public enum TrustStepKind : byte
{
    /// <summary>Nothing: the verdict is known.</summary>
    Known,
    /// <summary>Evaluate <see cref="TrustStep.Chain"/> and publish the result, then begin again: nobody else is at it.</summary>
    Lead,
    /// <summary>Wait until <see cref="TrustStep.Key"/> is published, then begin again: somebody else is at it.</summary>
    Joined,
}

/// <summary>
/// The next step of a verification. Each step is one credential: a chain of which nothing is known takes one step for each of its levels,
/// topmost first, so that a stampede of siblings checks their authority once.
/// </summary>
/// <param name="Kind">What to do.</param>
/// <param name="Verdict">The verdict, if known.</param>
/// <param name="Key">What is being verified, if not.</param>
/// <param name="Chain">The chain to evaluate, for a lead.</param>
public readonly record struct TrustStep(TrustStepKind Kind, TrustVerdict Verdict, TrustKey Key, CredentialChain? Chain);

/// <summary>The result of an evaluation that is not visible to anyone until it is published.</summary>
public readonly struct TrustEvaluation
{
    internal TrustKey Key { get; init; }

    internal CredentialChain Chain { get; init; }

    internal long Epoch { get; init; }

    internal long Generation { get; init; }

    internal bool LeafIsForged { get; init; }

    /// <summary>What was found.</summary>
    public TrustVerdict Verdict { get; internal init; }
}
