using System.Globalization;
using System.Text;
using Breakwater.Cedar.Syntax;
using Breakwater.ControlLog;
using Breakwater.Policy;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Diffing;
using Breakwater.Tenancy;

namespace Breakwater.Tests.Policy;

/// <summary>What stays in memory of bundles in force: their text, once, and what was compiled of it; never a syntax tree.</summary>
public sealed class BundlesInForceTests
{
    private const string Head = "layer: fleet\ntenant: acme\n";
    private readonly PolicyFleet _fleet = new();

    [Fact]
    public void No_syntax_tree_is_kept_however_a_version_came_into_force()
    {
        Trees(PolicyFleet.Limit("1.0.0", "1.0").ReadPolicies()).ShouldContain(nameof(CallExpression));
        MakeHistory();
        _fleet.Control.Examine(PolicyFleet.Limit("2.2.0", "1.0")).Diff.ShouldNotBeNull();
        _fleet.Control.Explain(_fleet.Control.Tenant("acme"), _fleet.Query("place-order", """{"amount": 1}""")).Applied.ShouldNotBeEmpty();
        Trees(_fleet.Control).ShouldBeEmpty();
        foreach (var way in Enum.GetValues<Way>()) { Trees(Brought(way).Control).ShouldBeEmpty(way.ToString()); }
    }

    [Fact]
    public void A_policy_in_force_takes_less_than_a_kibibyte_whoever_brought_it()
    {
        const int Policies = 2_000;
        var before = HeldBytes.Of(new PolicyFleet().Control);
        _fleet.MustPublish(PolicyFleet.Bundle("name: many\nversion: 1.0.0\n" + Head, Many(Policies), PolicyFleet.Manifest));
        foreach (var control in new[] { _fleet.Control }.Concat(Enum.GetValues<Way>().Select(w => Brought(w).Control)))
        {
            var held = control.Held(control.Tenant("acme"));
            held.Policies.ShouldBe(Policies);
            ((HeldBytes.Of(control) - before) / (double)Policies).ShouldBeInRange(300, 1_023);
        }
    }

    [Fact]
    public void Whoever_brought_it_the_same_text_is_in_force_and_compares_alike()
    {
        MakeHistory();
        var next = PolicyFleet.Limit("2.2.0", "5500.0");
        var expected = PolicyDiff.Between(
            _fleet.Fleet, "acme", [PolicyFleet.Limit("2.1.0", "6000.0"), Everyone], [next, Everyone], [], 100_000, out _)!.Changes.Select(c => c.ToString()).ToList();
        expected.ShouldNotBeEmpty();
        foreach (var fleet in new[] { _fleet }.Concat(Enum.GetValues<Way>().Select(Brought)))
        {
            var (control, acme) = (fleet.Control, fleet.Control.Tenant("acme"));
            control.Live(acme).Select(v => v.ToString()).ShouldBe(["everyone@1.0.0", "limits@2.1.0"]);
            foreach (var (tenant, made) in new[] { ("acme", PolicyFleet.Limit("2.1.0", "6000.0")), (null, Everyone) })
            {
                var found = control.Find(tenant, made.Reference)!;
                found.Content.Digest.ShouldBe(made.Content.Digest);
                found.ReadPolicies().Select(PolicyText.Write).ShouldBe(made.ReadPolicies().Select(PolicyText.Write));
            }
            control.Examine(next).Diff!.Changes.Select(c => c.ToString()).ShouldBe(expected);
            (fleet.Order("6000").IsPermitted, fleet.Order("6000.0001").IsPermitted).ShouldBe((true, false));
        }
    }

