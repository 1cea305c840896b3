using System.Text;
using Breakwater.Cedar.Values;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Policy;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Diffing;
using Breakwater.Policy.Inspection;
using Breakwater.Tests.Shared;
using Breakwater.Tests.Trust;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Policy.Diffing;

/// <summary>Random bundles, one change in them, and every request there is: whatever the slow way finds to be allowed and then denied, the diff finds too.</summary>
public sealed class TighteningTests
{
    private const string Manifest = """
        tools:
          - id: place-order
            arguments:
              - { id: amount, type: count }
              - { id: venue, type: choice, values: [XLON, XSES], optional: true }
              - { id: memo, type: text, maxLength: 3 }
              - { id: tags, type: texts, optional: true }
        """;

    private static readonly FleetSpecification Fleet = TestFleet.Describe() with
    {
        TrustBoundaries = [new("market", "Market", ""), new("clients", "Clients", "")],
        Tools = [.. TestFleet.Describe().Tools.Select(t => t.Id == "place-order" ? t with { Boundary = "market" } : t)],
    };

    private static readonly string[] Instants = ["2026-01-01T11:00:00Z", "2026-01-01T12:00:00Z", "2026-01-01T13:00:00Z"];

    [Fact]
    public void Whatever_every_request_shows_to_be_denied_the_diff_refuses()
    {
        var (refused, passed) = (0, 0);
        Check.One(Trials.Of(60), Prop.ForAll(Cases().ToArbitrary(), c =>
        {
            var (before, after) = (Bundle("1.0.0", c.Before, c.Overlay), Bundle("1.1.0", c.After, c.Overlay));
            var (old, now) = (Load(before), Load(after));
            var report = PolicyDiff.Between(Fleet, "acme", before, after, [], 1_000_000, out var problems)!;
            problems.ShouldBeEmpty();
            report.IsComplete.ShouldBeTrue();
            report.StepsEnough.ShouldBeInRange(1, PolicyOptions.MostGeneratedRequests);
            PolicyDiff.Between(Fleet, "acme", before, after, [], (int)report.StepsEnough, out _)!.IsComplete.ShouldBeTrue($"{report.StepsEnough} steps\n{c}");
            var (denied, changed) = Exhaustive(old, now, c.ToString());
            var refusal = after[0].RefusalFrom(before[0].Reference.Version, report);
            if (denied is not null) { refusal.ShouldNotBeNull($"{denied}\n{c}"); }
            // And the other way: what it reports is so, whatever requests the slow way tries.
            foreach (var change in report.Changes)
            {
                var (a, b) = (new RequestJudge(old.World, old.View, old.View).Of(change.Example).Verdict, new RequestJudge(now.World, now.View, old.View).Of(change.Example).Verdict);
                (a.IsPermitted, b.IsPermitted, a.Obligations == b.Obligations).ShouldBe(change.Kind switch
                {
                    PolicyChangeKind.AllowToDeny => (true, false, a.Obligations == b.Obligations),
                    PolicyChangeKind.DenyToAllow => (false, true, a.Obligations == b.Obligations),
                    _ => (true, true, false),
                }, $"{change}\n{c}");
            }
            if (changed is not null) { report.Changes.ShouldNotBeEmpty($"{changed}\n{c}"); }
            _ = refusal is null ? passed++ : refused++;
        }));
        // A property that always holds for want of cases would show nothing.
        refused.ShouldBeGreaterThan(5);
        passed.ShouldBeGreaterThan(5);
    }

