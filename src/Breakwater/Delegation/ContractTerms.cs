using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>What a delegator puts into a contract; the rest follows from the chain it continues.</summary>
public sealed record ContractTerms
{
    /// <summary>Who hands the work on.</summary>
    public required string Delegator { get; init; }

    /// <summary>Who gets it.</summary>
    public required string Delegate { get; init; }

    /// <summary>Task type, which the fleet must declare for the pair (DEL-04).</summary>
    public required string TaskType { get; init; }

    /// <summary>What exactly is to be done: the parent's scope, or the parent's scope, a slash and more. The first scope starts from the user's task.</summary>
    public required string Scope { get; init; }

    /// <summary>What the delegate may use at most; never more than the parent's.</summary>
    public required Authority Permissions { get; init; }

    /// <summary>Valid from; not before the parent.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Valid until (exclusive); not after the parent.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>Format of the output expected; may be empty.</summary>
    public string Output { get; init; } = "";
}
