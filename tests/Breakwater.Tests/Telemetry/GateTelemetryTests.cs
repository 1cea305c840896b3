using System.Diagnostics;
using System.Diagnostics.Metrics;
using Breakwater.Contracts;
using Breakwater.Governance;
using Breakwater.Tests.Governance;
using Breakwater.Tests.Policy;
using Breakwater.Tests.Trust;
using Breakwater.Trust;

namespace Breakwater.Tests.Telemetry;

[Collection(Series.Alone)]
public sealed class GateTelemetryTests
{
    private static string[] Tags(params (string Key, string Value)[] tags) => [.. tags.Select(t => $"{t.Key}={t.Value}")];

    [Fact]
    public void Each_decision_is_counted_once_with_its_tenant_cluster_and_reason()
    {
        var gate = new TestGate();
        var (trader, clerk) = (gate.Open("trader-1"), gate.Open("clerk-1"));
        using var series = new Series();
        for (var i = 0; i < 3; i++) { gate.Admit(trader, gate.Read); }
        gate.Admit(trader, gate.Read with { Tool = gate.Governor.Tool("refund") });
        gate.Admit(clerk, gate.Order);
        series.Sum(InstrumentNames.Decisions).ShouldBe(5);
        series.Sum(InstrumentNames.Decisions, Tags((TelemetryTags.Tenant, "acme"), (TelemetryTags.Cluster, "trading"), (TelemetryTags.Effect, "allow"), (TelemetryTags.Reason, "none"))).ShouldBe(3);
        series.Sum(InstrumentNames.Decisions, Tags((TelemetryTags.Tenant, "zeta"), (TelemetryTags.Cluster, "care"), (TelemetryTags.Effect, "deny"), (TelemetryTags.Reason, GrantReasonsCode))).ShouldBe(1);
        series.Sum(InstrumentNames.RateLimitDecisions, Tags((TelemetryTags.Effect, "allow"), (TelemetryTags.Tenant, "acme"))).ShouldBe(3);
        series.Sum(InstrumentNames.AuditRecords, Tags((TelemetryTags.Status, "kept"), (TelemetryTags.Cluster, "trading"))).ShouldBe(4);
        series.Sum(InstrumentNames.AuditBytes).ShouldBeGreaterThan(5 * 80);
        series.Sum(InstrumentNames.PolicyEvaluations).ShouldBe(3);
    }

    private static string GrantReasonsCode => Breakwater.Policy.GrantReasons.NotGranted.Code;

    [Fact]
    public void Verifications_are_counted_by_outcome_and_cluster_and_what_is_remembered_is_none()
    {
        var gate = new TestGate();
        using var series = new Series();
        gate.Open("trader-1");
        gate.Open("trader-1");
        // The region's authority stands in no cluster, its zone in one.
        series.Sum(InstrumentNames.Verifications, Tags((TelemetryTags.Outcome, "verified"), (TelemetryTags.Cluster, "trading"))).ShouldBe(2);
        series.Sum(InstrumentNames.Verifications, Tags((TelemetryTags.Outcome, "verified"), (TelemetryTags.Cluster, "none"))).ShouldBe(1);
        series.Sum(InstrumentNames.CacheLookups, Tags((TelemetryTags.Cache, "trust"), (TelemetryTags.Result, "hit"))).ShouldBeGreaterThan(0);
        gate.Fleet.Clock.Advance(TimeSpan.FromDays(2));
        gate.TryOpen(gate.Fleet["trader-1"], TestKeys.Of("trader-1")).Session.ShouldBeNull();
        series.Sum(InstrumentNames.Verifications, Tags((TelemetryTags.Outcome, "refused"), (TelemetryTags.Cluster, "trading"))).ShouldBe(1);
    }

