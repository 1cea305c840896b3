using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>The stages of an attack on agents, in the order in which one follows the other.</summary>
public enum AttackStage : byte
{
    /// <summary>Something foreign got in.</summary>
    Entry,
    /// <summary>It spread, or was handed on.</summary>
    Movement,
    /// <summary>It did, or tried to do, what was not intended.</summary>
    Action,
}

/// <summary>Which stage a kind of signal speaks for.</summary>
public static class AttackStages
{
    /// <summary>The stage.</summary>
    public static AttackStage Of(SignalKind kind) => kind switch
    {
        SignalKind.Injection or SignalKind.ContentBlocked or SignalKind.CredentialMisuse => AttackStage.Entry,
        SignalKind.UnusualDelegation or SignalKind.NewPartner or SignalKind.Cycle or SignalKind.LinkVolume => AttackStage.Movement,
        _ => AttackStage.Action,
    };
}
