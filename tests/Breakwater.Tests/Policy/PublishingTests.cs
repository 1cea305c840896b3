using Breakwater.Cedar.Values;
using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Policy;
using Breakwater.Policy.Diffing;

namespace Breakwater.Tests.Policy;

public sealed class PublishingTests
{
    private readonly PolicyFleet _fleet = new();

    private TenantHandle Acme => _fleet.Control.Tenant("acme");

    [Fact]
    public void Seed_threes_version_1_1_is_refused_because_it_denies_what_1_0_allowed()
    {
        _fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10000.0"));
        var refused = _fleet.Publish(PolicyFleet.Limit("1.1.0", "5000.0"));
        refused.Published.ShouldBeFalse();
        var problem = refused.Problems.ShouldHaveSingleItem();
        problem.Message.ShouldContain("bundle `limits@1.1.0` denies");
        problem.Remedy.ShouldBe("number it 2.0.0 or add `breaking: true`, if that is meant");
        var change = refused.Diff!.Changes.ShouldHaveSingleItem();
        (change.Kind, change.Policy).ShouldBe((PolicyChangeKind.AllowToDeny, "orders"));
        _fleet.Order("8000").IsPermitted.ShouldBeTrue();

        _fleet.Publish(PolicyFleet.Limit("1.1.0", "5000.0", head: "breaking: true\n"), PolicyFleet.AtOnce).Published.ShouldBeTrue();
        _fleet.Order("8000").IsPermitted.ShouldBeFalse();
        // Back up to 10,000 only permits more, and a minor number may.
        _fleet.Publish(PolicyFleet.Limit("1.2.0", "10000.0")).Diff!.Changes.ShouldHaveSingleItem().Kind.ShouldBe(PolicyChangeKind.DenyToAllow);
        _fleet.Publish(PolicyFleet.Limit("2.0.0", "5000.0"), PolicyFleet.AtOnce).Published.ShouldBeTrue();
        _fleet.Order("8000").IsPermitted.ShouldBeFalse();
    }

    [Theory]
    [InlineData("10000.0", "9999.9999")]
    [InlineData("0.0001", "0.0")]
    public void The_smallest_step_of_a_limit_is_found(string before, string after)
    {
        _fleet.MustPublish(PolicyFleet.Limit("1.0.0", before));
        _fleet.Publish(PolicyFleet.Limit("1.0.1", after)).Problems.ShouldHaveSingleItem();
    }

