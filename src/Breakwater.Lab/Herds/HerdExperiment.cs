using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Traffic;
using Breakwater.RateLimiting;
using static Breakwater.Lab.Herds.HerdVariants;

namespace Breakwater.Lab.Herds;

/// <summary>
/// The market opens and everyone calls at once: "Scaling AI Agents from 10 to 10,000", part 5. What no limit, each level alone and the whole hierarchy make of the herd; then arrivals
/// as bursty as a recorded service's.
/// </summary>
public sealed class HerdExperiment : Experiment
{
    internal const string Rule = ScalingNames.ConstantDegree;
    internal const string Trace = "trace";

    /// <summary>Agents of the fleet in which recorded arrivals are played: so many that the limit per agent does not decide.</summary>
    internal const int TraceAgents = 1_000;

    /// <summary>How much later than the capacity bound the last may be served.</summary>
    internal const double MostOverBound = 0.05;

    internal const int TimesFaster = 10;
    private const int TraceSeconds = 300;

    internal static readonly ArrivalModel[] Models = [ArrivalModel.Code, ArrivalModel.Conversation];

    private static readonly Priority[] Classes = Enum.GetValues<Priority>();

    /// <inheritdoc/>
    public override ExperimentSpec Spec { get; } = new()
    {
        Id = "herd",
        Title = "The herd at the opening",
        Summary = "Every agent calls its model at the same moment. Limits, queues, retry policy and what a provider's 429 sets off are real; agents, providers and time are simulated, and a "
            + "provider counts requests over any second and tokens over any minute.",
        Dimension = 5,
        Controls =
        [
            new("EC-1.3", null, "agent → tenant → fleet → global → provider, all or nothing, as the fleet file states them"),
            new("EC-1.10", null, "at most three retries of a task, jittered"),
            new("ENV-15", null, "retries at most a tenth of a tenant's requests, and a burst of 100"),
        ],
        Metrics =
        [
            new("asked", "Calls asked for", "calls", "higher", "work"),
            new("sent", "Calls that reached a provider", "calls", "lower", "work"),
            new("throttled", "429s from providers", "calls", "lower", "work"),
            new("reached", "429s that reach an agent", "calls", "lower", "work"),
            new("refused", "Calls that the fleet's own limits refuse for good", "calls", "lower", "work"),
            new("retries", "Calls tried again", "calls", "lower", "work"),
            new("turns", "Turns taken at the limiter", "turns", "lower", "work"),
            new("limits", "Limits and queue classes examined", "entries", "lower", "work"),
            new("overshoot", "Let out beyond a level's bucket", "calls", "lower", "work"),
            new("busiestAsked", "Calls to the provider that most call", "calls", "higher", "work"),
            new("busiestFailed", "Of those, not answered", "calls", "lower", "work"),
            new("failedShare", "Share of calls not answered", "share", "lower", "effect"),
            new("lastMs", "Until a provider has taken the last call that is answered", "ms", "lower", "effect"),
            new("boundMs", "The same if every level gave all it has", "ms", "lower", "effect"),
            new("providersMs", "The same if only providers limited", "ms", "lower", "effect"),
            new("overBound", "Beyond that bound, where all are answered", "share", "lower", "effect"),
            new("turnsPerSecond", "Turns at the limiter in the busiest second", "turns/s", "lower", "effect"),
            .. Classes.SelectMany(c => new MetricResult[] { new(P50(c), $"Wait of {c.ToString().ToLowerInvariant()} calls, median", "ms", "lower", "effect"), new(P99(c), $"Wait of {c.ToString().ToLowerInvariant()} calls, 99th percentile", "ms", "lower", "effect") }),
            new("traceCalls", "Recorded arrivals", "calls", "higher", "work"),
            new("traceBusiest", "Most of them in a second", "calls", "lower", "work"),
            new("traceReached", "429s that reach an agent, recorded arrivals", "calls", "lower", "work"),
            new("traceFailed", "Recorded arrivals not answered", "calls", "lower", "work"),
            new("traceOvershoot", "Let out beyond a level's bucket, recorded arrivals", "calls", "lower", "work"),
            new("traceOverBound", "Last recorded arrival beyond the capacity bound", "share", "lower", "effect"),
            .. Classes.SelectMany(c => new MetricResult[] { new(TraceName(P50(c)), $"Wait of {c.ToString().ToLowerInvariant()} recorded arrivals, median", "ms", "lower", "effect"), new(TraceName(P99(c)), $"The same, 99th percentile", "ms", "lower", "effect") }),
            new("money", "Entries examined in one opening a day", "money/month", "lower", "money"),
        ],
        Fitted = ["sent", "throttled", "reached", "turns", "limits", "lastMs", "failedShare"],
        Variants = All,
        Findings = ["L1", "L2", "L3", "L4", "L5"],
    };

