namespace Breakwater.Contracts;

/// <summary>What a control noticed. Append only: the order is part of what is kept of an incident.</summary>
public enum SignalKind : byte
{
    /// <summary>Something that entered an agent looked like an injection.</summary>
    Injection,
    /// <summary>A guardrail blocked what entered or left an agent.</summary>
    ContentBlocked,
    /// <summary>A credential or a proof did not verify, or was used from elsewhere.</summary>
    CredentialMisuse,
    /// <summary>Work was handed on in a way that the delegator does not usually hand it on, or that was refused.</summary>
    UnusualDelegation,
    /// <summary>Two agents communicated for the first time.</summary>
    NewPartner,
    /// <summary>A new link closed a circle of agents.</summary>
    Cycle,
    /// <summary>A link carried far more than it usually does.</summary>
    LinkVolume,
    /// <summary>An agent used a tool for the first time.</summary>
    FirstToolUse,
    /// <summary>An action was refused as beyond the agent's authority.</summary>
    ScopeRefused,
    /// <summary>Data went, or was about to go, where it may not.</summary>
    Egress,
    /// <summary>An agent's anomaly score crossed the line of isolation.</summary>
    Anomaly,
    /// <summary>An agent drifted away from its original behaviour.</summary>
    Drift,
}
