namespace Breakwater.Contracts;

/// <summary>
/// What an agent asks to do. Identity is never part of it: that comes from the session. The request is kept by its digest while it is
/// pending, so a verdict cannot be bound to another request.
/// </summary>
public readonly record struct ActionRequest
{
    /// <summary>The tool to call; one that the fleet does not list is denied.</summary>
    public ToolHandle Tool { get; init; }

    /// <summary>The causal chain the action belongs to, as supplied by the host.</summary>
    public UInt128 Chain { get; init; }

    /// <summary>The host's own number for the request; unique within the chain.</summary>
    public ulong Request { get; init; }

    /// <summary>The request of the same chain that led to this one; 0 for the first of its chain. A causal link for the record; nothing is decided on it.</summary>
    public ulong Parent { get; init; }

    /// <summary>Digest of the arguments, computed by the host over exactly the bytes the tool will get; see <see cref="ActionArguments.DigestOf"/>.</summary>
    public UInt128 ArgumentsDigest { get; init; }

    /// <summary>The arguments as the policy control has bound them; null where the tool's are not declared.</summary>
    public ActionArguments? Arguments { get; init; }

    /// <summary>What the action is aimed at; <c>default</c> for the tool's own boundary in the agent's region.</summary>
    public TargetHandle Target { get; init; }

    /// <summary>The delegation on whose authority the agent acts; <c>default</c> where it acts on its own.</summary>
    public DelegationHandle Delegation { get; init; }

    /// <summary>The model provider that the action calls; <c>default</c> for none.</summary>
    public ProviderHandle Provider { get; init; }

    /// <summary>Estimate of the tokens it will use, read and written together; charged in full if it is never completed.</summary>
    public long Tokens { get; init; }

    /// <summary>What the action is expected to cost; charged in full if it is never completed.</summary>
    public Money Estimate { get; init; }
}
