namespace Breakwater.Policy.Rollout;

/// <summary>What protects requests while two versions of a bundle are in force. Both versions are evaluated and compared in every mode.</summary>
public enum RolloutMode : byte
{
    /// <summary>The stricter verdict of the two applies to everybody: nobody is allowed what either version forbids.</summary>
    Compatibility,

    /// <summary>
    /// Each agent is judged by the version it is assigned, and a request is for agents that run the version it needs: the one it states, else the new one.
    /// Any other agent is refused.
    /// </summary>
    Routing,

    /// <summary>Each agent is judged by the version it is assigned: no protection. For experiments.</summary>
    None,
}
