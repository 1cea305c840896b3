using Breakwater.Contracts;
using Breakwater.Trust;

namespace Breakwater.Tests.Trust;

/// <summary>One verification at a time for each credential, and nothing lost between judging and publishing.</summary>
public sealed class SingleFlightTests
{
    private readonly TestFleet _fleet = new();
    private Work _work;

    [Fact]
    public void Others_join_while_one_leads_top_level_first()
    {
        var control = _fleet.Control();
        var chain = _fleet["trader-1"];
        CredentialChain[] expected = [chain.Issuer!.Issuer!, chain.Issuer!, chain];
        foreach (var link in expected)
        {
            var lead = control.Begin(chain, ref _work);
            lead.Kind.ShouldBe(TrustStepKind.Lead);
            lead.Chain.ShouldBeSameAs(link);
            control.Begin(chain, ref _work).Kind.ShouldBe(TrustStepKind.Joined);
            control.Verify(chain, ref _work).ShouldBe(TrustVerdict.Unverified);
            var evaluation = control.Evaluate(lead, ref _work);
            // Judged is not yet published.
            control.Begin(chain, ref _work).Kind.ShouldBe(TrustStepKind.Joined);
            control.Publish(evaluation, ref _work).IsTrusted.ShouldBeTrue();
        }
        var known = control.Begin(chain, ref _work);
        (known.Kind, known.Verdict).ShouldBe((TrustStepKind.Known, TrustVerdict.Trusted));
        _work[WorkUnit.SignatureCheck].ShouldBe(3);
    }

    [Fact]
    public void A_lead_given_up_is_anothers_to_take()
    {
        var control = _fleet.Control();
        var lead = control.Begin(_fleet["trader-1"], ref _work);
        control.Abandon(lead.Key);
        control.Begin(_fleet["trader-1"], ref _work).Kind.ShouldBe(TrustStepKind.Lead);
        control.Abandon(lead.Key);
        control.Abandon(lead.Key);
        control.Verify(_fleet["trader-1"], ref _work).IsTrusted.ShouldBeTrue();
    }

    [Fact]
    public void Too_many_at_once_of_a_tenant_are_throttled_and_no_other_tenants()
    {
        var control = _fleet.Control(new() { MaxInFlight = 2 });
        foreach (var agent in (string[])["trader-1", "trader-2"]) { control.Verify(_fleet[agent].Issuer!, ref _work).IsTrusted.ShouldBeTrue(); }
        var lead = control.Begin(_fleet["trader-1"], ref _work);
        control.Verify(_fleet["trader-2"], ref _work).ShouldBe(new TrustVerdict(Effect.Throttle, TrustReasons.Busy));
        control.Verify(_fleet["clerk-1"], ref _work).IsTrusted.ShouldBeTrue();
        control.Abandon(lead.Key);
        control.Verify(_fleet["trader-2"], ref _work).IsTrusted.ShouldBeTrue();
    }

    [Fact]
    public void What_happens_between_judging_and_publishing_is_not_lost()
    {
        foreach (var expiry in (bool[])[true, false])
        {
            var control = _fleet.Control();
            var chain = _fleet["trader-1"];
            control.Verify(chain.Issuer!, ref _work);
            var evaluation = control.Evaluate(control.Begin(chain, ref _work), ref _work);
            evaluation.Verdict.IsTrusted.ShouldBeTrue();
            if (expiry) { _fleet.Clock.Advance(TimeSpan.FromHours(24)); } else { control.Revoke("acme", CredentialLevel.Worker, "trader-1", _fleet.Clock.GetUtcNow()); }
            control.Publish(evaluation, ref _work).ShouldBe(TrustVerdict.Refused(expiry ? TrustReasons.Expired : TrustReasons.Revoked));
            control.Check(control.Tenant("acme"), chain.Leaf.Id, ref _work).IsTrusted.ShouldBeFalse();
            if (expiry) { _fleet.Clock.Advance(TimeSpan.FromHours(-24)); }
        }
    }

    [Fact]
    public void A_stampede_verifies_each_level_once()
    {
        for (var round = 0; round < 20; round++)
        {
            var control = _fleet.Control();
            var chain = _fleet["trader-1"];
            long checks = 0;
            OnThreads(16, _ =>
            {
                var work = default(Work);
                while (!control.Verify(chain, ref work).IsTrusted) { Thread.Yield(); }
                Interlocked.Add(ref checks, work[WorkUnit.SignatureCheck]);
            });
            checks.ShouldBe(3);
        }
    }

    [Fact]
    public void After_a_revocation_returns_no_check_trusts()
    {
        for (var round = 0; round < 50; round++)
        {
            var control = _fleet.Control();
            var chains = _fleet.Chains.Where(c => c.Leaf.Claims.Tenant == "acme").ToList();
            var tenant = control.Tenant("acme");
            var revoked = new bool[chains.Count];
            var wrong = 0;
            OnThreads(5, thread =>
            {
                var work = default(Work);
                for (var i = 0; i < 400; i++)
                {
                    var who = (i + thread) % chains.Count;
                    if (thread == 0 && i % 20 == 0)
                    {
                        control.Revoke("acme", CredentialLevel.Worker, chains[i / 20 % chains.Count].Leaf.Claims.Subject, _fleet.Clock.GetUtcNow());
                        Volatile.Write(ref revoked[i / 20 % chains.Count], true);
                        continue;
                    }
                    var before = Volatile.Read(ref revoked[who]);
                    var trusted = i % 3 == 0 ? control.Verify(chains[who], ref work).IsTrusted : control.Check(tenant, chains[who].Leaf.Id, ref work).IsTrusted;
                    if (before && trusted) { Interlocked.Increment(ref wrong); }
                }
            });
            wrong.ShouldBe(0);
            foreach (var chain in chains) { control.Check(tenant, chain.Leaf.Id, ref _work).IsTrusted.ShouldBeFalse(); }
        }
    }

    private static void OnThreads(int count, Action<int> body)
    {
        using var start = new Barrier(count);
        Exception? failure = null;
        var threads = Enumerable.Range(0, count).Select(i => new Thread(() =>
        {
            try
            {
                start.SignalAndWait();
                body(i);
            }
            catch (Exception e)
            {
                failure = e;
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        failure.ShouldBeNull();
    }
}
