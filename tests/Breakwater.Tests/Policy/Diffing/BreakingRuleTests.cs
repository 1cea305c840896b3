using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Policy;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Diffing;
using Breakwater.Tests.Trust;

namespace Breakwater.Tests.Policy.Diffing;

/// <summary>What a patch or minor version may not do quietly, however far from the first values it is done.</summary>
public sealed class BreakingRuleTests
{
    private readonly PolicyFleet _fleet = new();

    /// <summary>Twelve tiers of judges below the limit bring 36 values that are all smaller than it.</summary>
    [Fact]
    public void The_highest_limit_among_many_is_not_lowered_quietly()
    {
        var tiers = string.Join('\n', new[] { 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1500, 2000 }.Select(v => Permit($"j{v}", $"context.args.amount.lessThanOrEqual(decimal(\"{v}.0\"))", "@require(\"judge\")")));
        _fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10000.0", tiers));
        var refused = _fleet.Publish(PolicyFleet.Limit("1.1.0", "5000.0", tiers));
        refused.Published.ShouldBeFalse();
        refused.Problems.ShouldHaveSingleItem().Message.ShouldContain("the first, by `orders`: trader in north calls place-order(amount: 5000.0001)");
        refused.Diff!.IsComplete.ShouldBeTrue();
    }

