using Breakwater.Contracts;
using Breakwater.Lab.Watching;
using Breakwater.Observability;

namespace Breakwater.Lab.Observing;

/// <summary>
/// A small fleet that is watched for days under a plan: quiet days, then each agent hijacked for an hour, one after the other, at known times. Judged as detectors are: what is found and when, against false alarms
/// for each agent-day, at several lines of the score.
/// </summary>
internal sealed class PlantedDays
{
    public const int Agents = 20;
    public const int Hijacked = Agents;
    public const int QuietDays = 2;

    /// <summary>As many as it takes to tell one false alarm in 100 agent-days from none.</summary>
    public const int ManyQuietDays = 20;

    public const double LearntHours = 32;
    public const double MessagesPerMinute = 10;
    public const int FoundWithinMinutes = 15;
    public const int EachLasts = 60;

    /// <summary>Lines of the score at which detection is judged; the default line at which an agent is isolated is among them.</summary>
    public static readonly int[] Lines = [30, 40, 50, 60, 70, 80];

    /// <summary>Hours that are looked at once everything is over, two hours after the last hijack.</summary>
    public const int AfterHours = 8;

    private const int RestMinutes = 120;
    private const int Day = 1_440;
    private const int EachAfter = 20;
    private const int Providers = 3;
    private const int Clusters = 4;
    private const int HysteresisPoints = 10;
    private readonly WatchedFleet _fleet;
    private readonly CancellationToken _cancellation;
    private readonly int _quietDays;
    private readonly double[,] _delays = new double[Hijacked, Lines.Length];
    private readonly int[] _crossings = new int[Lines.Length];
    private readonly bool[,] _isAbove = new bool[Agents, Lines.Length];
    private DateTimeOffset _quiet, _planted;

    public PlantedDays(InspectionPlan plan, int quietDays, double reviewsPerHour, ulong seed, CancellationToken cancellation)
    {
        _quietDays = quietDays;
        _cancellation = cancellation;
        for (var i = 0; i < Hijacked; i++)
        {
            for (var line = 0; line < Lines.Length; line++) { _delays[i, line] = double.PositiveInfinity; }
        }
        _fleet = new(Agents, MessagesPerMinute, seed, new() { Inspection = plan, ReviewsPerHour = reviewsPerHour }, Place) { Read = OnRead, Change = Behave };
    }

    /// <summary>Quiet days of all agents together.</summary>
    public double AgentDays => Agents * _quietDays;

    /// <summary>Alerts shown to people in the quiet days, of whatever kind: each is a false alarm.</summary>
    public long QuietShown { get; private set; }

    /// <summary>Share of the messages of the quiet days that were scored.</summary>
    public double InspectedShare { get; private set; }

    /// <summary>The same in the hours after all hijacks were over.</summary>
    public double InspectedAfter { get; private set; }

    /// <summary>Times that a score reached a line in the quiet days.</summary>
    public int QuietCrossings(int line) => _crossings[Array.IndexOf(Lines, line)];

    /// <summary>Minutes from the change until an agent's score reached a line, ascending; infinite where it never did while the change lasted.</summary>
    public double[] Delays(int line) => [.. Enumerable.Range(0, Hijacked).Select(i => _delays[i, Array.IndexOf(Lines, line)]).Order()];

    public PlantedDays Run()
    {
        Pass((int)LearntHours * 60);
        var (before, messages) = (_fleet.Watch.Counts, _fleet.Messages);
        _quiet = _fleet.Now;
        Pass(_quietDays * Day);
        QuietShown = _fleet.Watch.Counts.Alerts.Shown - before.Alerts.Shown;
        InspectedShare = Inspected(before.Skipped, messages);
        _planted = _fleet.Now;
        Pass((Hijacked * EachAfter) + EachLasts + RestMinutes);
        var (skipped, later) = (_fleet.Watch.Counts.Skipped, _fleet.Messages);
        Pass(AfterHours * 60);
        InspectedAfter = Inspected(skipped, later);
        return this;
    }

    private double Inspected(long skippedBefore, long messagesBefore) => 1 - ((_fleet.Watch.Counts.Skipped - skippedBefore) / (double)(_fleet.Messages - messagesBefore));

    // Those hijacked at the same time, three of consecutive number, share neither cluster nor provider: what half of a group does at once would be taken for the group's.
    private static AgentPlace Place(int agent) => new("trader", $"desk-{agent % Clusters}", $"provider-{agent % Providers}", (RiskClass)(1 + (agent / (Agents / 4))));

    private void Pass(int minutes) => _fleet.Run(minutes, () =>
    {
        _cancellation.ThrowIfCancellationRequested();
        _fleet.Watch.TakeAlerts();
    });

    private Behaviour Behave(int agent, long minute, Simulation.LabRandom random, Behaviour usual) =>
        Since(agent) is >= 0 and < EachLasts ? usual with { OtherTools = true, LogLatency = 0.4, Content = 0.1, Failing = 0.1, Quality = -0.1 } : usual;

    /// <summary>Minutes since an agent's change; less than 0 before it. They are changed one after the other, so that no group shifts.</summary>
    private double Since(int agent) => _planted == default ? -1 : (_fleet.Now - _planted).TotalMinutes - (agent * EachAfter);

    private void OnRead(int agent, AnomalyReading reading)
    {
        if (reading.IsStanding || reading.Band == WatchBand.Learning) { return; }
        var since = Since(agent);
        for (var line = 0; line < Lines.Length; line++)
        {
            var (was, above) = (_isAbove[agent, line], reading.Score >= Lines[line]);
            _isAbove[agent, line] = above || (was && reading.Score >= Lines[line] - HysteresisPoints);
            if (!above) { continue; }
            if (_quiet != default && _planted == default && !was) { _crossings[line]++; }
            if (since is >= 0 and < EachLasts) { _delays[agent, line] = Math.Min(_delays[agent, line], since); }
        }
    }
}
