using Breakwater.Contracts;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy;

/// <summary>A request as the policy control sees it. A small value.</summary>
public readonly record struct PolicyQuery
{
    /// <summary>Who asks; see <see cref="PolicyControl.Principal"/>. Null is denied.</summary>
    public PolicyPrincipal? Principal { get; init; }

    /// <summary>The tool.</summary>
    public ToolHandle Tool { get; init; }

    /// <summary>What it is aimed at.</summary>
    public TargetHandle Target { get; init; }

    /// <summary>The arguments as bound by <see cref="PolicyControl.Bind(TenantHandle, ToolHandle, ReadOnlySpan{byte}, Arguments.BoundArguments)"/>; null where the tool declares none.</summary>
    public ActionArguments? Arguments { get; init; }

    /// <summary>Digest of the bytes that the tool will get.</summary>
    public UInt128 ArgumentsDigest { get; init; }

    /// <summary>Whether the agent acts on a delegation.</summary>
    public bool Delegated { get; init; }
}