    [Fact]
    public void The_generator_says_how_many_it_tried_and_a_limit_is_a_limit()
    {
        var limited = new PolicyFleet(new() { MaxGeneratedRequests = 7 });
        foreach (var fleet in new[] { _fleet, limited }) { fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10.0")); }
        var whole = _fleet.Control.Examine(PolicyFleet.Limit("1.0.2", "11.0"));
        whole.Problems.ShouldBeEmpty();
        (whole.Diff!.Generated, whole.Diff.IsComplete).ShouldBe((whole.Diff.OutOf, true));
        var part = limited.Control.Examine(PolicyFleet.Limit("1.0.2", "11.0"));
        part.Diff!.OutOf.ShouldBe(whole.Diff.OutOf);
        part.Diff.Generated.ShouldBeLessThan(whole.Diff.OutOf);
        part.Problems.ShouldHaveSingleItem().Message.ShouldContain("could be compared with 1.0.0 for only");
        var (once, again) = (_fleet.Control.Examine(PolicyFleet.Limit("1.0.2", "9.0")).Diff!, _fleet.Control.Examine(PolicyFleet.Limit("1.0.2", "9.0")).Diff!);
        once.Changes.Select(c => c.ToString()).ShouldBe(again.Changes.Select(c => c.ToString()));
    }

    [Fact]
    public void A_masked_argument_leaves_the_answer_open_only_where_it_hangs_on_it()
    {
        _fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10000.0"));
        RecordedRequest Recorded(CedarValue amount, string group = "trader") => new()
        {
            Group = group, Region = "north", Tool = "place-order", Arguments = new Dictionary<string, CedarValue> { ["amount"] = amount },
        };
        var diff = PolicyDiff.Between(
            _fleet.Fleet, "acme", [PolicyFleet.Limit("1.0.0", "10000.0")], [PolicyFleet.Limit("2.0.0", "5000.0")],
            [Recorded(CedarValue.Masked("amount")), Recorded(CedarValue.Masked("amount"), "checker"), Recorded(CedarValue.Decimal(80_000_000)), Recorded(CedarValue.Decimal(40_000_000))], 0, out var problems);
        problems.ShouldBeEmpty();
        diff!.Changes.Select(c => (c.Kind, c.Policy, c.Count)).ShouldBe([(PolicyChangeKind.AllowToDeny, "orders", 1), (PolicyChangeKind.UndecidableMasked, "orders", 1)]);
        diff.Recorded.ShouldBe(4);
    }

    [Fact]
    public void Obligations_that_change_are_reported_and_break_nothing()
    {
        _fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10.0"));
        var result = _fleet.Publish(PolicyFleet.Limit("1.1.0", "10.0", "@id(\"ask\") @require(\"judge\") permit (principal in Group::\"checker\", action == Action::\"read-book\", resource);"));
        result.Published.ShouldBeTrue();
        var change = result.Diff!.Changes.ShouldHaveSingleItem();
        (change.Kind, change.Policy, change.After.Obligations).ShouldBe((PolicyChangeKind.ObligationsChanged, "ask", Obligations.Judge));
    }

    [Fact]
    public void Policies_that_do_not_fit_the_schema_are_refused_with_their_place()
    {
        foreach (var (cedar, names) in new[]
        {
            ("@id(\"a\") permit (principal in Group::\"tradr\", action, resource);", "tradr"),
            ("@id(\"a\") permit (principal, action == Action::\"place-ordr\", resource);", "place-ordr"),
            ("@id(\"a\") permit (principal, action == Action::\"read-book\", resource) when { context.args.amount == 1 };", "args"),
            ("@id(\"a\") permit (principal in Group::\"clerk\", action, resource);", "clerk"),
        })
        {
            var result = _fleet.Publish(PolicyFleet.Bundle("name: bad\nversion: 1.0.0\nlayer: fleet\ntenant: acme\n", cedar));
            result.Published.ShouldBeFalse(cedar);
            result.Problems[0].ToString().ShouldStartWith("policies.cedar:1:");
            result.Problems[0].Message.ShouldContain("policy `a` of bundle `bad@1.0.0` does not fit the schema");
        }
        _fleet.Control.Live(Acme).ShouldBeEmpty();
        _fleet.Ask(_fleet.Query("read-book")).IsPermitted.ShouldBeTrue();
    }

    [Fact]
    public void A_tenants_bundle_is_nobody_elses_and_moves_nobody_elses_number()
    {
        var zeta = _fleet.Control.Tenant("zeta");
        var clerk = _fleet.Query("refund", agent: "clerk-1", group: "clerk", region: "south", tenant: "zeta");
        _fleet.MustPublish(PolicyFleet.Bundle("name: all\nversion: 1.0.0\nlayer: fleet\ntenant: acme\n", "@id(\"no\") forbid (principal, action, resource);"));
        (_fleet.Control.Epoch(Acme), _fleet.Control.Epoch(zeta)).ShouldBe((1, 0));
        _fleet.Ask(_fleet.Query("read-book")).IsPermitted.ShouldBeFalse();
        _fleet.Ask(clerk, "zeta").IsPermitted.ShouldBeTrue();
        _fleet.Control.Live(zeta).ShouldBeEmpty();
        _fleet.MustPublish(PolicyFleet.Bundle("name: everyone\nversion: 1.0.0\nlayer: fleet\n", "@id(\"none\") forbid (principal, action, resource);"));
        _fleet.Ask(clerk, "zeta").Reason!.Text.ShouldContain("`none` of `everyone@1.0.0`");
        (_fleet.Control.Epoch(Acme), _fleet.Control.Epoch(zeta)).ShouldBe((2, 1));
    }

    [Fact]
    public void Nothing_is_in_force_that_is_not_in_the_log()
    {
        var log = (MemoryControlLog)_fleet.Log;
        _fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10.0"));
        log.StalledBecause = "the disk is full";
        var result = _fleet.Publish(PolicyFleet.Limit("2.0.0", "1.0"), PolicyFleet.AtOnce);
        (result.Published, result.LogError).ShouldBe((false, "the disk is full"));
        _fleet.Control.InForce(Acme, "limits")!.ToString().ShouldBe("limits@1.0.0");
        log.StalledBecause = null;
        _fleet.Publish(PolicyFleet.Limit("1.0.0", "10.0")).Problems.ShouldHaveSingleItem().Message.ShouldContain("is not newer");
    }

    [Fact]
    public void Versions_live_side_by_side_until_one_is_promoted_and_the_other_retired()
    {
        _fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10000.0"));
        _fleet.Publish(PolicyFleet.Limit("2.0.0", "5000.0"), new() { AsCandidate = true }).Published.ShouldBeTrue();
        var (v1, v2) = (_fleet.Control.Live(Acme)[0], _fleet.Control.Live(Acme)[1]);
        v2.ToString().ShouldBe("limits@2.0.0");
        var query = _fleet.Query("place-order", """{"amount": 8000}""");
        _fleet.Ask(query).IsPermitted.ShouldBeTrue();
        _fleet.Control.Evaluate(Acme, v2, query, ref _fleet.Work).IsPermitted.ShouldBeFalse();
        _fleet.Control.Evaluate(Acme, new("limits", new(3, 0, 0)), query, ref _fleet.Work).Reason.ShouldBe(PolicyReasons.NotLive);
        _fleet.Control.Incompatibility(Acme, v2).ShouldBe(PolicyReasons.Incompatible);
        _fleet.Control.Incompatibility(Acme, v1).ShouldBeNull();
        _fleet.Control.Retire("acme", v1, _fleet.Log, "t", out var error).ShouldBeNull();
        error.ShouldNotBeNull();
        _fleet.Control.Promote("acme", v2, _fleet.Log, "t", PolicyFleet.Waiver).Durable.ShouldBeTrue();
        _fleet.Ask(query).IsPermitted.ShouldBeFalse();
        _fleet.Control.Incompatibility(Acme, v1).ShouldBe(PolicyReasons.Incompatible);
        _fleet.Control.Retire("acme", v1, _fleet.Log, "t", out _).ShouldNotBeNull();
        _fleet.Control.Live(Acme).ShouldBe([v2]);
        Replayed(fromSnapshot: false).Control.Live(Acme).ShouldBe([v2]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_replay_restores_exactly_what_was_in_force(bool fromSnapshot)
    {
        _fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10000.0"));
        _fleet.MustPublish(PolicyFleet.Limit("2.0.0", "5000.0"));
        _fleet.Publish(PolicyFleet.Limit("2.1.0", "6000.0"), new() { AsCandidate = true }).Published.ShouldBeTrue();
        _fleet.MustPublish(PolicyFleet.Bundle("name: everyone\nversion: 1.0.0\nlayer: fleet\n", "@id(\"none\") forbid (principal, action == Action::\"refund\", resource);"));
        var replayed = Replayed(fromSnapshot);
        foreach (var tenant in (string[])["acme", "zeta"]) { replayed.Control.Live(replayed.Control.Tenant(tenant)).ShouldBe(_fleet.Control.Live(_fleet.Control.Tenant(tenant))); }
        foreach (var amount in (string[])["4999", "5000", "5000.0001", "6000", "10000"])
        {
            replayed.Order(amount).IsPermitted.ShouldBe(_fleet.Order(amount).IsPermitted);
            foreach (var version in _fleet.Control.Live(Acme).Where(v => v.Name == "limits"))
            {
                replayed.Control.Evaluate(Acme, version, replayed.Query("place-order", $$"""{"amount": {{amount}}}"""), ref replayed.Work).IsPermitted
                    .ShouldBe(_fleet.Control.Evaluate(Acme, version, _fleet.Query("place-order", $$"""{"amount": {{amount}}}"""), ref _fleet.Work).IsPermitted);
            }
        }
    }

    [Fact]
    public void A_tenant_whose_recorded_bundles_no_longer_load_is_denied_everything_and_others_go_on()
    {
        _fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10.0"));
        var smaller = _fleet.Fleet with { Tools = [.. _fleet.Fleet.Tools.Where(t => t.Id != "place-order")], Clusters = [.. _fleet.Fleet.Clusters.Select(c => c with { Groups = [.. c.Groups.Select(g => g with { Tools = [.. g.Tools.Where(t => t != "place-order")] })] })] };
        var other = new PolicyFleet(fleet: smaller);
        foreach (var record in _fleet.Log.Read(1)) { other.Control.Replay(record).ShouldBeTrue(); }
        other.Control.EndReplay().ShouldNotBeEmpty();
        other.Ask(other.Query("read-book")).Reason.ShouldBe(PolicyReasons.NotLoaded);
        other.Ask(other.Query("refund", agent: "clerk-1", group: "clerk", region: "south"), "zeta").IsPermitted.ShouldBeTrue();
    }

    [Fact]
    public void A_flipped_byte_in_a_record_is_noticed()
    {
        _fleet.Publish(PolicyFleet.Limit("1.0.0", "10.0")).Published.ShouldBeTrue();
        var record = _fleet.Log.Read(1).Single();
        for (var i = 0; i < record.Payload.Length; i += 7)
        {
            var bytes = record.Payload.ToArray();
            bytes[i] ^= 1;
            var other = new PolicyFleet();
            var read = other.Control.Replay(record with { Payload = bytes });
            other.Control.EndReplay();
            // Either it cannot be read, or what changed is the name of tenant or bundle and then nothing of acme's is in force that was not written.
            if (read) { other.Control.Live(Acme).Count.ShouldBeLessThanOrEqualTo(1); (i < 70).ShouldBeTrue($"byte {i}"); }
        }
    }

    [Fact]
    public void Another_nodes_record_counts_once_and_one_that_does_not_load_changes_nothing()
    {
        _fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10.0"));
        _fleet.MustPublish(PolicyFleet.Limit("2.0.0", "5.0"));
        var node = new PolicyFleet();
        var records = _fleet.Log.Read(1).ToList();
        foreach (var record in (ControlRecord[])[records[1], records[0], records[1]])
        {
            node.Control.Apply(record, out var problems).ShouldBeTrue();
            problems.ShouldBeEmpty();
        }
        node.Control.Live(Acme).Select(v => v.ToString()).ShouldBe(["limits@2.0.0"]);
        node.Control.Epoch(Acme).ShouldBe(1);
        var broken = node.Fleet with { Tools = [.. node.Fleet.Tools.Take(1)], Clusters = [.. node.Fleet.Clusters.Select(c => c with { Groups = [.. c.Groups.Select(g => g with { Tools = [] })] })] };
        var small = new PolicyFleet(fleet: broken);
        small.Control.Apply(records[0], out var why).ShouldBeTrue();
        why.ShouldNotBeEmpty();
        small.Control.Live(Acme).ShouldBeEmpty();
        small.Ask(small.Query("read-book")).Reason.ShouldBe(PolicyReasons.NotPermitted);
    }

    [Fact]
    public void Arguments_of_another_version_are_mapped_or_refused_and_counted()
    {
        _fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10.0"));
        var old = _fleet.Query("place-order", """{"amount": 9.5}""");
        var exact = _fleet.Query("place-order", """{"amount": 9.505}""");
        var unseen = _fleet.Query("place-order", """{"amount": 9.5, "venue": "XLON"}""");
        _fleet.MustPublish(PolicyFleet.Bundle(
            PolicyFleet.InCents + "\n      - { tool: place-order, to: desk, default: fx }\n",
            "@id(\"orders\") permit (principal, action == Action::\"place-order\", resource) when { context.args.cents <= 1000 && context.args.desk == \"fx\" };",
            "tools:\n  - id: place-order\n    arguments:\n      - { id: cents, type: minor-units, decimals: 2 }\n      - { id: desk, type: text }\n"));
        _fleet.Ask(old).IsPermitted.ShouldBeTrue();
        _fleet.Control.Adapted.ShouldBe(1);
        _fleet.Ask(exact).Reason!.Text.ShouldContain("`cents`");
        _fleet.Ask(unseen).Reason!.Text.ShouldContain("`venue`");
        _fleet.Control.UnmappedRequests.ShouldBe(2);
    }

    private PolicyFleet Replayed(bool fromSnapshot)
    {
        var replayed = new PolicyFleet();
        if (fromSnapshot)
        {
            var writer = new ControlPayloadWriter();
            _fleet.Control.WriteTo(writer);
            var reader = new ControlPayloadReader(writer.Written);
            replayed.Control.RestoreFrom(ref reader).ShouldBeTrue();
            reader.IsComplete.ShouldBeTrue();
        }
        else
        {
            _fleet.Log.TryFlush();
            foreach (var record in _fleet.Log.Read(1)) { replayed.Control.Replay(record).ShouldBeTrue(); }
        }
        replayed.Control.EndReplay().ShouldBeEmpty();
        return replayed;
    }
}
