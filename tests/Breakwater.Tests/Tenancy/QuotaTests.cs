using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.Policy.Bundles;
using Breakwater.RateLimiting;
using Breakwater.Tenancy;
using Breakwater.Tests.Governance;
using Breakwater.Tests.Policy;
using Breakwater.Tests.Shared;
using Breakwater.Tests.Trust;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Tenancy;

/// <summary>A quota holds for its tenant, says so with its own reason, and costs the other tenant nothing.</summary>
public sealed class QuotaTests
{
    [Fact]
    public void Decisions_beyond_the_quota_are_throttled_until_the_bucket_has_one_again_and_reported_as_a_number()
    {
        var gate = Gate(new() { Decisions = new(5, TimeSpan.FromSeconds(1)) });
        var (bank, other) = (gate.Open("trader-1"), gate.Open("clerk-1"));
        for (var i = 0; i < 5; i++) { gate.Admit(bank, gate.Read).Decision.IsAllowed.ShouldBeTrue(); }
        for (var i = 0; i < 3; i++)
        {
            var decision = gate.Admit(bank, gate.Read).Decision;
            (decision.Effect, decision.Reason, decision.RetryAfter).ShouldBe((Effect.Throttle, TenancyReasons.Decisions, TimeSpan.FromMilliseconds(200)));
            gate.Admit(other, Refund(gate)).Decision.IsAllowed.ShouldBeTrue();
        }
        gate.Fleet.Clock.Advance(TimeSpan.FromMilliseconds(200) - TimeSpan.FromTicks(1));
        gate.Admit(bank, gate.Read).Decision.IsAllowed.ShouldBeFalse();
        gate.Fleet.Clock.Advance(TimeSpan.FromTicks(1));
        gate.Admit(bank, gate.Read).Decision.IsAllowed.ShouldBeTrue();
        gate.Audit.Drain();
        gate.Governor.Advance(ref gate.Work);
        gate.Governor.Advance(ref gate.Work);
        gate.Audit.Drain().Select(e => (e.Kind, e.Tenant, e.Count, e.Decision.Reason)).ShouldBe([(AuditEventKind.RecordsRefused, "acme", 4L, TenancyReasons.Decisions)]);
        gate.Governor.Usage(bank.Context).ShouldSatisfyAllConditions(u => u.Decisions.ShouldBe(6), u => u.DecisionsRefused.ShouldBe(4));
    }

    [Fact]
    public void Each_request_that_a_quota_is_asked_for_is_counted_refused_or_not_and_one_without_a_quota_is_not()
    {
        var gate = Gate(new() { Decisions = new(1, TimeSpan.FromDays(1)) });
        var (bank, other) = (gate.Open("trader-1"), gate.Open("clerk-1"));
        Asked(bank, gate.Read, Effect.Allow)[WorkUnit.QuotaAsked].ShouldBe(1);
        Asked(other, Refund(gate), Effect.Allow)[WorkUnit.QuotaAsked].ShouldBe(0);
        var refused = Asked(bank, gate.Read, Effect.Throttle);
        refused[WorkUnit.QuotaAsked].ShouldBe(1);
        Enum.GetValues<WorkUnit>().Sum(u => refused[u]).ShouldBe(1, "no control looked at it, and it left no record of its own");

        Work Asked(Session session, in ActionRequest request, Effect effect)
        {
            var work = default(Work);
            gate.Governor.Admit(session, request, ref work).Decision.Effect.ShouldBe(effect);
            return work;
        }
    }

