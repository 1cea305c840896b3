using Breakwater.Contracts;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Watching;
using Breakwater.Observability;

namespace Breakwater.Lab.Observing;

/// <summary>
/// A small fleet that is watched for days under a plan, with changes planted at known times: two quiet days, agents hijacked one after the other, one replica that was different from the start, and at
/// the end a provider that slows down. Judged as detectors are: what is found and when, against false alarms for each agent-day.
/// </summary>
internal sealed class PlantedDays
{
    public const int Agents = 24;
    public const double LearntHours = 32;
    public const int QuietDays = 2;
    public const int Hijacked = 12;
    public const double MessagesPerMinute = 10;
    public const int FoundWithinMinutes = 15;

    /// <summary>Lines of the score at which detection is judged; the default line at which an agent is isolated is among them.</summary>
    public static readonly int[] Lines = [30, 40, 50, 60, 70, 80];

    private const int Day = 1_440;
    private const int Odd = Agents - 1;
    private const int EachLasts = 60;
    private const int EachAfter = 20;
    private const int Providers = 3;
    private const int Clusters = 4;
    private const int Rest = 180;
    private const int HysteresisPoints = 10;
    private readonly WatchedFleet _fleet;
    private readonly CancellationToken _cancellation;
    private readonly double[,] _delays = new double[Hijacked, Lines.Length];
    private readonly int[] _falseAlarms = new int[Lines.Length];
    private readonly bool[,] _isAbove = new bool[Agents, Lines.Length];
    private DateTimeOffset _quiet, _planted, _slow;

    public PlantedDays(InspectionPlan plan, double reviewsPerHour, ulong seed, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        for (var i = 0; i < Hijacked; i++)
        {
            for (var line = 0; line < Lines.Length; line++) { _delays[i, line] = double.PositiveInfinity; }
        }
        _fleet = new(Agents, MessagesPerMinute, seed, new() { Inspection = plan, ReviewsPerHour = reviewsPerHour }, Place);
    }

    /// <summary>Minutes from the start until the replica that was always different crossed the default line; infinite if it never did.</summary>
    public double OddFound { get; private set; } = double.PositiveInfinity;

    /// <summary>Alerts raised, folded ones included, and alerts shown to people in the quiet days.</summary>
    public (long Raised, long Shown) Quiet { get; private set; }

    /// <summary>Alerts shown in the hour in which a provider is slow, and agents that crossed the default line then.</summary>
    public (long Shown, int Crossed, bool NamesProvider) Slow { get; private set; }

    /// <summary>Share of the messages of the quiet days that were scored.</summary>
    public double InspectedShare { get; private set; }

    public static double AgentDays => (Agents - 1) * QuietDays;

    public static int OnSlowProvider => Enumerable.Range(0, Agents).Count(i => i % Providers == 0);

    /// <summary>False alarms of the quiet days at a line, the odd replica's apart.</summary>
    public int FalseAlarms(int line) => _falseAlarms[Array.IndexOf(Lines, line)];

    /// <summary>Minutes from the change until an agent's score reached a line, in ascending order; infinite where it never did while the change lasted.</summary>
    public double[] Delays(int line) => [.. Enumerable.Range(0, Hijacked).Select(i => _delays[i, Array.IndexOf(Lines, line)]).Order()];

    public PlantedDays Run()
    {
        _fleet.Read = OnRead;
        _fleet.Change = Behave;
        Pass((int)LearntHours * 60);
        var (before, messages, skipped) = (_fleet.Watch.Counts.Alerts, _fleet.Messages, _fleet.Watch.Counts.Skipped);
        _quiet = _fleet.Now;
        Pass(QuietDays * Day);
        var after = _fleet.Watch.Counts;
        Quiet = (after.Alerts.Raised - before.Raised, after.Alerts.Shown - before.Shown);
        InspectedShare = 1 - ((after.Skipped - skipped) / (double)(_fleet.Messages - messages));
        _planted = _fleet.Now;
        Pass((Hijacked * EachAfter) + EachLasts + Rest);
        Array.Clear(_isAbove);
        _slow = _fleet.Now;
        var (shown, isNamed, crossed) = (0L, false, 0);
        Pass(EachLasts, () =>
        {
            foreach (var alert in _fleet.Watch.TakeAlerts())
            {
                shown++;
                isNamed |= alert is { Kind: AlertKind.Group, GroupKind: GroupKind.Provider };
            }
        });
        for (var i = 0; i < Agents; i++) { crossed += i != Odd && _isAbove[i, Array.IndexOf(Lines, 60)] ? 1 : 0; }
        Slow = (shown, crossed, isNamed);
        return this;
    }

    // Risk, cluster and provider each mix the others, so that none of them explains another.
    private static AgentPlace Place(int agent) => new("trader", $"desk-{agent / Providers % Clusters}", $"provider-{agent % Providers}", (RiskClass)(1 + (agent / (Agents / 4))));

    private void Pass(int minutes, Action? eachMinute = null) => _fleet.Run(minutes, eachMinute ?? (() =>
    {
        _cancellation.ThrowIfCancellationRequested();
        _fleet.Watch.TakeAlerts();
    }));

    // The hijacked are every other agent: one after the other, so that no group shifts.
    private Behaviour Behave(int agent, long minute, Simulation.LabRandom random, Behaviour usual)
    {
        if (agent == Odd) { return usual with { Content = 0.5 }; }
        if (_slow != default && agent % Providers == 0) { return usual with { LogLatency = 1.5, Failing = 0.2 }; }
        if (_planted == default || agent % 2 != 0) { return usual; }
        var since = (_fleet.Now - ChangedAt(agent / 2)).TotalMinutes;
        return since is >= 0 and < EachLasts ? usual with { OtherTools = true, LogLatency = 0.4, Content = 0.1, Failing = 0.1, Quality = -0.1 } : usual;
    }

    private DateTimeOffset ChangedAt(int number) => _planted.AddMinutes(number * EachAfter);

    private void OnRead(int agent, AnomalyReading reading)
    {
        if (reading.IsStanding || reading.Band == WatchBand.Learning) { return; }
        if (agent == Odd)
        {
            if (reading.Band >= WatchBand.Isolate && double.IsPositiveInfinity(OddFound)) { OddFound = (_fleet.Now - WatchedFleet.Era).TotalMinutes; }
            return;
        }
        for (var line = 0; line < Lines.Length; line++)
        {
            var (was, above) = (_isAbove[agent, line], reading.Score >= Lines[line]);
            _isAbove[agent, line] = above || (was && reading.Score >= Lines[line] - HysteresisPoints);
            if (!above) { continue; }
            if (_quiet != default && _planted == default && !was) { _falseAlarms[line]++; }
            if (_planted == default || _slow != default || agent % 2 != 0) { continue; }
            var since = (_fleet.Now - ChangedAt(agent / 2)).TotalMinutes;
            if (since is >= 0 and < EachLasts) { _delays[agent / 2, line] = Math.Min(_delays[agent / 2, line], since); }
        }
    }
}
