using Breakwater.Contracts;
using Breakwater.Observability;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Observability;

/// <summary>Alerts against what people can review.</summary>
public sealed class AlertDeskTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private readonly Overlaps _overlaps = new();

    [Fact]
    public void Nothing_is_lost_uncounted_and_never_more_is_shown_than_can_be_reviewed()
    {
        var step = from agent in Gen.Choose(1, 40) from score in Gen.Choose(60, 99) from minutes in Gen.Choose(0, 90) from takes in Gen.Choose(0, 3) select (agent, score, minutes, takes);
        Prop.ForAll(step.ArrayOf().ToArbitrary(), steps =>
        {
            var options = new WatchOptions { ReviewsPerHour = 3, MaxAlerts = 6, AlertLife = TimeSpan.FromHours(5), QuietFor = TimeSpan.FromHours(1) };
            var desk = new AlertDesk(options, _overlaps);
            var now = Start;
            var occurrences = 0L;
            var groups = Groups("a");
            foreach (var (agent, score, minutes, takes) in steps)
            {
                now += TimeSpan.FromMinutes(minutes);
                desk.Raise(Anomaly(agent, groups, score), now);
                if (takes == 0) { occurrences += desk.Take(now).Count; }
                var counts = desk.Counts;
                counts.Raised.ShouldBe(counts.Folded + counts.Shown + counts.Lapsed + counts.Dropped + counts.Waiting);
                counts.Shown.ShouldBe(occurrences);
                counts.Waiting.ShouldBeLessThanOrEqualTo(6);
                ((double)counts.Shown).ShouldBeLessThanOrEqualTo(1 + (3 * (now - Start).TotalHours) + 1e-6);
            }
        }).Check(Trials.Of());
    }

    [Fact]
    public void The_worst_is_shown_first_and_the_rest_waits_or_lapses()
    {
        var desk = new AlertDesk(new() { ReviewsPerHour = 1 }, _overlaps);
        for (var i = 0; i < 5; i++) { desk.Raise(Anomaly(i + 1, Groups($"p{i}"), 60 + (i * 7 % 5)), Start.AddMinutes(i)); }
        desk.Take(Start.AddMinutes(1)).ShouldBeEmpty("alerts wait to be folded");
        desk.Take(Start.AddMinutes(10)).ShouldHaveSingleItem().Magnitude.ShouldBe(64);
        desk.Take(Start.AddMinutes(11)).ShouldBeEmpty("an hour's review is used up");
        desk.Take(Start.AddMinutes(71)).ShouldHaveSingleItem().Magnitude.ShouldBe(63);
        desk.Take(Start.AddHours(30)).ShouldBeEmpty();
        desk.Counts.ShouldBe(new(5, 0, 2, 3, 0, 0));
    }

    [Fact]
    public void The_same_again_is_folded_until_it_is_quiet_and_worse_is_shown_again()
    {
        var desk = new AlertDesk(new(), _overlaps);
        var groups = Groups("a");
        desk.Raise(Drift(1, groups), Start);
        desk.Raise(Drift(1, groups), Start.AddMinutes(1));
        desk.Take(Start.AddMinutes(5)).ShouldHaveSingleItem().Occurrences.ShouldBe(2);
        desk.Raise(Drift(1, groups), Start.AddMinutes(20));
        desk.Take(Start.AddMinutes(30)).ShouldBeEmpty();
        desk.Raise(Anomaly(1, groups, 90), Start.AddMinutes(40));
        desk.Take(Start.AddMinutes(50)).ShouldHaveSingleItem().Kind.ShouldBe(AlertKind.Anomaly);
        desk.Raise(Anomaly(1, groups, 90), Start.AddHours(6));
        desk.Take(Start.AddHours(7)).ShouldHaveSingleItem();
    }

    [Fact]
    public void Agents_that_share_a_provider_and_nothing_else_are_one_alert_and_a_stranger_is_his_own()
    {
        var desk = new AlertDesk(new(), _overlaps);
        var provider = Provider("a");
        for (var i = 0; i < 10; i++) { desk.Raise(Anomaly(i + 1, Groups("a", $"t{i}", $"c{i}", provider), 70), Start.AddSeconds(20 * i)); }
        desk.Raise(Anomaly(99, Groups("b"), 65), Start);
        var shown = desk.Take(Start.AddMinutes(10));
        shown.Select(a => (a.Kind, a.Group, a.Occurrences, a.Agents)).ShouldBe([(AlertKind.Group, "a", 10, 10), (AlertKind.Anomaly, null, 1, 1)]);
        desk.Counts.ShouldBe(new(11, 9, 2, 0, 0, 0));
    }

    [Fact]
    public void Agents_that_alert_hours_apart_are_not_one_cause()
    {
        var desk = new AlertDesk(new(), _overlaps);
        var provider = Provider("a");
        for (var i = 0; i < 5; i++) { desk.Raise(Anomaly(i + 1, Groups("a", $"t{i}", $"c{i}", provider), 70), Start.AddHours(i)); }
        desk.Take(Start.AddHours(5)).Count.ShouldBe(5);
    }

    [Fact]
    public void An_incident_does_not_wait_and_stands_above_the_rest()
    {
        var desk = new AlertDesk(new() { ReviewsPerHour = 1 }, _overlaps);
        desk.Raise(Anomaly(1, Groups("a"), 99), Start.AddMinutes(-10));
        desk.Raise(new() { Kind = AlertKind.Incident, Tenant = new(1), Magnitude = 70, Incident = new(1, new(1), [1], [], [], 0.7, Start, Start) }, Start);
        desk.Take(Start).ShouldHaveSingleItem().Kind.ShouldBe(AlertKind.Incident);
    }

    private static GroupWatch Provider(string name) => Group(GroupKind.Provider, name);

    private static GroupWatch Group(GroupKind kind, string name) => new(kind, kind == GroupKind.Provider ? default : new(1), name, new(new()));

    private static AgentGroups Groups(string provider, string type = "t", string cluster = "c", GroupWatch? shared = null) =>
        new(Group(GroupKind.Type, type), Group(GroupKind.Cluster, cluster), shared ?? Provider(provider));

    private static OpenAlert Anomaly(int agent, AgentGroups groups, double score) => new()
    {
        Kind = AlertKind.Anomaly, Tenant = new(1), Agent = new((uint)agent, 1), Groups = Apart(agent, groups), Lanes = 4, Magnitude = score,
    };

    private static OpenAlert Drift(int agent, AgentGroups groups) => new()
    {
        Kind = AlertKind.Drift, Tenant = new(1), Agent = new((uint)agent, 1), Groups = groups, Lanes = 4, Magnitude = 60,
    };

    // In the property test nobody shares anything, so that folding is by agent only.
    private static AgentGroups Apart(int agent, AgentGroups groups) =>
        groups.Type.Name == "t" ? new(Group(GroupKind.Type, $"t{agent}"), Group(GroupKind.Cluster, $"c{agent}"), Provider($"p{agent}")) : groups;
}
