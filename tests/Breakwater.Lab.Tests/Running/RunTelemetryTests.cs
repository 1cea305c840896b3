using Breakwater.Contracts;
using Breakwater.Lab.Calibration;
using Breakwater.Lab.Running;
using Breakwater.RateLimiting;

namespace Breakwater.Lab.Tests.Running;

public sealed class RunTelemetryTests
{
    [Fact]
    public void A_point_counts_what_its_own_controls_tell()
    {
        using var telemetry = new RunTelemetry();
        var answer = telemetry.Count(out var counted, () => Ask(granted: 3, refused: 2));
        answer.ShouldBe(5);
        counted.Sum(InstrumentNames.RateLimitDecisions).ShouldBe(5);
        counted.Sum(InstrumentNames.RateLimitDecisions, "allow").ShouldBe(3);
        counted.Sum(InstrumentNames.RateLimitDecisions, "throttle", "agent").ShouldBe(2);
        counted.Counts().Select(c => (c.Instrument, string.Join(' ', c.Words), c.Value)).ShouldBe(
            [(InstrumentNames.RateLimitDecisions, "allow none", 3.0), (InstrumentNames.RateLimitDecisions, "throttle agent", 2.0)]);
        var figures = TelemetryFigures.Of(counted, CalibrationProfile.Reference);
        figures.ShouldBe(new(null, null, 0, 0, 0.4, null));
    }

    [Fact]
    public void What_others_do_at_the_same_time_is_not_counted()
    {
        using var mine = new RunTelemetry();
        using var theirs = new RunTelemetry();
        Ask(2, 0);
        mine.Count(out var outer, () =>
        {
            var other = new Thread(() => theirs.Count(out _, () => Ask(10, 0)));
            other.Start();
            other.Join();
            return Ask(3, 0);
        });
        Ask(2, 0);
        outer.Sum(InstrumentNames.RateLimitDecisions).ShouldBe(3);
    }

    [Fact]
    public void A_point_that_fails_leaves_nothing_counting()
    {
        using var telemetry = new RunTelemetry();
        TelemetryTally? failed = null;
        Should.Throw<InvalidOperationException>(() => telemetry.Count<int>(out failed, () => throw new InvalidOperationException()));
        Ask(2, 0);
        failed!.Sum(InstrumentNames.RateLimitDecisions).ShouldBe(0);
    }

    [Fact]
    public void The_latency_is_counted_work_at_the_profiles_prices()
    {
        var counted = new TelemetryTally();
        var at = Watched.All.Select((w, i) => (w.Instrument, i)).ToDictionary(w => w.Instrument, w => w.i);
        counted.Add(at[InstrumentNames.PolicyEvaluations], "allow", null, 3);
        counted.Add(at[InstrumentNames.PolicyEvaluations], "deny", null, 1);
        counted.Add(at[InstrumentNames.PolicySets], null, null, 400);
        counted.Add(at[InstrumentNames.PolicyCandidates], null, null, 8_000);
        var work = default(Work);
        work.Add(WorkUnit.PolicyEvaluated, 400);
        work.Add(WorkUnit.PolicyCandidate, 8_000);
        TelemetryFigures.Of(counted, CalibrationProfile.Reference).PolicyNanoseconds.ShouldBe(CalibrationProfile.Reference.Nanoseconds(work) / 4.0);
    }

    /// <summary>Asks a limiter that grants so many, two or more, and refuses the rest, all of one agent.</summary>
    private static int Ask(int granted, int refused)
    {
        var limiter = new RateLimiter(
            new()
            {
                Agent = new() { Concurrency = granted }, Tenants = [new("t", RateLimits.None)], Fleets = [RateLimits.None],
            },
            TimeProvider.System);
        var work = default(Work);
        for (var i = 0; i < granted + refused; i++) { limiter.Reserve(new RateRequest(limiter.Tenant("t"), new(1, 1), default, 0), ref work, out _).IsGranted.ShouldBe(i < granted); }
        return granted + refused;
    }
}
