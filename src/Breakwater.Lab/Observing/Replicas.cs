using Breakwater.Contracts;
using Breakwater.Lab.Watching;
using Breakwater.Observability;

namespace Breakwater.Lab.Observing;

/// <summary>
/// Many replicas of one type: one was different from the start, so that its own past cannot give it away; and after seven hours the provider that less than half of them call slows down and fails
/// for an hour, which is one event and not one for each.
/// </summary>
internal sealed class Replicas
{
    public const int Agents = 200;

    /// <summary>The many, and for how long they are looked at: nobody has a past of its own by then.</summary>
    public const int Many = 10_000;
    public const int ManyMinutes = 180;

    public const int OnSlowProvider = 80;
    public const int UntilSlowMinutes = 7 * 60;
    public const int UntilSlowAfterADay = 25 * 60;
    public const int SlowMinutes = 60;
    public const double MessagesPerMinute = 10;

    private const int Odd = 177;
    private readonly WatchedFleet _fleet;
    private readonly HashSet<int> _crossed = [];
    private bool _isSlow;

    private Replicas(int agents, WatchOptions options, ulong seed) => _fleet = new(agents, MessagesPerMinute, seed, options, i => new("shopper", $"shop-{i % 5}", i < OnSlowProvider ? "slow" : "other", (RiskClass)(1 + (i % 4)))) { Read = OnRead, Change = Behave };

    /// <summary>Minutes from the start until the odd replica crossed the default line; infinite if it did not before the provider slowed down.</summary>
    public double OddFound { get; private set; } = double.PositiveInfinity;

    /// <summary>Others flagged until then.</summary>
    public int OthersFlagged { get; private set; }

    /// <summary>Alerts shown while the provider was slow, those about the odd replica apart, and whether one of them names the provider.</summary>
    public (long Shown, bool NamesProvider) Slow { get; private set; }

    /// <summary>Agents that crossed the default line with it.</summary>
    public int CrossedWithProvider => _crossed.Count;

    /// <summary>Two hundred, of whom the first hours are enough for a baseline: judged by the type from the first hour on, and by their own past from the fourth.</summary>
    public static Replicas Run(InspectionPlan plan, double reviewsPerHour, ulong seed, CancellationToken cancellation) =>
        Run(UntilSlowMinutes, new() { Inspection = plan, ReviewsPerHour = reviewsPerHour, BaselineMinutes = 240, RollingMinutes = 2_400 }, seed, cancellation);

    /// <summary>The same with default baselines: a day goes by before the provider slows down.</summary>
    public static Replicas RunForADay(InspectionPlan plan, double reviewsPerHour, ulong seed, CancellationToken cancellation) =>
        Run(UntilSlowAfterADay, new() { Inspection = plan, ReviewsPerHour = reviewsPerHour }, seed, cancellation);

    /// <summary>Only the odd one, among ten thousand for three hours.</summary>
    public static Replicas RunMany(InspectionPlan plan, double reviewsPerHour, ulong seed, CancellationToken cancellation)
    {
        var replicas = new Replicas(Many, new() { Inspection = plan, ReviewsPerHour = reviewsPerHour }, seed);
        replicas.UntilSlow(ManyMinutes, cancellation);
        return replicas;
    }

    private static Replicas Run(int untilSlow, WatchOptions options, ulong seed, CancellationToken cancellation)
    {
        var replicas = new Replicas(Agents, options, seed);
        replicas.UntilSlow(untilSlow, cancellation);
        replicas.Slowed(cancellation);
        return replicas;
    }

    private void UntilSlow(int minutes, CancellationToken cancellation)
    {
        _fleet.Run(minutes, () =>
        {
            cancellation.ThrowIfCancellationRequested();
            _fleet.Watch.TakeAlerts();
        });
        OthersFlagged = _crossed.Count;
    }

    private void Slowed(CancellationToken cancellation)
    {
        _crossed.Clear();
        _isSlow = true;
        var (shown, isNamed) = (0L, false);
        _fleet.Run(SlowMinutes, () =>
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var alert in _fleet.Watch.TakeAlerts().Where(a => a.Agent != WatchedFleet.Handle(Odd)))
            {
                shown++;
                isNamed |= alert is { Kind: AlertKind.Group, GroupKind: GroupKind.Provider, Group: "slow" };
            }
        });
        Slow = (shown, isNamed);
    }

    private Behaviour Behave(int agent, long minute, Simulation.LabRandom random, Behaviour usual) =>
        agent == Odd ? usual with { Content = 0.5 }
        : _isSlow && agent < OnSlowProvider ? usual with { LogLatency = 1.5, Failing = 0.2 }
        : usual;

    private void OnRead(int agent, AnomalyReading reading)
    {
        if (reading.IsStanding || reading.Band < WatchBand.Isolate) { return; }
        if (agent != Odd) { _crossed.Add(agent); }
        else if (!_isSlow && double.IsPositiveInfinity(OddFound)) { OddFound = (_fleet.Now - WatchedFleet.Era).TotalMinutes; }
    }
}