    /// <summary>The new forbid lies between two of the values that others permit: no literal of what changes shows it, and of the others only the last.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(12)]
    [InlineData(40)]
    [InlineData(400)]
    public void As_many_literals_as_a_bundle_holds_are_all_tried(int bands)
    {
        var permits = string.Concat(Enumerable.Range(1, bands).Select(v => Permit($"b{v}", $"context.args.amount == decimal(\"{v * 10}.0\")")));
        _fleet.MustPublish(PolicyFleet.Limit("1.0.0", "1.0", permits));
        var refused = _fleet.Publish(PolicyFleet.Limit("1.1.0", "1.0", $"{permits}@id(\"no\") forbid (principal, action == Action::\"place-order\", resource) when {{ context.args.amount.greaterThan(decimal(\"{bands * 10 - 5}.0\")) }};"));
        refused.Problems.ShouldHaveSingleItem().Message.ShouldContain($"by `no`: trader in north calls place-order(amount: {bands * 10}.0)");
        refused.Diff!.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void What_could_not_be_compared_is_not_published_unless_it_is_declared_or_a_person_raises_the_number()
    {
        PolicyBundle Wide(string version, string limit, string head = "") => Odd(version, 3, $" || context.args.a1 == {limit}", head);
        _fleet.MustPublish(Wide("1.0.0", "3"));
        // The new version permits more, and nothing is denied; but not all that can be compared is.
        var cut = _fleet.Publish(Wide("1.1.0", "3 || context.args.a2 == 70"), new() { MaxGeneratedRequests = 300 });
        cut.Published.ShouldBeFalse();
        (cut.Diff!.IsComplete, cut.Diff.Count(PolicyChangeKind.AllowToDeny)).ShouldBe((false, 0L));
        cut.Diff.OutOf.ShouldBeGreaterThan(cut.Diff.Generated);
        var problem = cut.Problems.ShouldHaveSingleItem();
        problem.Message.ShouldContain($"could be compared with 1.0.0 for only {cut.Diff.Generated:#,0} of {cut.Diff.OutOf:#,0} requests that they may answer differently".ToString(System.Globalization.CultureInfo.InvariantCulture));
        problem.Remedy.ShouldStartWith("number it 2.0.0 or add `breaking: true`; or ");
        var enough = (int)cut.Diff.StepsEnough;
        problem.Remedy.ShouldContain($"to {enough} (`policy diff --max-requests {enough}`, and `PublishOptions.MaxGeneratedRequests` to publish), which is certainly enough");
        // A recorded request that both allow shows nothing of the others.
        var recorded = new RecordedRequest { Group = "checker", Region = "north", Tool = "read-book" };
        _fleet.Publish(Wide("1.1.0", "3 || context.args.a2 == 70"), new() { MaxGeneratedRequests = 300, Recorded = [recorded] }).Published.ShouldBeFalse();
        _fleet.Control.Live(_fleet.Control.Tenant("acme")).ShouldHaveSingleItem().ToString().ShouldBe("wide@1.0.0");

        _fleet.Control.Examine(Wide("1.1.0", "3 || context.args.a2 == 70", "breaking: true\n"), new() { MaxGeneratedRequests = 300, WithoutRollout = PolicyFleet.Waiver }).Problems.ShouldBeEmpty();
        _fleet.Control.Examine(Wide("1.1.0", "3 || context.args.a2 == 70"), new() { MaxGeneratedRequests = 10_000_001 }).Problems.ShouldHaveSingleItem().Message.ShouldContain("must be from 1 to 10,000,000");
        var whole = _fleet.Publish(Wide("1.1.0", "3 || context.args.a2 == 70"), new() { MaxGeneratedRequests = enough });
        whole.Problems.ShouldBeEmpty();
        (whole.Published, whole.Diff!.IsComplete, whole.Diff.OutOf).ShouldBe((true, true, cut.Diff.OutOf));
    }

    [Theory]
    [InlineData(10_000_000, "to 10000000 (`policy diff --max-requests 10000000`, and `PublishOptions.MaxGeneratedRequests` to publish), which is certainly enough")]
    [InlineData(10_000_001, "to 10000000 (`policy diff --max-requests 10000000`, and `PublishOptions.MaxGeneratedRequests` to publish), the highest, which may not be enough")]
    [InlineData(long.MaxValue, "or change less at once, since no number of requests covers all of this. ")]
    public void What_a_person_may_raise_is_named_as_far_as_raising_helps(long enough, string expected) =>
        PolicyFleet.Limit("1.1.0", "1.0").RefusalFrom(new(1, 0, 0), new(0, 1, 2, 1, enough, [], []))!.Value.Remedy.ShouldContain(expected);

    [Fact]
    public void A_sample_finds_what_is_common_and_is_the_same_every_time()
    {
        PolicyDiffReport Compare() => PolicyDiff.Between(_fleet.Fleet, "acme", [Odd("1.0.0", 5, " || context.args.a1 <= 90")], [Odd("1.1.0", 5, " || context.args.a1 <= 80")], [], 3_000, out _)!;
        var (once, again) = (Compare(), Compare());
        once.IsComplete.ShouldBeFalse();
        once.Generated.ShouldBeGreaterThan(100);
        once.Steps.ShouldBeLessThan(4_000);
        once.Count(PolicyChangeKind.AllowToDeny).ShouldBeGreaterThan(0);
        once.Changes.Select(c => c.ToString()).ShouldBe(again.Changes.Select(c => c.ToString()));
        (once.Generated, once.OutOf).ShouldBe((again.Generated, again.OutOf));
    }

    [Fact]
    public void Arithmetic_can_change_its_mind_between_any_two_values_and_is_not_called_compared()
    {
        _fleet.MustPublish(Times("1.0.0", 100));
        var refused = _fleet.Publish(Times("1.1.0", 98));
        // 33 is allowed and then denied; it is no neighbour of 3, 98 or 100.
        refused.Problems.ShouldHaveSingleItem().Message.ShouldContain("cannot be compared with 1.0.0 for certain, because `thirds` calculates with what requests say");
        refused.Diff!.IsComplete.ShouldBeFalse();
        _fleet.Publish(Times("2.0.0", 98), PolicyFleet.AtOnce).Published.ShouldBeTrue();

        static PolicyBundle Times(string version, int limit) => PolicyFleet.Bundle(
            $"name: times\nversion: {version}\nlayer: fleet\ntenant: acme\n", Permit("thirds", $"context.args.a * 3 <= {limit}"), "tools:\n  - id: place-order\n    arguments: [{ id: a, type: count }]\n");
    }

    [Theory]
    [InlineData("context.args has venue && context.args.venue == \"XLON\"", "where it is given")]
    [InlineData("!(context.args has venue)", "where it is absent")]
    [InlineData("context.args.amount.greaterThan(decimal(\"9.0\")) && context.delegated", "delegated")]
    [InlineData("principal.region == \"\"", "for an instance, which stands in no region")]
    [InlineData("resource.region != principal.region", "elsewhere")]
    [InlineData("resource.boundary != \"inside\"", "at another boundary than the tool's")]
    [InlineData("context.now >= datetime(\"2026-05-01T12:00:00Z\") && context.now < datetime(\"2026-05-02T12:00:00Z\") && context.now.toTime() >= duration(\"1h\") && context.now.toTime() < duration(\"2h\")", "in an hour of one day")]
    [InlineData("principal == Agent::\"trader-3\"", "for one agent")]
    public void A_new_forbid_is_found_wherever_it_bites(string condition, string where)
    {
        var fleet = new PolicyFleet(fleet: TestFleet.Describe() with { TrustBoundaries = [new("market", "Market", "")] });
        fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10.0"));
        var refused = fleet.Publish(PolicyFleet.Limit("1.0.1", "10.0", $"@id(\"no\") forbid (principal, action == Action::\"place-order\", resource) when {{ {condition} }};"));
        refused.Problems.ShouldHaveSingleItem(where).Message.ShouldContain("by `no`");
    }

    [Fact]
    public void Policies_that_say_the_same_in_another_order_under_other_names_and_with_comments_differ_in_nothing()
    {
        var (a, b) = (Permit("a", "context.args.amount == decimal(\"20.0\")"), Permit("b", "context.args.amount == decimal(\"30.0\")"));
        _fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10.0", a + b));
        var same = _fleet.Publish(PolicyFleet.Limit("1.0.1", "10.0", $"// moved\n{b}{a.Replace("\"a\"", "\"z\"", StringComparison.Ordinal)}"));
        same.Published.ShouldBeTrue();
        (same.Diff!.OutOf, same.Diff.Changes.Count).ShouldBe((0L, 0));
    }

    [Fact]
    public void Requests_that_are_answered_alike_are_counted_as_if_each_had_been_asked()
    {
        _fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10.0", "@id(\"late\") forbid (principal, action == Action::\"place-order\", resource) when { context.delegated && context.args has venue && context.args.venue == \"XLON\" };"));
        var diff = _fleet.Control.Examine(PolicyFleet.Limit("1.0.1", "5.0", "@id(\"late\") forbid (principal, action == Action::\"place-order\", resource) when { context.delegated && context.args has venue && context.args.venue == \"XLON\" };")).Diff!;
        // 0, 1 and three values around each limit; three venues, one of them none; delegated or not; a trader in two regions and one in none, at home and away, in both boundaries there are.
        var places = diff.OutOf / (8 * 3 * 2);
        (diff.OutOf % (8 * 3 * 2), diff.Generated).ShouldBe((0L, diff.OutOf));
        // Denied now: 5.0001, 9.9999 and 10.0, except what the forbid denied before.
        diff.Count(PolicyChangeKind.AllowToDeny).ShouldBe(places * 3 * 5);
        diff.Steps.ShouldBeLessThan((int)diff.OutOf);
    }