    /// <summary>Every request that the little world has, as far as its few literals can tell requests apart; numbers one by one.</summary>
    private static (string? Denied, string? Changed) Exhaustive(LoadedPolicies old, LoadedPolicies now, string texts)
    {
        var (before, after) = (new RequestJudge(old.World, old.View, old.View), new RequestJudge(now.World, now.View, old.View));
        (string? denied, string? changed) = (null, null);
        CedarValue Tags(params string[] tags) => CedarValue.Of(new CedarSet(tags.Select(CedarValue.Of)));
        // What no policy of the case names makes no difference, and would only take time.
        bool Names(string part) => texts.Contains(part, StringComparison.Ordinal);
        CedarValue[] venues = Names("venue") ? [default, CedarValue.Of("XLON"), CedarValue.Of("XSES")] : [default];
        CedarValue[] memos = Names("memo") ? [CedarValue.Of(""), CedarValue.Of("a"), CedarValue.Of("b"), CedarValue.Of("azb")] : [CedarValue.Of("")];
        CedarValue[] tags = Names("tags") ? [default, Tags("a"), Tags("a", "b"), Tags("a", "b", "z")] : [default];
        CedarValue[] amounts = Names("amount") ? [.. Enumerable.Range(-1, 9).Select(n => CedarValue.Of((long)n))] : [CedarValue.Of(0L)];
        DateTimeOffset[] times = Names("now") ? [.. Instants.Select(i => DateTimeOffset.Parse(i, System.Globalization.CultureInfo.InvariantCulture)).Prepend(DateTimeOffset.UnixEpoch)] : [DateTimeOffset.UnixEpoch];
        foreach (var (agent, group, region) in new (string?, string, string)[] { (null, "trader", "north"), (null, "trader", "south"), (null, "trader", ""), ("trader-1", "trader", "north"), (null, "checker", "north"), (null, "checker", "") })
        {
            foreach (var tool in Fleet.Tools)
            {
                IEnumerable<CedarValue[]> rows = tool.Id == "place-order" ? from a in amounts from v in venues from m in memos from t in tags select new[] { a, v, m, t } : [[]];
                foreach (var (target, row, delegated, time) in
                    from target in old.World.Entities.Targets.Where(t => !t.Uid.Id.StartsWith("inside", StringComparison.Ordinal)) from row in rows from delegated in Names("delegated") ? (bool[])[false, true] : [false] from time in times select (target.Uid.Id, row, delegated, time))
                {
                    var request = new RecordedRequest
                    {
                        Agent = agent, Group = group, Region = region, Tool = tool.Id, Target = target, Delegated = delegated, Time = time,
                        Arguments = row.Zip((string[])["amount", "venue", "memo", "tags"]).Where(v => v.First.Kind != CedarKind.None).ToDictionary(v => v.Second, v => v.First),
                    };
                    var (a, b) = (before.Of(request).Verdict, after.Of(request).Verdict);
                    if (a.IsPermitted && !b.IsPermitted) { return (request.ToString(), request.ToString()); }
                    if (a.IsPermitted != b.IsPermitted || a.Obligations != b.Obligations) { changed = request.ToString(); }
                }
            }
        }
        return (denied, changed);
    }

    private static PolicyBundle[] Bundle(string version, string cedar, string overlay) =>
    [
        PolicyFleet.Bundle($"name: limits\nversion: {version}\nlayer: fleet\ntenant: acme\n", cedar, Manifest),
        PolicyFleet.Bundle("name: over\nversion: 1.0.0\nlayer: jurisdiction\nfor: SG\ntenant: acme\nextends: { name: limits, versions: \"[1.0.0,2.0.0)\" }\n", overlay),
    ];

    private static LoadedPolicies Load(PolicyBundle[] bundles)
    {
        var loaded = LoadedPolicies.Load(Fleet, "acme", bundles, out var problems);
        problems.ShouldBeEmpty();
        return loaded!;
    }

    private static Gen<Case> Cases() =>
        from count in Gen.Choose(1, 4)
        from policies in Gen.ArrayOf(Policies(), count)
        from overlay in Policies()
        from change in Gen.Choose(0, 4)
        from at in Gen.Choose(0, count - 1)
        from more in Conditions(1)
        from added in Policies()
        select Case.Of(policies, overlay, change, at, more, added);