    [Fact]
    public void In_any_stretch_of_time_a_tenant_is_decided_for_at_most_as_often_as_its_bucket_says()
    {
        Check.One(Trials.Of(200), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ArrayOf(60).ToArbitrary(), numbers =>
        {
            var clock = new TestClock();
            var rate = new CountPerPeriod(1 + numbers.FirstOrDefault() % 9, TimeSpan.FromSeconds(1));
            var bucket = new QuotaBucket(rate, new(clock));
            var taken = new List<(TimeSpan At, long Amount)>();
            var now = TimeSpan.Zero;
            foreach (var number in numbers)
            {
                var amount = 1 + number % 3;
                if (bucket.TryTake(amount, out var wait)) { taken.Add((now, amount)); }
                else if (amount <= rate.Amount)
                {
                    // Not a tick earlier than it said, and then.
                    wait.ShouldBeGreaterThan(TimeSpan.Zero);
                    clock.Advance(wait - TimeSpan.FromTicks(1));
                    bucket.TryTake(amount, out _).ShouldBeFalse();
                    clock.Advance(TimeSpan.FromTicks(1));
                    bucket.TryTake(amount, out _).ShouldBeTrue();
                    now += wait;
                    taken.Add((now, amount));
                }
                var pause = TimeSpan.FromTicks(number % 5_000_000);
                clock.Advance(pause);
                now += pause;
            }
            // The slow obvious oracle: every stretch that begins and ends with a grant.
            for (var first = 0; first < taken.Count; first++)
            {
                var sum = 0L;
                for (var last = first; last < taken.Count; last++)
                {
                    sum += taken[last].Amount;
                    ((decimal)sum).ShouldBeLessThanOrEqualTo(rate.Amount + rate.Amount * (decimal)(taken[last].At - taken[first].At).Ticks / rate.Period.Ticks);
                }
            }
        }));
    }

    [Fact]
    public void Policies_beyond_the_quota_are_not_published_and_what_is_in_force_stays()
    {
        var gate = Gate(new() { Policies = 2 });
        gate.Governor.Publish(Bundle("1.0.0", 2), "t").Published.ShouldBeTrue();
        var refused = gate.Governor.Publish(Bundle("1.1.0", 3), "t");
        refused.Published.ShouldBeFalse();
        refused.Problems.ShouldHaveSingleItem().Message.ShouldContain("would bring tenant `acme` to 3 policies, and its quota is 2 (tenancy.policies)");
        // A candidate is live too.
        gate.Governor.Publish(Bundle("1.1.0", 1), "t", new() { AsCandidate = true }).Published.ShouldBeFalse();
        gate.Governor.Usage(gate.Governor.Tenant("acme")!).Policies.ShouldBe(2);
        gate.Governor.Publish(Bundle("1.1.0", 3, "zeta"), "t").Published.ShouldBeTrue("zeta has no quota");
    }

    [Fact]
    public void Agents_beyond_the_quota_get_no_session_until_one_leaves()
    {
        var gate = Gate(new() { Agents = 9 });
        var instance = gate.OpenInstance(1);
        var (credential, key) = gate.Ring.Mint("acme", "trader", 2, TimeSpan.FromHours(1), ref gate.Work)!.Value;
        var refused = gate.Governor.OpenSession(credential, credential.Prove(gate.Governor.Challenge(), key, ref gate.Work), ref gate.Work);
        (refused.Verdict.Effect, refused.Verdict.Reason).ShouldBe((Effect.Throttle, TenancyReasons.Agents));
        gate.Governor.Usage(instance.Context).Agents.ShouldBe(9);
        gate.Governor.CloseSession(instance);
        gate.Governor.OpenSession(credential, credential.Prove(gate.Governor.Challenge(), key, ref gate.Work), ref gate.Work).Session.ShouldNotBeNull();
        Should.Throw<ArgumentException>(() => Gate(new() { Agents = 7 })).Message.ShouldContain("quota");
    }

    [Fact]
    public void Audit_volume_beyond_the_quota_stops_what_must_be_recorded_first_and_nobody_else()
    {
        var gate = Gate(new() { Audit = new(1_000, TimeSpan.FromMinutes(1)) });
        var (bank, other) = (gate.Open("trader-1"), gate.Open("clerk-1"));
        Admission admission;
        var admitted = 0;
        while ((admission = gate.Admit(bank, gate.Order)).Decision.IsAllowed) { (++admitted).ShouldBeLessThan(100); }
        admitted.ShouldBeGreaterThan(2);
        (admission.Decision.Effect, admission.Decision.Reason).ShouldBe((Effect.Throttle, TenancyReasons.Audit));
        admission.Decision.RetryAfter.ShouldBeInRange(TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1));
        gate.Admit(other, Refund(gate)).Decision.IsAllowed.ShouldBeTrue();
        var used = gate.Governor.Usage(bank.Context).AuditBytes;
        used.ShouldBe(gate.Audit.Drain().Where(e => e.Tenant == "acme").Sum(e => AuditEventSize.Of(e)));
        used.ShouldBeInRange(1_000 - 400, 1_000);
        // What was not recorded is counted, and an operator's change is recorded whatever was used up.
        gate.Governor.Advance(ref gate.Work);
        gate.Audit.Drain().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            e => (e.Kind, e.Tenant, e.Decision.Reason).ShouldBe((AuditEventKind.RecordsRefused, "acme", TenancyReasons.Audit)), e => e.Count.ShouldBe(1));
        gate.Governor.Publish(Bundle("1.0.0", 1), "t").Published.ShouldBeTrue();
        gate.Audit.Drain().ShouldHaveSingleItem().Tenant.ShouldBe("acme");
        gate.Fleet.Clock.Advance(admission.Decision.RetryAfter);
        gate.Admit(bank, gate.Order).Decision.IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void Memory_beyond_the_quota_stops_sessions_and_policies_and_is_given_back()
    {
        var roomy = Gate(new() { Memory = 1L << 30 });
        var session = roomy.Open("trader-1");
        var second = roomy.Open("trader-2");
        var (both, each) = (roomy.Governor.Usage(session.Context).MemoryBytes, second.Bytes);
        each.ShouldBeGreaterThan(40);
        roomy.Governor.CloseSession(second);
        roomy.Governor.Usage(session.Context).MemoryBytes.ShouldBe(both - each);
        var gate = Gate(new() { Memory = both + 40 * each });
        var open = new List<Session>();
        var reason = (Reason?)null;
        for (var i = 0; i < 200 && reason is null; i++)
        {
            var result = gate.TryOpen(gate.Fleet[$"trader-{1 + i % 2}"], TestKeys.Of($"trader-{1 + i % 2}"));
            if (result.Session is { } opened) { open.Add(opened); } else { reason = result.Verdict.Reason; }
        }
        reason.ShouldBe(TenancyReasons.Memory);
        open.Count.ShouldBeGreaterThan(20);
        gate.Open("clerk-1").ShouldNotBeNull();
        gate.Governor.Publish(Bundle("1.0.0", 40), "t").Problems.ShouldHaveSingleItem().Message.ShouldContain("(tenancy.memory)");
        gate.Governor.CloseSession(open[0]);
        gate.Open("trader-1").Bytes.ShouldBe(open[0].Bytes);
        gate.Governor.Publish(Bundle("1.0.0", 40, "zeta"), "t").Published.ShouldBeTrue();
    }

    [Fact]
    public void A_tenant_with_a_sink_of_its_own_has_its_events_there_and_nobody_elses()
    {
        var fleet = new TestFleet();
        var (own, shared) = (new MemoryAuditSink(256), new MemoryAuditSink(256));
        var governor = Governor.Create(fleet.Specification, new()
        {
            Root = fleet.Hierarchy.Root.Key, Time = fleet.Clock, Audit = shared, TenantAudit = new Dictionary<string, AuditSink> { ["acme"] = own }, RateLimits = FleetRateLimits.Unlimited(fleet.Specification),
        });
        var work = default(Work);
        foreach (var agent in (string[])["trader-1", "clerk-1"])
        {
            governor.OpenSession(fleet[agent], Breakwater.Trust.PossessionProof.Make(governor.Challenge(), fleet[agent].Leaf, TestKeys.Of(agent), ref work), ref work).Session.ShouldNotBeNull();
        }
        governor.Revoke("acme", Breakwater.Trust.CredentialLevel.Worker, "trader-2", "t").ShouldNotBeNull();
        own.Drain().Select(e => (e.Kind, e.Tenant)).ShouldBe([(AuditEventKind.SessionOpened, "acme"), (AuditEventKind.ControlChanged, "acme")]);
        shared.Drain().Select(e => (e.Kind, e.Tenant)).ShouldBe([(AuditEventKind.SessionOpened, "zeta")]);
    }

    [Fact]
    public void A_decision_under_quotas_allocates_nothing()
    {
        var gate = Gate(new() { Decisions = new(1_000_000_000, TimeSpan.FromSeconds(1)), Audit = new(1L << 34, TimeSpan.FromDays(1)), Memory = 1L << 30 }, 200_000);
        var session = gate.Open("trader-1");
        Allocation.InSteadyState(() =>
        {
            for (var i = 0; i < 1_000; i++) { gate.Governor.Complete(gate.Admit(session, gate.Read), Breakwater.Contracts.Outcome.Succeeded, default); }
        }).ShouldBe(0);
    }

    private static ActionRequest Refund(TestGate gate) => gate.Read with { Tool = gate.Governor.Tool("refund") };

    private static PolicyBundle Bundle(string version, int policies, string tenant = "acme") => PolicyFleet.Bundle(
        $"name: many\nversion: {version}\nlayer: fleet\ntenant: {tenant}\nbreaking: true\n",
        string.Concat(Enumerable.Range(0, policies).Select(i => $"@id(\"p{i}\") permit (principal, action, resource);\n")));

    private static TestGate Gate(TenantQuotas quotas, int auditCapacity = 4_096) =>
        new(new(TestFleet.Describe() with { Tenants = [new("acme", "Acme") { Quotas = quotas }, new("zeta", "Zeta")] }), auditCapacity: auditCapacity);
}
