using Breakwater.Contracts;
using Breakwater.Policy;
using Breakwater.Policy.Bundles;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Policy;

public sealed class CompositionTests
{
    private const string Extends = "extends: { name: limits, versions: \"[1.0.0,2.0.0)\" }\n";

    [Fact]
    public void A_fleet_file_alone_permits_exactly_its_matrix()
    {
        var fleet = new PolicyFleet();
        foreach (var group in fleet.Fleet.Clusters.SelectMany(c => c.Groups.Select(g => (c.Tenant, g))))
        {
            foreach (var tool in fleet.Fleet.Tools)
            {
                var query = fleet.Query(tool.Id, agent: $"{group.g.Id}-1", group: group.g.Id, region: group.g.Regions[0]);
                fleet.Ask(query, group.Tenant).IsPermitted.ShouldBe(group.g.Tools.Contains(tool.Id));
                foreach (var other in fleet.Fleet.Tenants.Where(t => t.Id != group.Tenant)) { fleet.Ask(query, other.Id).Reason.ShouldBe(PolicyReasons.NoPrincipal); }
            }
        }
        fleet.Control.Evaluate(default, fleet.Query("read-book"), ref fleet.Work).Reason.ShouldBe(PolicyReasons.UnknownTenant);
        fleet.Control.Evaluate(new(9), fleet.Query("read-book"), ref fleet.Work).Reason.ShouldBe(PolicyReasons.UnknownTenant);
        fleet.Ask(fleet.Query("read-book") with { Principal = null }).Reason.ShouldBe(PolicyReasons.NoPrincipal);
        fleet.Ask(fleet.Query("read-book") with { Tool = new(99) }).Reason.ShouldBe(PolicyReasons.UnknownTool);
        fleet.Ask(fleet.Query("read-book") with { Target = new(999) }).Reason.ShouldBe(PolicyReasons.UnknownTarget);
        fleet.Control.Live(fleet.Control.Tenant("acme")).ShouldBeEmpty();
    }

    [Fact]
    public void One_action_is_decided_differently_by_region_and_across_regions_by_the_stricter_law()
    {
        var fleet = new PolicyFleet();
        fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10000.0"));
        fleet.MustPublish(PolicyFleet.Bundle(
            "name: singapore\nversion: 1.0.0\ntenant: acme\nlayer: jurisdiction\nfor: SG\n" + Extends,
            """
            @id("sg-limit") @maso("EC-2.1")
            forbid (principal, action == Action::"place-order", resource) when { context.args.amount.greaterThan(decimal("5000.0")) };
            """));
        fleet.Order("8000").IsPermitted.ShouldBeTrue();
        var south = fleet.Order("8000", "south");
        south.Reason!.Code.ShouldBe("policy.forbidden");
        south.Reason.Text.ShouldBe("the policy `sg-limit` of `singapore@1.0.0` forbids it");
        south.Reason.Control.ShouldBe(ControlId.Parse("EC-2.1"));
        fleet.Order("5000", "south").IsPermitted.ShouldBeTrue();
        // Either way across the border both laws hold.
        fleet.Order("8000", "north", "inside@south").IsPermitted.ShouldBeFalse();
        fleet.Order("8000", "south", "inside@north").IsPermitted.ShouldBeFalse();
        fleet.Order("5000", "south", "inside@north").IsPermitted.ShouldBeTrue();
        // An instance of a type with agents in both regions is judged under both.
        fleet.Ask(fleet.Query("place-order", """{"amount": 8000}""", agent: "any", region: "")).IsPermitted.ShouldBeFalse();
        var explained = fleet.Control.Explain(fleet.Control.Tenant("acme"), fleet.Query("place-order", """{"amount": 8000}""", target: "inside@south"));
        explained.Applied.Select(a => (a.Policy, a.Jurisdiction)).ShouldBe([("orders", "UK"), ("sg-limit", "SG")]);
        explained.Verdict.IsPermitted.ShouldBeFalse();
    }