    private static Gen<Rule> Policies() =>
        from effect in Gen.Elements("permit", "permit", "permit", "forbid")
        from require in Gen.Elements("", "", "", "@require(\"judge\")")
        from principal in Gen.Elements("principal", "principal", "principal in Group::\"trader\"", "principal == Agent::\"trader-1\"", "principal in Region::\"south\"")
        from order in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        from action in order ? Gen.Constant("action == Action::\"place-order\"") : Gen.Elements("action", "action in Action::\"access:read\"", "action in [Action::\"refund\", Action::\"read-book\"]")
        from resource in Gen.Elements("resource", "resource", "resource in Boundary::\"market\"", "resource in Jurisdiction::\"UK\"", "resource == Target::\"clients@south\"")
        from condition in order ? Conditions(2) : Plain()
        select new Rule(effect, effect == "permit" ? require : "", $"{principal}, {action}, {resource}", condition);

    private static Gen<string> Conditions(int depth) => depth == 0
        ? Gen.OneOf(Amounts(), Amounts(), Plain(), Gen.Elements(
            "context.args has venue && context.args.venue == \"XLON\"", "!(context.args has venue)", "context.args.memo == \"a\"", "context.args.memo like \"a*\"", "!(context.args.memo like \"*b\")",
            "context.args has tags && context.args.tags.containsAll([\"a\", \"b\"])", "if context.args has tags then [\"a\", \"b\"].containsAll(context.args.tags) else true"))
        : Gen.Frequency(
            (3, Conditions(depth - 1)),
            (1, from a in Conditions(depth - 1) from b in Conditions(depth - 1) from op in Gen.Elements("&&", "||") select $"({a}) {op} ({b})"),
            (1, from a in Conditions(depth - 1) from b in Conditions(depth - 1) from c in Conditions(depth - 1) select $"if {a} then {b} else {c}"));

    private static Gen<string> Amounts() =>
        from op in Gen.Elements("<=", "<", ">", ">=", "==", "!=") from limit in Gen.Choose(0, 6) select $"context.args.amount {op} {limit}";

    private static Gen<string> Plain() => Gen.OneOf(
        Gen.Elements("true", "context.delegated", "!context.delegated", "context.crossJurisdiction", "principal.region == resource.region", "principal.region == \"\"", "resource.boundary != \"market\""),
        from op in Gen.Elements("<", ">=") from at in Gen.Elements(Instants) select $"context.now {op} datetime(\"{at}\")");

    private sealed record Rule(string Effect, string Annotations, string Head, string Condition)
    {
        public string Write(string id) => $"@id(\"{id}\") {Annotations} {Effect} ({Head}) when {{ {Condition} }};\n";
    }

    /// <summary>A bundle, what it becomes, and the overlay that lies over both.</summary>
    private sealed record Case(string Before, string After, string Overlay)
    {
        public static Case Of(Rule[] rules, Rule overlay, int change, int at, string more, Rule added)
        {
            Rule[] after = [.. rules];
            switch (change)
            {
                case 0: after[at] = after[at] with { Condition = after[at].Head.Contains("place-order", StringComparison.Ordinal) ? $"({after[at].Condition}) && ({more})" : "context.delegated" }; break;
                case 1: after = [.. after.Where((_, i) => i != at)]; break;
                case 2: after = [.. after, added with { Effect = "forbid", Annotations = "" }]; break;
                case 3: after[at] = after[at] with { Condition = Lower(after[at].Condition) }; break;
                default: after[at] = after[at] with { Head = after[at].Head.Replace("principal,", "principal in Group::\"trader\",", StringComparison.Ordinal) }; break;
            }
            return new(Text(rules), Text(after), overlay.Write("over"));
        }

        private static string Text(Rule[] rules) => string.Concat(rules.Select((r, i) => r.Write($"p{i}"))) + (rules.Length == 0 ? "@id(\"none\") forbid (principal, action == Action::\"refund\", resource);\n" : "");

        private static string Lower(string condition)
        {
            var text = new StringBuilder(condition);
            for (var i = 0; i < text.Length; i++) { if (text[i] is > '0' and <= '9' && i > 0 && text[i - 1] == ' ' && (i + 1 == text.Length || text[i + 1] is ' ' or ')')) { text[i]--; break; } }
            return text.ToString();
        }
    }
}
