namespace Breakwater.Observability;

/// <summary>What an observation set off, collected under the lane's lock and told after it is released.</summary>
internal struct WatchEvents
{
    /// <summary>Lanes whose hour was unusual against the rolling hours.</summary>
    public uint Rolling;

    /// <summary>Whether the drift score has just crossed 60.</summary>
    public bool HasDrifted;

    /// <summary>The groups that have just shifted; null where none has.</summary>
    public GroupWatch? ShiftedType;
    public GroupWatch? ShiftedCluster;
    public GroupWatch? ShiftedProvider;

    public readonly bool HasShift => ShiftedType is not null || ShiftedCluster is not null || ShiftedProvider is not null;
}