    [Fact]
    public void Declaring_arguments_and_dropping_the_declaration_both_break_whoever_calls_the_tool_as_before()
    {
        PolicyBundle Reads(string version, bool declared) => PolicyFleet.Bundle(
            $"name: reads\nversion: {version}\nlayer: fleet\ntenant: acme\n", "@id(\"reads\") permit (principal, action == Action::\"read-book\", resource);",
            declared ? "tools:\n  - id: read-book\n    arguments: [{ id: depth, type: count, optional: true }]\n" : "tools: []\n");
        foreach (var declared in new[] { true, false })
        {
            var fleet = new PolicyFleet();
            fleet.MustPublish(Reads("1.0.0", declared));
            var json = declared ? "{}" : null;
            var asked = fleet.Query("read-book", json);
            fleet.Ask(asked).IsPermitted.ShouldBeTrue();
            fleet.Publish(Reads("1.1.0", !declared)).Problems.ShouldHaveSingleItem().Message.ShouldContain("denies");
            fleet.MustPublish(Reads("2.0.0", !declared));
            fleet.Ask(asked).IsPermitted.ShouldBeFalse();
        }
    }

    [Fact]
    public void Arguments_that_are_converted_are_compared_with_other_literals_and_count_as_not_compared()
    {
        PolicyBundle Counts(string version, string type, string condition, string head = "") => PolicyFleet.Bundle(
            $"name: counts\nversion: {version}\nlayer: fleet\ntenant: acme\n{head}", Permit("orders", condition), $"tools:\n  - id: place-order\n    arguments: [{{ id: lots, type: {type} }}]\n");
        const string adapts = "adapts:\n  - from: \"[1.0.0,2.0.0)\"\n    arguments: [{ tool: place-order, to: lots, from: lots, convert: to-decimal }]\n";
        _fleet.MustPublish(Counts("1.0.0", "count", "context.args.lots <= 1000"));
        // 500 is denied, and the older version's literals are far from it.
        var refused = _fleet.Publish(Counts("1.1.0", "decimal", "context.args.lots.lessThanOrEqual(decimal(\"1001.0\")) && context.args.lots != decimal(\"500.0\")", adapts));
        refused.Problems.ShouldHaveSingleItem().Message.ShouldContain("because the arguments of `place-order` are converted");
        _fleet.Publish(Counts("2.0.0", "decimal", "context.args.lots.lessThanOrEqual(decimal(\"1001.0\"))", adapts), PolicyFleet.AtOnce).Published.ShouldBeTrue();
    }

