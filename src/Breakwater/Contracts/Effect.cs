namespace Breakwater.Contracts;

/// <summary>What a decision does to an action. The zero value denies, so that a decision nobody made refuses.</summary>
public enum Effect : byte
{
    /// <summary>Refused.</summary>
    Deny,
    /// <summary>Admitted.</summary>
    Allow,
    /// <summary>Refused for now; <see cref="Decision.RetryAfter"/> says when to ask again.</summary>
    Throttle,
    /// <summary>Waiting for a verification, a judge or a person; resumed by an event.</summary>
    Pending,
}
