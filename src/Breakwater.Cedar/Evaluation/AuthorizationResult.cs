using System.Runtime.InteropServices;

namespace Breakwater.Cedar.Evaluation;

/// <summary>
/// The answer to a request. A buffer of the caller: the next answer overwrites it and, once it has grown to size, allocates nothing. Belongs to one thread at
/// a time. Policies are given by their place in <see cref="CompiledPolicies.Policies"/>, in ascending order.
/// </summary>
public sealed class AuthorizationResult
{
    internal EvaluationState State { get; } = new();

    internal List<int> Permits { get; } = [];

    internal List<int> Forbids { get; } = [];

    internal List<int> Failed { get; } = [];

    internal List<int> Masked { get; } = [];

    /// <summary>What the policies say.</summary>
    public CedarDecision Decision { get; internal set; }

    /// <summary>
    /// The policies that decide: the forbids satisfied if there are any, or else the permits satisfied. Empty for a denial by default. Where <see cref="Undecided"/> is
    /// not empty there may be more.
    /// </summary>
    public ReadOnlySpan<int> Determining => CollectionsMarshal.AsSpan(Forbids.Count > 0 ? Forbids : Permits);

    /// <summary>The policies that could not be evaluated, and so neither permit nor forbid.</summary>
    public ReadOnlySpan<int> Erring => CollectionsMarshal.AsSpan(Failed);

    /// <summary>The policies whose outcome hangs on a masked value. Not empty whenever the decision is undecidable; it can be decided in spite of them.</summary>
    public ReadOnlySpan<int> Undecided => CollectionsMarshal.AsSpan(Masked);

    /// <summary>How many policies were tried, of those there are.</summary>
    public int Tried { get; internal set; }

    internal void Clear()
    {
        Permits.Clear();
        Forbids.Clear();
        Failed.Clear();
        Masked.Clear();
        Tried = 0;
    }

    /// <summary>Brings the lists in order and decides.</summary>
    internal void Conclude(bool permitUndecided, bool forbidUndecided)
    {
        Sort(Permits);
        Sort(Forbids);
        Sort(Failed);
        Sort(Masked);
        Decision = Forbids.Count > 0 ? CedarDecision.Deny
            : Permits.Count > 0 ? (forbidUndecided ? CedarDecision.Undecidable : CedarDecision.Allow)
            : permitUndecided ? CedarDecision.Undecidable : CedarDecision.Deny;
    }

    private static void Sort(List<int> policies)
    {
        if (policies.Count > 1) { CollectionsMarshal.AsSpan(policies).Sort(); }
    }
}
