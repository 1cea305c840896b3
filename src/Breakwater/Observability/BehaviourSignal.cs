namespace Breakwater.Observability;

/// <summary>
/// The ten signals of the framework's anomaly score, in its order, and two of our own that are compared within a type only. The order is that of the lanes in which
/// they are computed.
/// </summary>
public enum BehaviourSignal : byte
{
    /// <summary>How unusual the tools are that it calls, against its own frequencies.</summary>
    ToolUse,
    /// <summary>The judge's score; lower is worse.</summary>
    Quality,
    /// <summary>Time to respond, either way.</summary>
    Latency,
    /// <summary>Time between messages against the same hour of other days, either way.</summary>
    Volume,
    /// <summary>Blocks, failures and timeouts.</summary>
    Errors,
    /// <summary>Distance of content from what is usual.</summary>
    Content,
    /// <summary>Cost of an action, either way.</summary>
    Cost,
    /// <summary>Activity at hours at which it is not usually active.</summary>
    Schedule,
    /// <summary>Distance from its type: the largest of the other signals' deviations from the population.</summary>
    Peers,
    /// <summary>How full its context is.</summary>
    Context,
    /// <summary>How many others it communicates with. Compared with its type only.</summary>
    Degree,
}
