using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>
/// What the members of a type, a cluster or a provider have in common. Types keep the population that their instances are measured against; every kind notices when most of its active
/// members deviate the same way in the same minute, which is then one event and no longer each member's own. Thread-safe: members contribute under its lock, once a minute each;
/// what is read on the path of a message are single floats that change once a minute.
/// </summary>
internal sealed class GroupWatch(GroupKind kind, TenantHandle tenant, string name, WatchTerms terms)
{
    private const float PopulationReach = 4;
    private const float RipeAt = 600;
    private const int SampledFully = 100;
    private const int MostStride = 60;

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
    private uint _contributions;
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
            if (minute > _minute) { Roll_NeedsLock(minute); }
            var one = Lanes.All(1);
            _active++;
            _sum += deviations;
            _higher += one & Lanes.AtLeast(deviations, Lanes.All(ShiftThresholds.Notable));
            _lower += one & Lanes.AtLeast(-deviations, Lanes.All(ShiftThresholds.Notable));
            // Members tell of a minute as they begin the next, so most of it is known within seconds: a shift is not left for the end of the minute.
            var hasBegun = Judge_NeedsLock(Math.Max(_active, Active));
            // Of a large type only some minutes are sampled, so that its population is one of hours and not of minutes.
            if (Kind == GroupKind.Type && _contributions++ % Math.Clamp(Members / SampledFully, 1, MostStride) == 0)
            {
                var reach = Lanes.Select(Ripe, Lanes.All(PopulationReach) / Lanes.Max(Inverse, Lanes.All(1e-9f)), Lanes.All(1e9f));
                _population.Add(Mean + Lanes.Clamp(smooth - Mean, -reach, reach), mask);
            }
            return hasBegun;
        }
    }

    /// <summary>Whether the group deviates as a whole, so far this minute. Begun at the share of those active, if chance does not explain it; over at half the share. True if a lane has begun to.</summary>
    private bool Judge_NeedsLock(int active)
    {
        if (_active < terms.Options.GroupLeast) { return false; }
        var before = _shiftedLanes;
        var most = Lanes.Max(_higher, _lower);
        var begins = Lanes.AtLeast(most, Lanes.All(terms.Shifts.At(active)));
        var after = (before | Lanes.Bits(begins)) & terms.Scored;
        if (after == 0) { return false; }
        var isShifted = Lanes.Mask(after);
        // Until this minute has shown as many as the last, what the last has shown is the better estimate.
        Shift = Lanes.Select(begins, _sum / Lanes.All(_active), Shift) & isShifted;
        Affected = Math.Max(Affected, (int)(most & isShifted).Largest());
        Volatile.Write(ref _shiftedLanes, after);
        return (after & ~before) != 0;
    }

    private void Roll_NeedsLock(int minute)
    {
        var still = 0u;
        if (minute - _minute <= 2 && _active >= terms.Options.GroupLeast)
        {
            var share = Lanes.All((float)terms.Options.GroupShare / 2 * _active);
            still = _shiftedLanes & Lanes.Bits(Lanes.AtLeast(Lanes.Max(_higher, _lower), share));
            Shift = (_sum / Lanes.All(_active)) & Lanes.Mask(still);
        }
        else { Shift = default; }
        Active = _active;
        Affected = still == 0 ? 0 : (int)(Lanes.Max(_higher, _lower) & Lanes.Mask(still)).Largest();
        Volatile.Write(ref _shiftedLanes, still);
        if (Kind == GroupKind.Type) { Publish_NeedsLock(); }
        (_minute, _active, _sum, _higher, _lower) = (minute, 0, default, default, default);
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
