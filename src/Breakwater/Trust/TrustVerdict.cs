using Breakwater.Contracts;

namespace Breakwater.Trust;

/// <summary>What the trust control says of a credential: allow, deny with a reason, or pending. <c>default</c> denies.</summary>
/// <param name="Effect">Allow, deny, throttle or pending.</param>
/// <param name="Reason">Why; null for an allow.</param>
public readonly record struct TrustVerdict(Effect Effect, Reason? Reason)
{
    /// <summary>The credential is trusted.</summary>
    public static TrustVerdict Trusted => new(Effect.Allow, null);

    /// <summary>Nobody has verified it yet.</summary>
    public static TrustVerdict Unverified => new(Effect.Pending, TrustReasons.Unverified);

    /// <summary>Refused.</summary>
    public static TrustVerdict Refused(Reason reason) => new(Effect.Deny, reason);

    /// <summary>Whether the credential is trusted.</summary>
    public bool IsTrusted => Effect == Effect.Allow;
}
