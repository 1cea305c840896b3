namespace Breakwater.Observability;

/// <summary>The groups that an agent belongs to.</summary>
internal readonly struct AgentGroups(GroupWatch type, GroupWatch cluster, GroupWatch provider)
{
    public GroupWatch Type { get; } = type;

    public GroupWatch Cluster { get; } = cluster;

    public GroupWatch Provider { get; } = provider;

    public bool IsShifted => Type.IsShifted || Cluster.IsShifted || Provider.IsShifted;

    /// <summary>The furthest shift of the three, lane by lane.</summary>
    public Lanes Shift => Further(Further(Type.Shift, Cluster.Shift), Provider.Shift);

    public void Contribute(int minute, in Lanes deviations, in Lanes smooth, in Lanes mask, ref WatchEvents events)
    {
        if (Type.Contribute(minute, deviations, smooth, mask)) { events.ShiftedType = Type; }
        if (Cluster.Contribute(minute, deviations, smooth, mask)) { events.ShiftedCluster = Cluster; }
        if (Provider.Contribute(minute, deviations, smooth, mask)) { events.ShiftedProvider = Provider; }
    }

    private static Lanes Further(in Lanes a, in Lanes b) => Lanes.Select(Lanes.AtLeast(b * b, a * a), b, a);
}
