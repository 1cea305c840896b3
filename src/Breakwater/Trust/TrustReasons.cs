using Breakwater.Contracts;

namespace Breakwater.Trust;

/// <summary>Every reason the trust control gives.</summary>
public static class TrustReasons
{
    private static readonly ControlId Identity = ControlId.Parse("IA-2.1");
    private static readonly ControlId ShortLived = ControlId.Parse("IA-2.2");
    private static readonly ControlId Mutual = ControlId.Parse("IA-2.3");
    private static readonly ControlId Revocation = ControlId.Parse("IA-3.4");

    /// <summary>The bytes are not a credential.</summary>
    public static Reason Malformed { get; } = new(Identity, "trust.malformed", "the credential cannot be read");

    /// <summary>Levels, issuers or tenants of the chain do not fit together.</summary>
    public static Reason BrokenChain { get; } = new(Identity, "trust.broken-chain", "the chain's credentials do not fit together");

    /// <summary>The chain does not end at an anchor of this node.</summary>
    public static Reason UnknownAnchor { get; } = new(Identity, "trust.unknown-anchor", "the chain does not lead to an authority that this node trusts");

    /// <summary>A signature of the chain is not its issuer's.</summary>
    public static Reason BadSignature { get; } = new(Identity, "trust.bad-signature", "a signature of the chain is not its issuer's");

    /// <summary>The tenant is not registered.</summary>
    public static Reason UnknownTenant { get; } = new(Identity, "trust.unknown-tenant", "the credential's tenant is not registered");

    /// <summary>The authority has as many children as it may.</summary>
    public static Reason AuthorityFull { get; } = new(Identity, "trust.authority-full", "the authority already has as many subjects as it may");

    /// <summary>A credential of the chain has expired.</summary>
    public static Reason Expired { get; } = new(ShortLived, "trust.expired", "a credential of the chain has expired; renew it");

    /// <summary>A credential of the chain is not valid yet.</summary>
    public static Reason NotYetValid { get; } = new(ShortLived, "trust.not-yet-valid", "a credential of the chain is not valid yet", retryable: true);

    /// <summary>The subject or an authority above it was revoked.</summary>
    public static Reason Revoked { get; } = new(Revocation, "trust.revoked", "the subject or an authority above it was revoked");

    /// <summary>The subject did not prove that it holds the key.</summary>
    public static Reason ProofFailed { get; } = new(Mutual, "trust.proof-failed", "the subject did not prove that it holds the credential's key");

    /// <summary>The challenge is unknown, used or expired.</summary>
    public static Reason ChallengeInvalid { get; } = new(Mutual, "trust.challenge-invalid", "the challenge is unknown, used or expired; ask for another", retryable: true);

    /// <summary>Nobody has verified the credential yet, or its verification has lapsed.</summary>
    public static Reason Unverified { get; } = new(Mutual, "trust.unverified", "the credential waits to be verified", retryable: true);

    /// <summary>More verifications are under way than the node allows.</summary>
    public static Reason Busy { get; } = new(Mutual, "trust.busy", "too many verifications are under way", retryable: true);

    /// <summary>The control is on but has no anchor.</summary>
    public static Reason NotConfigured { get; } = new(Identity, "trust.not-configured", "the trust control is on but has no anchor");
}
