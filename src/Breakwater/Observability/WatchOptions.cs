using Breakwater.Fleet;

namespace Breakwater.Observability;

/// <summary>
/// What is unusual, how long it takes to know what is usual, and how much a node remembers. Defaults keep false alarms below one per 100 agents and day on the planted-change tests;
/// the framework's own figures are named where they differ.
/// </summary>
public sealed class WatchOptions
{
    /// <summary>
    /// Weight of each signal, by <see cref="BehaviourSignal"/>. Default the framework's example weights, which add up to 1.10; they are divided by their sum. Zero leaves a signal
    /// out of the score. A signal that is not listed has weight 0.
    /// </summary>
    public IDictionary<BehaviourSignal, double> Weights { get; } = new Dictionary<BehaviourSignal, double>
    {
        [BehaviourSignal.ToolUse] = 0.15,
        [BehaviourSignal.Quality] = 0.20,
        [BehaviourSignal.Latency] = 0.05,
        [BehaviourSignal.Volume] = 0.10,
        [BehaviourSignal.Errors] = 0.10,
        [BehaviourSignal.Content] = 0.15,
        [BehaviourSignal.Cost] = 0.05,
        [BehaviourSignal.Schedule] = 0.10,
        [BehaviourSignal.Peers] = 0.10,
        [BehaviourSignal.Context] = 0.10,
    };

    /// <summary>Score from which an agent is watched more closely. A score on a line belongs to the stricter band. Default 40.</summary>
    public double MonitorAt { get; set; } = 40;

    /// <summary>Score from which an agent is to be isolated; alerts are raised here. Default 60.</summary>
    public double IsolateAt { get; set; } = 60;

    /// <summary>Score from which operation is to be stopped, by scope. Default 80.</summary>
    public double StopAt { get; set; } = 80;

    /// <summary>Weighted mean square of the deviations that scores 60. Higher is less sensitive. From 2 to 100; default 10.</summary>
    public double Sensitivity { get; set; } = 10;

    /// <summary>Messages over which a signal is smoothed (EWMA with λ = 1/n). A change shows after about half as many. From 4 to 1,000; default 32.</summary>
    public int SmoothedOver { get; set; } = 32;

    /// <summary>Active minutes after which an agent is judged by its own baseline; before that by its type's. Default 1,440: a day.</summary>
    public int BaselineMinutes { get; set; } = 1_440;

    /// <summary>Active minutes that the rolling baseline goes back, as the span of an EWMA. Default 10,080: seven days of an agent that never rests.</summary>
    public int RollingMinutes { get; set; } = 10_080;

    /// <summary>Active days after which the original baseline is frozen; the first of them is not part of it. From 3; default 14: two weeks, which the framework asks of a new system.</summary>
    public int FreezeAfterDays { get; set; } = 14;

    /// <summary>
    /// Drift from the original that is tolerated for good, in standard deviations of a day's mean (CUSUM reference value), beyond what the original itself is uncertain by. A day's
    /// standard deviation counts as a tenth of a message's at least. Default 0.75.
    /// </summary>
    public double DriftTolerance { get; set; } = 0.75;

    /// <summary>Accumulated drift that scores 60, in the same unit (CUSUM decision interval). Default 8.</summary>
    public double DriftLimit { get; set; } = 8;

    /// <summary>
    /// Deviation of an hour from the rolling baseline that raises an alert, in standard deviations. Default 6. The framework's 2 would alert on one hour in twenty of a normal signal.
    /// </summary>
    public double RollingSigma { get; set; } = 6;

    /// <summary>Share of a group's active agents that must deviate the same way before the group is said to have shifted. From 0.2 to 1; default 0.5.</summary>
    public double GroupShare { get; set; } = 0.5;

    /// <summary>Fewest active agents of which a group can be said to have shifted. Default 5.</summary>
    public int GroupLeast { get; set; } = 5;

    /// <summary>
    /// Shifts that chance may show in one group and one day, at most: in a small group more than the share must deviate, so that chance is no explanation. Of 5 all, of 6 five, of 7 to 11 six, from 13 on the default share
    /// is enough. From 1e-9 to 1; default 0.001.
    /// </summary>
    public double GroupFalsePerDay { get; set; } = 0.001;

    /// <summary>Which messages are scored. Default every one.</summary>
    public InspectionPlan Inspection { get; set; } = InspectionPlan.Everything;

    /// <summary>Agents watched at once; a further one is refused and counted. Default 131,072.</summary>
    public int MaxAgents { get; set; } = 131_072;

    /// <summary>Groups (types, clusters, providers) known at once; a further one is refused and its agents with it. Default 4,096.</summary>
    public int MaxGroups { get; set; } = 4_096;

    /// <summary>Links between agents remembered at once; beyond it the traffic of a further one is counted and not profiled. Default 1,048,576.</summary>
    public int MaxLinks { get; set; } = 1_048_576;

    /// <summary>A link that carried nothing for so long is forgotten, and would be new again. Default 7 days.</summary>
    public TimeSpan LinkIdle { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Signals further apart than this do not make one incident. Default 2 h.</summary>
    public TimeSpan ChainWindow { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Chains held open for correlation, per tenant; beyond it the weakest of the oldest is dropped and counted. Default 16,384.</summary>
    public int MaxChains { get; set; } = 16_384;

    /// <summary>Combined evidence, 0 to 1, from which a chain with two stages of an attack is an incident. Default 0.7.</summary>
    public double IncidentAt { get; set; } = 0.7;

    /// <summary>Alerts an hour that people can review; the fleet file's <c>budgets.reviews</c>. Default 60.</summary>
    public double ReviewsPerHour { get; set; } = 60;

    /// <summary>How long an alert waits to be folded with others of one cause before it is shown. An incident does not wait. Default 2 min.</summary>
    public TimeSpan FoldFor { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>For so long after an alert was shown, further ones of the same are folded into it. Default 4 h.</summary>
    public TimeSpan QuietFor { get; set; } = TimeSpan.FromHours(4);

    /// <summary>An alert that was not shown for so long lapses, and is counted. Default 24 h.</summary>
    public TimeSpan AlertLife { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The defaults, held to the review capacity that a fleet declares.</summary>
    public static WatchOptions From(FleetSpecification fleet) => new() { ReviewsPerHour = fleet.Budgets.ReviewsPerHour };

    /// <summary>Alerts waiting at once; beyond it the lowest ranked is dropped and counted. Default 4,096.</summary>
    public int MaxAlerts { get; set; } = 4_096;
}
