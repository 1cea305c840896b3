namespace Breakwater.Contracts;

/// <summary>Names of the instruments that tell how governance fares, for those who read them.</summary>
public static class InstrumentNames
{
    /// <summary>Decisions of the gate.</summary>
    public const string Decisions = "breakwater.decisions";

    /// <summary>Requests judged by policies.</summary>
    public const string PolicyEvaluations = "breakwater.policy.evaluations";

    /// <summary>Sets of policies that requests were bound to.</summary>
    public const string PolicySets = "breakwater.policy.sets";

    /// <summary>Policies tried.</summary>
    public const string PolicyCandidates = "breakwater.policy.candidates";

    /// <summary>How long an evaluation takes.</summary>
    public const string PolicyDuration = "breakwater.policy.evaluation.duration";

    /// <summary>Chains judged that were not remembered.</summary>
    public const string Verifications = "breakwater.trust.verifications";

    /// <summary>Audit records handed to a log.</summary>
    public const string AuditRecords = "breakwater.audit.records";

    /// <summary>Their size.</summary>
    public const string AuditBytes = "breakwater.audit.bytes";

    /// <summary>Requests that the rate limits granted or refused.</summary>
    public const string RateLimitDecisions = "breakwater.rate_limit.decisions";

    /// <summary>Look-ups in memories.</summary>
    public const string CacheLookups = "breakwater.cache.lookups";
}
