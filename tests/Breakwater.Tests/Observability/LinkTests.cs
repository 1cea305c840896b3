using Breakwater.Contracts;
using Breakwater.Observability;
using Breakwater.Tenancy;
using Breakwater.Tests.Shared;
using Breakwater.Tests.Trust;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Observability;

/// <summary>Who talks to whom, against sets of pairs and a search of everything.</summary>
public sealed class LinkTests(ITestOutputHelper output)
{
    private static readonly TenantHandle Tenant = new(1);

    /// <summary>Random traffic among few agents with pauses: links, partners on both sides and the room in use are those of a plain set of pairs.</summary>
    [Fact]
    public void Partners_are_those_of_a_plain_set_of_pairs()
    {
        var step = from a in Gen.Choose(0, 7) from b in Gen.Choose(0, 7) where a != b select (a, b);
        Prop.ForAll(step.ArrayOf().ToArbitrary(), steps =>
        {
            var (watch, _, _) = Fleet(8);
            var pairs = new HashSet<(int From, int To)>();
            foreach (var (a, b) in steps)
            {
                watch.Observe(Message(a, b));
                pairs.Add((a, b));
            }
            watch.Counts.Links.ShouldBe(pairs.Count);
            for (var i = 0; i < 8; i++) { watch.Partners(Tenant, Agent(i)).ShouldBe((pairs.Count(p => p.From == i), pairs.Count(p => p.To == i))); }
        }).Check(Trials.Of());
    }

    [Fact]
    public void A_circle_is_told_exactly_when_a_search_of_everything_finds_a_way_back_of_three_links()
    {
        var step = from a in Gen.Choose(0, 6) from b in Gen.Choose(0, 6) where a != b select (a, b);
        Prop.ForAll(Gen.Choose(1, 20).SelectMany(n => step.ArrayOf(n)).ToArbitrary(), steps =>
        {
            var (watch, signals, clock) = Fleet(7);
            Teach(watch, clock, 7);
            var before = signals.Taken.Count;
            var edges = new HashSet<(int, int)>();
            var expected = 0;
            foreach (var (a, b) in steps)
            {
                if (edges.Add((a, b)) && Reaches(edges, b, a, 3)) { expected++; }
                watch.Observe(Message(a, b));
            }
            var told = signals.Taken.Skip(before).ToList();
            told.Count(s => s.Kind == SignalKind.NewPartner).ShouldBe(edges.Count);
            told.Count(s => s.Kind == SignalKind.Cycle).ShouldBe(expected);
        }).Check(Trials.Of());

        static bool Reaches(HashSet<(int From, int To)> edges, int from, int to, int links) =>
            from == to || (links > 0 && edges.Where(e => e.From == from).Any(e => Reaches(edges, e.To, to, links - 1)));
    }

    [Fact]
    public void Memory_grows_with_links_in_use_and_a_further_one_is_refused_and_counted()
    {
        var (watch, _, clock) = Fleet(200, new() { MaxLinks = 300, LinkIdle = TimeSpan.FromHours(2) });
        for (var i = 0; i < 200; i++) { watch.Observe(Message(i, (i + 1) % 200)); }
        for (var i = 0; i < 200; i++) { watch.Observe(Message(i, (i + 2) % 200)); }
        watch.Counts.Links.ShouldBe(300);
        watch.Counts.LinksRefused.ShouldBe(100);
        clock.Advance(TimeSpan.FromHours(5));
        for (var i = 0; i < 200; i++) { watch.Observe(Message(i, (i + 3) % 200)); }
        watch.Counts.LinksRefused.ShouldBe(100, "those that were idle have made room");
        watch.Counts.Links.ShouldBeLessThanOrEqualTo(300);
        Enumerable.Range(0, 200).Sum(i => watch.Partners(Tenant, Agent(i)).Out).ShouldBe(watch.Counts.Links);
    }

    /// <summary>Bytes for a fleet in which each agent talks to eight others, at two sizes: four times the agents are four times the links and the memory, not sixteen times.</summary>
    [Fact]
    public void Memory_grows_with_active_links_and_not_with_pairs()
    {
        const int Partners = 8;
        var (small, large) = (Bytes(1_000), Bytes(4_000));
        large.ShouldBeInRange(2 * small, 6 * small);
        output.WriteLine($"{large / (4_000.0 * Partners):0} B a link");
        (large / (4_000.0 * Partners)).ShouldBeLessThan(200);

        static long Bytes(int agents)
        {
            var (watch, _, _) = Fleet(agents);
            var before = HeldBytes.Of(watch);
            for (var i = 0; i < agents; i++)
            {
                for (var step = 1; step <= Partners; step++) { watch.Observe(Message(i, (i + (step * 31)) % agents)); }
            }
            var held = HeldBytes.Of(watch) - before;
            watch.Counts.Links.ShouldBe(agents * Partners);
            return held;
        }
    }

    [Fact]
    public void A_forgotten_agent_takes_its_links_along()
    {
        var (watch, _, _) = Fleet(3);
        watch.Observe(Message(0, 1));
        watch.Observe(Message(0, 2));
        watch.Forget(Tenant, Agent(0));
        watch.Counts.Links.ShouldBe(0);
        watch.Counts.Agents.ShouldBe(2);
        watch.Partners(Tenant, Agent(1)).ShouldBe((0, 0));
        watch.Observe(Message(0, 1)).Band.ShouldBe(WatchBand.NotWatched);
        watch.Counts.Unwatched.ShouldBe(1);
    }

    [Fact]
    public void A_link_that_carries_far_more_than_usual_is_told_once_an_hour()
    {
        var (watch, signals, clock) = Fleet(2);
        for (var hour = 0; hour < 100; hour++)
        {
            for (var i = 0; i < 10 + (hour % 3); i++) { watch.Observe(Message(0, 1)); }
            clock.Advance(TimeSpan.FromHours(1));
        }
        signals.Taken.ShouldNotContain(s => s.Kind == SignalKind.LinkVolume);
        for (var i = 0; i < 100; i++) { watch.Observe(Message(0, 1)); }
        signals.Taken.Count(s => s.Kind == SignalKind.LinkVolume).ShouldBe(1);
    }

    internal static AgentHandle Agent(int index) => new((uint)index, 1);

    internal static Observation Message(int from, int to) => new() { Tenant = Tenant, Agent = Agent(from), Peer = Agent(to) };

    private static (FleetWatch Watch, Recorded Signals, TestClock Clock) Fleet(int agents, WatchOptions? options = null)
    {
        var (clock, signals) = (new TestClock(), new Recorded());
        var watch = new FleetWatch(options ?? new() { FreezeAfterDays = 3 }, clock, signals);
        for (var i = 0; i < agents; i++) { watch.Watch(Tenant, Agent(i), new("t", "c", "p", RiskClass.Low)).ShouldBeTrue(); }
        return (watch, signals, clock);
    }

    // Until an agent has learnt for its days, new partners are no news.
    private static void Teach(FleetWatch watch, TestClock clock, int agents)
    {
        for (var minute = 0; minute < 4 * 24 * 20; minute++)
        {
            for (var i = 0; i < agents; i++) { watch.Observe(new() { Tenant = Tenant, Agent = Agent(i), Failed = false }); }
            clock.Advance(TimeSpan.FromMinutes(3));
        }
    }

    internal sealed class Recorded : SignalSink
    {
        public List<Signal> Taken { get; } = [];

        public override void Raise(in Signal signal) => Taken.Add(signal);
    }
}