    [Fact]
    public void Evaluations_are_timed_by_the_nodes_clock_and_not_by_one_that_stands_still()
    {
        foreach (var (clock, timed) in new (TimeProvider, int)[] { (new Ticking(), 3), (new TestClock(), 0) })
        {
            var control = new Breakwater.Policy.PolicyControl(TestFleet.Describe(), null, clock);
            var query = new Breakwater.Policy.PolicyQuery { Principal = control.Principal("trader-1", "trader", "north"), Tool = control.Tool("read-book") };
            var work = default(Work);
            using var series = new Series();
            for (var i = 0; i < 3; i++) { control.Evaluate(control.Tenant("acme"), query, ref work).IsPermitted.ShouldBeTrue(); }
            series.Sum(InstrumentNames.PolicyEvaluations, Tags((TelemetryTags.Tenant, "acme"), (TelemetryTags.Cluster, "trading"), (TelemetryTags.Effect, "allow"))).ShouldBe(3);
            series.Sum(InstrumentNames.PolicySets).ShouldBe(work[WorkUnit.PolicyEvaluated]);
            series.Sum(InstrumentNames.PolicyCandidates).ShouldBe(work[WorkUnit.PolicyCandidate]);
            series.Values(InstrumentNames.PolicyDuration).ShouldBe(Enumerable.Repeat(Ticking.Step / 1e9, timed));
        }
    }

    [Fact]
    public void Tokens_and_the_length_of_an_operation_carry_the_names_of_the_conventions()
    {
        var gate = new TestGate();
        var session = gate.Open("trader-1");
        var read = gate.Read with { Provider = gate.Governor.Provider("p"), Tokens = 30 };
        using var series = new Series();
        var admission = gate.Admit(session, read);
        gate.Fleet.Clock.Advance(TimeSpan.FromSeconds(2));
        gate.Governor.Complete(admission, Outcome.Failed, new(10, 20, 1, default));
        gate.Governor.Complete(gate.Admit(session, gate.Read), Outcome.Succeeded, new(1, 1, 1, default));
        string[] common = ["gen_ai.operation.name=execute_tool", "gen_ai.provider.name=p", "breakwater.tenant=acme", "breakwater.cluster=trading"];
        series.Values("gen_ai.client.token.usage", [.. common, "gen_ai.token.type=input"]).ShouldBe([10]);
        series.Values("gen_ai.client.token.usage", [.. common, "gen_ai.token.type=output"]).ShouldBe([20]);
        series.Values("gen_ai.client.token.usage").Count.ShouldBe(2, "an action that calls no provider has no tokens of one");
        series.Values("gen_ai.client.operation.duration", [.. common, "error.type=failed"]).ShouldBe([2.0]);
    }

    [Fact]
    public void A_decision_and_an_action_are_spans_under_the_hosts_own_and_leave_it_current()
    {
        var gate = new TestGate();
        var session = gate.Open("trader-1");
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name is BreakwaterTelemetry.Name or "host",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a => { if (a.Source.Name == BreakwaterTelemetry.Name) { spans.Add(a); } },
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("host");
        using var host = source.StartActivity("invoke_agent");
        var started = gate.Fleet.Clock.GetUtcNow().UtcDateTime;
        var admission = gate.Admit(session, gate.Order with { Chain = 0xabc, Provider = gate.Governor.Provider("p") });
        Activity.Current.ShouldBeSameAs(host);
        gate.Fleet.Clock.Advance(TimeSpan.FromSeconds(3));
        gate.Governor.Complete(admission, Outcome.Succeeded, new(10, 20, 1, default));
        Activity.Current.ShouldBeSameAs(host);
        gate.Admit(session, gate.Read with { Tool = gate.Governor.Tool("refund") });
        gate.Admit(session, gate.Read);
        gate.Fleet.Clock.Advance(TimeSpan.FromMinutes(11));
        gate.Governor.Advance(ref gate.Work);

        spans.Select(s => s.DisplayName).ShouldBe(["decide place-order", "execute_tool place-order", "decide refund", "decide read-book", "execute_tool read-book"]);
        spans.ShouldAllBe(s => s.ParentSpanId == host!.SpanId && s.Kind == ActivityKind.Internal);
        var (decided, executed, denied, expired) = (spans[0], spans[1], spans[2], spans[4]);
        Tag(decided, "gen_ai.tool.name").ShouldBe("place-order");
        Tag(decided, "gen_ai.agent.id").ShouldBe("trader-1");
        Tag(decided, "gen_ai.agent.name").ShouldBe("trader");
        Tag(decided, "gen_ai.provider.name").ShouldBe("p");
        Tag(decided, "breakwater.effect").ShouldBe("allow");
        Tag(decided, "breakwater.chain").ShouldBe("00000000000000000000000000000abc");
        Tag(decided, "breakwater.admission").ShouldBe(Tag(executed, "breakwater.admission"));
        Tag(executed, "gen_ai.operation.name").ShouldBe("execute_tool");
        Tag(executed, "gen_ai.usage.output_tokens").ShouldBe(20L);
        (executed.StartTimeUtc, executed.Duration, executed.Status).ShouldBe((started, TimeSpan.FromSeconds(3), ActivityStatusCode.Unset));
        Tag(denied, "breakwater.reason").ShouldBe(GrantReasonsCode);
        (Tag(expired, "error.type"), expired.Status).ShouldBe(("expired", ActivityStatusCode.Error));
    }