    /// <inheritdoc/>
    public override IReadOnlyList<BudgetedMetric> Budgets(FleetSpecification fleet) =>
    [
        new("reached", NoneReached, Rule, [NoLimit, Hierarchy, Paced]),
        new(P99(Priority.Critical), Critical(fleet), Rule, [Hierarchy, Paced]),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Assumptions(FleetSpecification fleet) =>
    [
        $"Every agent calls its own provider once, all at the same instant, with {HerdCalls.Tokens:#,0} tokens; 5% of the agents' calls are critical, 60% high, 25% normal, 10% low, by a hash of their names.",
        "A provider takes a sixtieth of its requests per minute over any second and its tokens over any minute; what it refuses does not count, its Retry-After is in whole seconds, and a refusal takes "
            + $"{Wording.Ms(CallRun.RefusalTakes.TotalMilliseconds)}.",
        $"Limits are those of the fleet file: {string.Join(", ", fleet.Providers.Select(p => $"{p.Id} {Wording.Number(p.RequestsPerMinute)} requests and {Wording.Number(p.TokensPerMinute)} tokens a minute"))}; they stay as they are while the fleet grows.",
        "The capacity bound is worked out from arrivals and the fleet file's limits alone, each level giving its burst at once and its rate from then on, and nothing kept for safety.",
        "There is a queue for each provider; their host lets out of a queue with something critical first, and otherwise takes turns. Queues have room for the whole herd.",
        $"Recorded arrivals are modelled at {TraceAgents:#,0} agents and {TimesFaster} times their speed: {string.Join("; ", Models.Select(m => $"{m.Title}, {Wording.Number(m.PerSecond)} a second on average, {Wording.Percent(1 - m.BusyShare)} of the seconds silent, {Wording.Percent(1 - m.SteadyShare)} of a busy second's rate exponentially distributed"))}.",
        $"Money is that of the entries that limits and queues examine in one opening a day, 30 days, without their locks; a core costs {fleet.ControlPlane.CoreHourPrice} {fleet.Currency} an hour.",
    ];

    /// <inheritdoc/>
    public override double Cost(VariantSpec variant, string scaling, int agents) => (variant.Id is NoLimit or AtOnce ? 0.004 : 0.012) * agents + 1;

    /// <inheritdoc/>
    public override Measurements Run(VariantSpec variant, RunContext context)
    {
        var simulator = context.NewSimulator();
        var calls = HerdCalls.Opening(context.Roster, context.Random("herd"));
        var herd = HerdReading.Play(context.Fleet, calls, Rules(variant.Id, context.Fleet), simulator, context.Cancellation);
        var bound = CapacityBound.LastNs(calls, FleetRateLimits.From(context.Fleet));
        var measured = Read(herd, context);
        measured.Effect["lastMs"] = herd.LastNs / 1e6;
        measured.Effect["boundMs"] = bound / 1e6;
        measured.Effect["providersMs"] = CapacityBound.LastNs(calls, ProvidersAlone(context.Fleet)) / 1e6;
        if (herd.OverBound(bound) is { } over) { measured.Effect["overBound"] = over; }
        foreach (var priority in Classes)
        {
            if (herd.WaitMs(priority, 0.5) is { } p50) { measured.Effect[P50(priority)] = p50; }
            if (herd.WaitMs(priority, 0.99) is { } p99) { measured.Effect[P99(priority)] = p99; }
        }
        // Held against a budget, so it is there at every size: nobody critical waits 0, and where none is answered it is how long they held out.
        measured.Effect.TryAdd(P99(Priority.Critical), herd.HeldOutMs(Priority.Critical));
        if (variant.Id == Paced && context.Agents == TraceAgents)
        {
            for (var i = 0; i < Models.Length; i++) { measured.Beside.Add(new(Trace, i + 1, Recorded(Models[i], context))); }
        }
        return measured;
    }

    /// <inheritdoc/>
    public override Conclusions Conclude(Reading reading) => HerdConclusions.From(reading);

    internal static Budget NoneReached { get; } = new("429s that reach agents", 0, "calls", HigherIsBetter: false);

    internal static Budget Critical(FleetSpecification fleet) => new("budgets.criticalPathLatency", fleet.Budgets.CriticalPathLatency.TotalMilliseconds, "ms", HigherIsBetter: false);

    internal static string P50(Priority priority) => $"{priority.ToString().ToLowerInvariant()}P50Ms";

    internal static string P99(Priority priority) => $"{priority.ToString().ToLowerInvariant()}P99Ms";

    internal static string TraceName(string metric) => $"trace{char.ToUpperInvariant(metric[0])}{metric[1..]}";

    private static RateLimitOptions ProvidersAlone(FleetSpecification fleet)
    {
        var alone = FleetRateLimits.Unlimited(fleet);
        alone.Providers = FleetRateLimits.From(fleet).Providers;
        return alone;
    }

    private static Measurements Read(HerdReading herd, RunContext context)
    {
        var (measured, run, busiest) = (new Measurements(), herd.Run, herd.Busiest());
        measured.Work["asked"] = herd.Asked;
        measured.Work["sent"] = run.Sent;
        measured.Work["throttled"] = run.Throttled;
        measured.Work["reached"] = herd.Count(CallEnd.Throttled);
        measured.Work["refused"] = herd.Count(CallEnd.Refused);
        measured.Work["retries"] = run.Retries;
        measured.Work["turns"] = run.Turns;
        measured.Work["limits"] = run.Work[WorkUnit.EntryExamined];
        measured.Work["overshoot"] = run.Overshoot;
        measured.Work["busiestAsked"] = busiest.Asked;
        measured.Work["busiestFailed"] = busiest.Failed;
        measured.Effect["failedShare"] = (double)herd.Failed / herd.Asked;
        measured.Effect["turnsPerSecond"] = run.BusiestSecond;
        measured.Money = 30 * (context.Calibration.Nanoseconds(run.Work) / 1e9 / 3600) * (double)context.Fleet.ControlPlane.CoreHourPrice.Amount;
        return measured;
    }

    private static Measurements Recorded(ArrivalModel model, RunContext context)
    {
        var calls = HerdCalls.Recorded(context.Roster, model.Arrivals(context.Random("herd." + model.Title), TraceSeconds, TimesFaster));
        var herd = HerdReading.Play(context.Fleet, calls, Rules(Paced, context.Fleet), context.NewSimulator(), context.Cancellation);
        return RecordedMeasurements(calls, herd, context.Fleet);
    }

    /// <summary>What recorded arrivals came to.</summary>
    internal static Measurements RecordedMeasurements(IReadOnlyList<CallRequest> calls, HerdReading herd, FleetSpecification fleet)
    {
        var measured = new Measurements();
        measured.Work["traceCalls"] = calls.Count;
        measured.Work["traceBusiest"] = calls.Count == 0 ? 0 : calls.GroupBy(c => c.At / SimTime.Second).Max(g => g.Count());
        measured.Work["traceReached"] = herd.Count(CallEnd.Throttled);
        measured.Work["traceFailed"] = herd.Failed;
        measured.Work["traceOvershoot"] = herd.Run.Overshoot;
        if (herd.OverBound(CapacityBound.LastNs(calls, FleetRateLimits.From(fleet))) is { } over) { measured.Effect["traceOverBound"] = over; }
        foreach (var priority in Classes)
        {
            if (herd.WaitMs(priority, 0.5) is { } p50) { measured.Effect[TraceName(P50(priority))] = p50; }
            if (herd.WaitMs(priority, 0.99) is { } p99) { measured.Effect[TraceName(P99(priority))] = p99; }
        }
        return measured;
    }
}
