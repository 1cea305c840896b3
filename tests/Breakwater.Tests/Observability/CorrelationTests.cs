using Breakwater.Contracts;
using Breakwater.Observability;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Observability;

/// <summary>What signals make one incident.</summary>
public sealed class CorrelationTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_weak_injection_an_unusual_delegation_and_a_first_tool_along_descending_chains_are_one_incident()
    {
        var correlator = new ChainCorrelator(new());
        correlator.Take(Signal(SignalKind.Injection, chain: 1, agent: 1, 0.3f, minute: 0)).ShouldBeNull();
        correlator.Take(Signal(SignalKind.UnusualDelegation, chain: 2, agent: 1, 0.4f, minute: 10, parent: 1) with { Peer = new(2, 1) }).ShouldBeNull();
        correlator.Take(Signal(SignalKind.FirstToolUse, chain: 9, agent: 7, 0.4f, minute: 11)).ShouldBeNull("another chain is another matter");
        var incident = correlator.Take(Signal(SignalKind.FirstToolUse, chain: 3, agent: 2, 0.4f, minute: 20, parent: 2)).ShouldNotBeNull();
        incident.Kinds.ShouldBe([SignalKind.Injection, SignalKind.UnusualDelegation, SignalKind.FirstToolUse]);
        incident.Chains.ShouldBe([(UInt128)1, 2, 3]);
        incident.Agents.ShouldBe([new(1, 1), new(2, 1)]);
        incident.Evidence.ShouldBe(1 - (0.7 * 0.6 * 0.6), 1e-6);
        correlator.Take(Signal(SignalKind.FirstToolUse, chain: 3, agent: 2, 0.4f, minute: 21)).ShouldBeNull("it says nothing new");
    }

    [Theory]
    [InlineData(0.2f, 0.2f, 0.2f, 0, "too weak together")]
    [InlineData(0.4f, 0.4f, 0.4f, 181, "too far apart")]
    public void What_is_too_weak_or_too_far_apart_is_none(float entry, float movement, float action, int pause, string why)
    {
        var correlator = new ChainCorrelator(new());
        correlator.Take(Signal(SignalKind.Injection, 1, 1, entry, 0)).ShouldBeNull(why);
        correlator.Take(Signal(SignalKind.UnusualDelegation, 1, 1, movement, 1)).ShouldBeNull(why);
        correlator.Take(Signal(SignalKind.FirstToolUse, 1, 1, action, 2 + pause)).ShouldBeNull(why);
    }

    [Fact]
    public void An_action_before_anything_got_in_is_none_however_strong()
    {
        var correlator = new ChainCorrelator(new());
        correlator.Take(Signal(SignalKind.FirstToolUse, 1, 1, 0.9f, 0)).ShouldBeNull();
        correlator.Take(Signal(SignalKind.Injection, 1, 1, 0.9f, 5)).ShouldBeNull();
        correlator.Take(Signal(SignalKind.ScopeRefused, 1, 1, 0.1f, 6)).ShouldNotBeNull("something followed");
    }

    [Fact]
    public void Tenants_are_never_joined()
    {
        var correlator = new ChainCorrelator(new());
        correlator.Take(Signal(SignalKind.Injection, 1, 1, 0.8f, 0)).ShouldBeNull();
        correlator.Take(Signal(SignalKind.Egress, 1, 1, 0.8f, 1) with { Tenant = new(2) }).ShouldBeNull();
    }

    /// <summary>Random signals within the window, some naming a parent, taken in two orders: the incidents that stand at the end are the same.</summary>
    [Fact]
    public void The_order_of_arrival_within_the_window_does_not_matter()
    {
        var one = from kind in Gen.Choose(0, ChainCase.Kinds - 1) from chain in Gen.Choose(1, 6) from parent in Gen.Choose(0, 6) from magnitude in Gen.Choose(1, 9) from minute in Gen.Choose(0, 100)
                  select Signal((SignalKind)kind, (ulong)chain, (uint)chain, magnitude / 10f, minute, parent < chain ? (ulong)parent : 0);
        var run = from signals in Gen.Choose(1, 14).SelectMany(n => one.ArrayOf(n)) from seed in Gen.Choose(0, int.MaxValue) select (signals, seed);
        Prop.ForAll(run.ToArbitrary(), r =>
        {
            var shuffled = r.signals.Select((s, i) => (s, StableHash.Of("order", $"{i}", r.seed))).OrderBy(p => p.Item2).Select(p => p.s);
            AtTheEnd(shuffled).ShouldBe(AtTheEnd(r.signals));
        }).Check(Trials.Of());
    }

    [Fact]
    public void A_flood_of_weak_chains_is_bounded_counted_and_does_not_push_out_the_strong_one()
    {
        var correlator = new ChainCorrelator(new() { MaxChains = 64 });
        correlator.Take(Signal(SignalKind.Injection, 1, 1, 0.6f, 0));
        for (var i = 0; i < 500; i++) { correlator.Take(Signal(SignalKind.NewPartner, (ulong)(100 + i), 3, 0.2f, 1)); }
        correlator.Open.ShouldBe(64);
        correlator.Dropped.ShouldBe(501 - 64);
        correlator.Take(Signal(SignalKind.Egress, 1, 1, 0.6f, 2)).ShouldNotBeNull();
    }

    private static string AtTheEnd(IEnumerable<Signal> signals)
    {
        var correlator = new ChainCorrelator(new());
        var chains = new HashSet<UInt128>();
        foreach (var signal in signals)
        {
            correlator.Take(signal);
            chains.Add(signal.Chain);
        }
        // One more signal of a kind that is new to no case would report nothing: what stands is asked for directly.
        var cases = chains.Select(c => correlator.Standing(new(1), c)!).Distinct()
            .Select(c => c.ToIncident(new(1)))
            .Select(i => $"[{string.Join(",", i.Chains)}] [{string.Join(",", i.Kinds)}] {i.Evidence:0.000000} {string.Join(",", i.Agents.Select(a => a.Index))} {i.First:O} {i.Last:O}");
        return string.Join("\n", cases.Order(StringComparer.Ordinal));
    }

    private static Signal Signal(SignalKind kind, ulong chain, uint agent, float magnitude, int minute, ulong parent = 0) => new()
    {
        Kind = kind,
        Tenant = new(1),
        Agent = new(agent, 1),
        Chain = chain,
        Parent = parent,
        Magnitude = magnitude,
        Time = Start.AddMinutes(minute),
    };
}