    [Fact]
    public void Nothing_is_allocated_while_nobody_listens_nor_by_the_counts_themselves()
    {
        var gate = new TestGate(auditCapacity: 100_000);
        var session = gate.Open("trader-1");
        void Round()
        {
            for (var i = 0; i < 1_000; i++) { gate.Governor.Complete(gate.Admit(session, gate.Read with { Provider = gate.Governor.Provider("p"), Tokens = 1 }), Outcome.Succeeded, new(1, 1, 1, default)); }
        }

        Allocation.InSteadyState(Round, between: () => gate.Audit.Drain()).ShouldBe(0);
        var heard = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, l) => { if (instrument.Meter.Name == BreakwaterTelemetry.Name) { l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => heard++);
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => heard++);
        listener.Start();
        Allocation.InSteadyState(Round, between: () => gate.Audit.Drain()).ShouldBe(0);
        heard.ShouldBeGreaterThan(6_000);
    }

    [Fact]
    public void Requests_that_wait_are_counted_when_they_begin_to_and_when_they_are_answered()
    {
        var gate = new TestGate();
        gate.Governor.Publish(PolicyFleet.Bundle("name: asks\nversion: 1.0.0\nlayer: fleet\ntenant: acme\n", "@id(\"ask\") @require(\"judge\") permit (principal, action, resource);"), "t").Published.ShouldBeTrue();
        var session = gate.Open("trader-1");
        using var series = new Series();
        var (granted, refused) = (gate.Admit(session, gate.Read).Pending, gate.Admit(session, gate.Read).Pending);
        gate.Admit(session, gate.Read);
        gate.Governor.Resume(granted, gate.Governor.PendingDigest(granted)!.Value, ResumeVerdict.Proceed, ref gate.Work).Decision.IsAllowed.ShouldBeTrue();
        gate.Governor.Resume(refused, gate.Governor.PendingDigest(refused)!.Value, ResumeVerdict.Refused, ref gate.Work);
        gate.Fleet.Clock.Advance(TimeSpan.FromMinutes(2));
        gate.Governor.Advance(ref gate.Work).ExpiredPending.ShouldBe(1);
        series.Sum(InstrumentNames.Decisions, Tags((TelemetryTags.Effect, "pending"))).ShouldBe(3);
        series.Sum(InstrumentNames.Decisions, Tags((TelemetryTags.Effect, "allow"))).ShouldBe(1);
        series.Sum(InstrumentNames.Decisions, Tags((TelemetryTags.Reason, GovernanceReasons.RefusedOnReview.Code), (TelemetryTags.Cluster, "trading"))).ShouldBe(1);
        series.Sum(InstrumentNames.Decisions, Tags((TelemetryTags.Reason, GovernanceReasons.NoSuchPending.Code), (TelemetryTags.Cluster, "trading"))).ShouldBe(1);
    }

    private static object? Tag(Activity span, string key) => span.GetTagItem(key);

    /// <summary>A clock that moves by the same step each time somebody looks at it.</summary>
    private sealed class Ticking : TimeProvider
    {
        public const long Step = 700;
        private long _now;

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => _now += Step;
    }
}