    [Fact]
    public void Bundles_in_force_are_validated_again_when_the_arguments_that_they_read_change()
    {
        string Arguments(string name) => $"tools:\n  - id: place-order\n    arguments:\n      - {{ id: {name}, type: money }}\n";
        _fleet.MustPublish(PolicyFleet.Bundle("name: arguments\nversion: 1.0.0\n" + Head, "@id(\"reads\") permit (principal, action in Action::\"access:read\", resource);", Arguments("amount")));
        _fleet.MustPublish(PolicyFleet.Bundle(
            "name: limits\nversion: 1.0.0\n" + Head, "@id(\"orders\") permit (principal, action == Action::\"place-order\", resource) when { context.args.amount.lessThan(decimal(\"5.0\")) };"));
        var refused = _fleet.Publish(PolicyFleet.Bundle("name: arguments\nversion: 2.0.0\n" + Head, "@id(\"reads\") permit (principal, action in Action::\"access:read\", resource);", Arguments("value")), PolicyFleet.AtOnce);
        refused.Published.ShouldBeFalse();
        refused.Problems.ShouldHaveSingleItem().Message.ShouldStartWith("policy `orders` of bundle `limits@1.0.0` does not fit the schema: ");
        // What stands beside valid bundles is validated all the same.
        _fleet.Publish(PolicyFleet.Bundle("name: more\nversion: 1.0.0\n" + Head, "@id(\"more\") permit (principal in Group::\"tradr\", action, resource);"))
            .Problems.ShouldHaveSingleItem().Message.ShouldContain("policy `more` of bundle `more@1.0.0` does not fit the schema");
    }

    private static PolicyBundle Everyone => PolicyFleet.Bundle("name: everyone\nversion: 1.0.0\nlayer: fleet\n", "@id(\"none\") forbid (principal, action == Action::\"refund\", resource);");

    /// <summary>Versions that were replaced, promoted and retired, and a bundle of every tenant.</summary>
    private void MakeHistory()
    {
        _fleet.MustPublish(PolicyFleet.Limit("1.0.0", "10000.0"));
        _fleet.MustPublish(PolicyFleet.Limit("2.0.0", "5000.0"));
        _fleet.MustPublish(Everyone);
        _fleet.Publish(PolicyFleet.Limit("2.1.0", "6000.0"), new() { AsCandidate = true }).Published.ShouldBeTrue();
        _fleet.Control.Promote("acme", new("limits", new(2, 1, 0)), _fleet.Log, "t", PolicyFleet.Waiver).Durable.ShouldBeTrue();
        _fleet.Control.Retire("acme", new("limits", new(2, 0, 0)), _fleet.Log, "t", out _).ShouldNotBeNull();
        _fleet.Log.TryFlush();
    }

    private PolicyFleet Brought(Way way)
    {
        var node = new PolicyFleet();
        if (way == Way.Snapshot)
        {
            var writer = new ControlPayloadWriter();
            _fleet.Control.WriteTo(writer);
            var reader = new ControlPayloadReader(writer.Written);
            node.Control.RestoreFrom(ref reader).ShouldBeTrue();
        }
        foreach (var record in way == Way.Snapshot ? [] : _fleet.Log.Read(1))
        {
            if (way == Way.Replay) { node.Control.Replay(record).ShouldBeTrue(); continue; }
            node.Control.Apply(record, out var problems).ShouldBeTrue();
            problems.ShouldBeEmpty();
        }
        node.Control.EndReplay().ShouldBeEmpty();
        return node;
    }

    private static string Many(int policies)
    {
        var text = new StringBuilder();
        for (var i = 0; i < policies; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                @id("desk-{{i}}")
                {{(i % 10 == 0 ? "@maso(\"EC-1.1\")\nforbid" : "permit")}} (
                  principal == Agent::"trader-{{i / 10}}",
                  action in [Action::"place-order", Action::"access:read"],
                  resource is Target
                )
                when { context has args && context.args.amount.lessThan(decimal("{{i}}.5")) && resource.region == principal.region };


                """);
        }
        return text.ToString();
    }

    /// <summary>Names of the types of the syntax that are reachable.</summary>
    private static List<string> Trees(object root)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        HeldBytes.Walk(root, (item, _) =>
        {
            var type = item.GetType() is { IsArray: true } array ? array.GetElementType()! : item.GetType();
            if (type.Namespace == typeof(Expression).Namespace && !type.IsEnum) { found.Add(type.Name); }
        });
        return [.. found.Order(StringComparer.Ordinal)];
    }

    private enum Way
    {
        Replay,
        Snapshot,
        AnotherNode,
    }
}