    [Fact]
    public void An_argument_more_leaves_what_the_others_say()
    {
        string Adapts(string more = "") => $"adapts:\n  - from: \"[1.0.0,2.0.0)\"\n    arguments: [{more}]\n";
        const string more = "tools:\n  - id: place-order\n    arguments:\n      - { id: amount, type: money }\n      - { id: venue, type: choice, values: [XLON, XSES, XNYS], optional: true }\n      - { id: desk, type: text, optional: true }\n";
        PolicyBundle Next(string limit) => PolicyFleet.Bundle(
            $"name: limits\nversion: 1.1.0\nlayer: fleet\ntenant: acme\n{Adapts("{ tool: place-order, to: desk, default: fx }")}",
            $"{Permit("orders", $"context.args.amount.lessThanOrEqual(decimal(\"{limit}\")) && context.args has desk && context.args.desk == \"fx\"")}\n@id(\"reads\") permit (principal, action in Action::\"access:read\", resource);", more);
        _fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10.0"));
        _fleet.Control.Examine(Next("5.0")).Problems.ShouldHaveSingleItem().Message.ShouldContain("amount: 5.0001");
        var same = _fleet.Publish(Next("10.0"));
        same.Problems.ShouldBeEmpty();
        same.Diff!.IsComplete.ShouldBeTrue();
    }

    /// <summary>A permit of which no part of a request decides anything: an even number of arguments must be beyond their limits.</summary>
    private static PolicyBundle Odd(string version, int arguments, string more, string head = "") => PolicyFleet.Bundle(
        $"name: wide\nversion: {version}\nlayer: fleet\ntenant: acme\n{head}",
        Permit("odd", Enumerable.Range(2, arguments - 1).Aggregate("(context.args.a1 <= 10)", (left, i) => $"({left} == (context.args.a{i} <= {i * 10}))") + more),
        $"tools:\n  - id: place-order\n    arguments: [{string.Join(", ", Enumerable.Range(1, arguments).Select(i => $"{{ id: a{i}, type: count }}"))}]\n");

    private static string Permit(string id, string condition, string annotations = "") =>
        $"@id(\"{id}\") {annotations} permit (principal in Group::\"trader\", action == Action::\"place-order\", resource) when {{ {condition} }};\n";
}
