using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>
/// What the members of a type, a cluster or a provider have in common. Types keep the population that their instances are measured against; every kind notices when most of its active
/// members deviate the same way in the same minute, which is then one event and no longer each member's own. Thread-safe: members contribute under its lock, once a minute each;
/// what is read on the path of a message are single floats that change once a minute.
/// </summary>
internal sealed class GroupWatch(GroupKind kind, TenantHandle tenant, string name, WatchTerms terms)
{
    private const float Notable = 2.5f;
    private const float PopulationReach = 4;
    private const float RipeAt = 600;

    // A larger weight would let the mean stall for want of digits.
    private const float PopulationMemory = 65_536;

    private readonly Lock _lock = new();
    private LaneMoments _population;
    private Lanes _sum;
    private Lanes _higher;
    private Lanes _lower;
    private int _minute = -1;
    private int _active;
    private int _members;
    private uint _shiftedLanes;

    public GroupKind Kind { get; } = kind;

    public TenantHandle Tenant { get; } = tenant;

    public string Name { get; } = name;

    public int Members => Volatile.Read(ref _members);

    /// <summary>Members that were active in the last minute that was closed, and those of them that deviated with the rest.</summary>
    public int Active { get; private set; }

    public int Affected { get; private set; }

    public bool IsShifted => Volatile.Read(ref _shiftedLanes) != 0;

    public uint ShiftedLanes => Volatile.Read(ref _shiftedLanes);

    /// <summary>The mean deviation of the members in the lanes that have shifted; 0 elsewhere.</summary>
    public Lanes Shift;

    public Lanes Mean;

    public Lanes Inverse;

    public Lanes Ripe;

    public bool IsRipe { get; private set; }

    public void Joined() => Interlocked.Increment(ref _members);

    public void Left() => Interlocked.Decrement(ref _members);

    /// <summary>Takes a member's minute in. True if that has closed the group's minute and shown that the group has begun to shift.</summary>
    public bool Contribute(int minute, in Lanes deviations, in Lanes smooth, in Lanes mask)
    {
        lock (_lock)
        {
            var hasBegun = minute > _minute && Roll_NeedsLock(minute);
            var one = Lanes.All(1);
            _active++;
            _sum += deviations;
            _higher += one & Lanes.AtLeast(deviations, Lanes.All(Notable));
            _lower += one & Lanes.AtLeast(-deviations, Lanes.All(Notable));
            if (Kind == GroupKind.Type)
            {
                var reach = Lanes.Select(Ripe, Lanes.All(PopulationReach) / Lanes.Max(Inverse, Lanes.All(1e-9f)), Lanes.All(1e9f));
                _population.Add(Mean + Lanes.Clamp(smooth - Mean, -reach, reach), mask);
            }
            return hasBegun;
        }
    }

    private bool Roll_NeedsLock(int minute)
    {
        var isRecent = minute - _minute <= 2;
        var before = _shiftedLanes;
        var after = 0u;
        var shift = default(Lanes);
        if (isRecent && _active >= terms.Options.GroupLeast)
        {
            var share = (float)terms.Options.GroupShare * _active;
            var most = Lanes.Max(_higher, _lower);
            // Begun at the share, over at half of it.
            var isShifted = Lanes.Select(Lanes.Mask(before), Lanes.AtLeast(most, Lanes.All(share / 2)), Lanes.AtLeast(most, Lanes.All(share)));
            after = Lanes.Bits(isShifted) & terms.Scored;
            shift = (_sum / Lanes.All(_active)) & Lanes.Mask(after);
            Affected = (int)(most & Lanes.Mask(after)).Largest();
        }
        Active = _active;
        Shift = shift;
        Volatile.Write(ref _shiftedLanes, after);
        if (Kind == GroupKind.Type) { Publish_NeedsLock(); }
        (_minute, _active, _sum, _higher, _lower) = (minute, 0, default, default, default);
        return (after & ~before) != 0;
    }

    private void Publish_NeedsLock()
    {
        _population.Limit(PopulationMemory);
        Mean = _population.Mean;
        Inverse = Lanes.All(1) / Lanes.Sqrt(Lanes.Max(_population.Variance, terms.SmoothFloor * terms.SmoothFloor));
        Ripe = Lanes.AtLeast(_population.Weight, Lanes.All(RipeAt));
        IsRipe = Members >= terms.Options.GroupLeast && Lanes.Bits(Ripe) != 0;
    }
}
