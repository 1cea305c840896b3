namespace Breakwater.Trust;

/// <summary>
/// What a subject presents: its own credential and those of the authorities above it, short of the root. Immutable; holds no opinion on
/// whether any of them is genuine.
/// </summary>
/// <param name="leaf">The subject's own.</param>
/// <param name="issuer">The chain of the authority that signed it; null where that is the root.</param>
public sealed class CredentialChain(Credential leaf, CredentialChain? issuer)
{
    /// <summary>The subject's own credential.</summary>
    public Credential Leaf { get; } = leaf;

    /// <summary>The chain of the authority that signed it; null where that is the root.</summary>
    public CredentialChain? Issuer { get; } = issuer;
}