    [Fact]
    public void An_overlay_replaces_what_it_declares_for_its_own_place_only()
    {
        var fleet = new PolicyFleet();
        fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10000.0"));
        fleet.MustPublish(PolicyFleet.Bundle(
            "name: desk\nversion: 1.0.0\ntenant: acme\nlayer: cluster\nfor: risk\noverrides: [reads]\n" + Extends, "@id(\"reads\") permit (principal, action, resource) when { false };"));
        fleet.Ask(fleet.Query("read-book")).IsPermitted.ShouldBeTrue();
        fleet.Ask(fleet.Query("read-book", agent: "checker-1", group: "checker")).Reason.ShouldBe(PolicyReasons.NotPermitted);
    }

    [Theory]
    [InlineData("layer: cluster\nfor: care\n" + Extends, "which tenant `acme` does not have")]
    [InlineData("layer: jurisdiction\nfor: JP\n" + Extends, "which no region has")]
    [InlineData("layer: tenant\nextends: { name: limits, versions: \"[2.0.0,3.0.0)\" }\n", "1.0.0 is in force")]
    [InlineData("layer: tenant\nextends: { name: nothing, versions: \"[2.0.0,3.0.0)\" }\n", "which is not in force")]
    [InlineData("layer: tenant\nextends: { name: overlay, versions: \"[1.0.0,3.0.0)\" }\n", "extends itself")]
    [InlineData("layer: tenant\noverrides: [typo]\n" + Extends, "which no bundle below it has")]
    [InlineData("layer: tenant\n" + Extends, "has a policy `reads`")]
    public void A_bundle_that_does_not_fit_is_refused_and_what_works_goes_on(string head, string problem)
    {
        var fleet = new PolicyFleet();
        fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10000.0"));
        var epoch = fleet.Control.Epoch(fleet.Control.Tenant("acme"));
        var result = fleet.Publish(PolicyFleet.Bundle($"name: overlay\nversion: 1.0.0\ntenant: acme\n{head}", "@id(\"reads\") forbid (principal, action, resource);"));
        result.Published.ShouldBeFalse();
        result.Problems.ShouldContain(p => p.Message.Contains(problem, StringComparison.Ordinal), string.Join('\n', result.Problems));
        fleet.Control.Epoch(fleet.Control.Tenant("acme")).ShouldBe(epoch);
        fleet.Order("8000").IsPermitted.ShouldBeTrue();
    }

    [Fact]
    public void A_layer_that_only_forbids_never_turns_a_denial_into_a_permission()
    {
        var condition = Gen.Elements(
            "context.args.amount.greaterThan(decimal(\"3.0\"))", "context.args.amount == decimal(\"5.0\")", "principal.region == \"south\"", "context.crossJurisdiction",
            "context.args has venue && context.args.venue == \"XLON\"", "resource in Region::\"north\"", "true", "false", "context.delegated");
        var place = Gen.Elements("layer: tenant\n", "layer: jurisdiction\nfor: SG\n", "layer: jurisdiction\nfor: UK\n", "layer: cluster\nfor: trading\n");
        var cases = from limit in Gen.Elements("2.0", "4.0", "6.0") from at in place from a in condition from b in condition select (limit, at, a, b);
        Check.One(Trials.Of(25), Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var (plain, layered) = (new PolicyFleet(), new PolicyFleet());
            plain.MustPublish(PolicyFleet.Limit("1.0.0", c.limit));
            layered.MustPublish(PolicyFleet.Limit("1.0.0", c.limit));
            layered.MustPublish(PolicyFleet.Bundle(
                $"name: overlay\nversion: 1.0.0\ntenant: acme\n{c.at}{Extends}",
                $$"""
                @id("f1") forbid (principal, action == Action::"place-order", resource) when { {{c.a}} };
                @id("f2") forbid (principal, action == Action::"place-order", resource) unless { {{c.b}} };
                """));
            foreach (var (region, target, amount, delegated) in
                from region in (string[])["north", "south"] from target in (string?[])[null, "inside@north", "inside@south"] from amount in (string[])["1", "3", "3.0001", "5"]
                from delegated in (bool[])[false, true]
                select (region, target, amount, delegated))
            {
                PolicyVerdict Ask(PolicyFleet fleet) => fleet.Ask(
                    fleet.Query("place-order", $$"""{"amount": {{amount}}, "venue": "XLON"}""", region == "north" ? "trader-1" : "trader-2", region: region, target: target) with { Delegated = delegated });
                if (Ask(layered).IsPermitted) { Ask(plain).IsPermitted.ShouldBeTrue(); }
            }
        }));
    }

    [Fact]
    public void The_stricter_of_two_never_permits_more_than_either_and_asks_for_what_both_ask()
    {
        var verdict = from permitted in Gen.Elements(true, false)
                      from obligations in Gen.Choose(0, 7)
                      select permitted ? new PolicyVerdict(null, (Obligations)obligations, true) : new(PolicyReasons.NotPermitted, Obligations.None, false);
        Check.One(Trials.Of(), Prop.ForAll(verdict.ToArbitrary(), verdict.ToArbitrary(), (a, b) =>
        {
            var both = PolicyVerdict.Stricter(a, b);
            both.IsPermitted.ShouldBe(a.IsPermitted && b.IsPermitted);
            both.Obligations.ShouldBe(both.IsPermitted ? a.Obligations | b.Obligations : Obligations.None);
            both.IsPermitted.ShouldBe(both.Reason is null);
        }));
    }

    [Fact]
    public void A_forbid_that_cannot_be_evaluated_denies()
    {
        var fleet = new PolicyFleet();
        fleet.MustPublish(PolicyFleet.Limit(
            "1.0.0", "10000.0", "@id(\"overflow\") forbid (principal, action == Action::\"read-book\", resource) when { (9223372036854775807 + (if context.delegated then 1 else 0)) < 0 };"));
        fleet.Ask(fleet.Query("read-book")).IsPermitted.ShouldBeTrue();
        fleet.Ask(fleet.Query("read-book") with { Delegated = true }).Reason.ShouldBe(PolicyReasons.ForbidErred);
    }

    [Fact]
    public void The_clock_is_in_the_context_of_policies_that_read_it()
    {
        var fleet = new PolicyFleet(new() { CachedDecisions = 64 });
        var soon = fleet.Clock.GetUtcNow().AddMinutes(10).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10.0", $$"""@id("late") forbid (principal, action, resource) when { context.now >= datetime("{{soon}}") };"""));
        fleet.Order("5").IsPermitted.ShouldBeTrue();
        fleet.Ask(fleet.Query("read-book")).IsPermitted.ShouldBeTrue();
        fleet.Clock.Advance(TimeSpan.FromMinutes(10));
        fleet.Order("5").Reason!.Code.ShouldBe("policy.forbidden");
        fleet.Ask(fleet.Query("read-book")).IsPermitted.ShouldBeFalse();
    }

    [Fact]
    public void Cached_decisions_are_those_that_would_be_made()
    {
        var (plain, cached) = (new PolicyFleet(), new PolicyFleet(new() { CachedDecisions = 8 }));
        foreach (var fleet in new[] { plain, cached })
        {
            fleet.MustPublish(PolicyFleet.Limit("1.0.0", "4.0", "@id(\"d\") forbid (principal, action, resource) when { context.delegated && resource in Region::\"south\" };"));
        }
        var random = from amount in Gen.Choose(1, 8) from agent in Gen.Choose(1, 4) from delegated in Gen.Elements(true, false) from target in Gen.Elements<string?>(null, "inside@south") select (amount, agent, delegated, target);
        Check.One(Trials.Of(500), Prop.ForAll(random.ToArbitrary(), r =>
        {
            PolicyVerdict Ask(PolicyFleet fleet) => fleet.Ask(
                fleet.Query("place-order", $$"""{"amount": {{r.amount}}}""", $"trader-{r.agent}", region: r.agent % 2 == 1 ? "north" : "south", target: r.target) with { Delegated = r.delegated });
            var (expected, found) = (Ask(plain), Ask(cached));
            (found.IsPermitted, found.Obligations, found.Reason?.Text).ShouldBe((expected.IsPermitted, expected.Obligations, expected.Reason?.Text));
        }));
        // A new version begins with nothing remembered.
        foreach (var fleet in new[] { plain, cached }) { fleet.MustPublish(PolicyFleet.Limit("2.0.0", "1.0")); }
        cached.Order("4").IsPermitted.ShouldBeFalse();
    }
}
