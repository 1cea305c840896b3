using System.Globalization;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Results;
using Breakwater.Lab.Running;
using Breakwater.Lab.Tests.Experiments;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Lab.Tests.Running;

/// <summary>Fleets that are valid and that nobody thought of: every experiment runs on them and the document can be written.</summary>
public sealed class UnusualFleetTests
{
    public static TheoryData<string, string> Fleets => new()
    {
        { "one agent", Fleet("[{ id: a }]", "", "{ id: g, agents: 1, provider: p }") },
        { "two agents", Fleet("[{ id: a }]", "", "{ id: g, agents: 2, provider: p }") },
        { "nodes of one core elsewhere", Fleet("[{ id: a }, { id: b }]", "nodes: [{ id: n, region: b, cores: 1, serves: [a, b] }]", "{ id: g, agents: 4, provider: p, regions: [a, b] }") },
        { "a node without agents", Fleet("[{ id: a }, { id: b }, { id: c }]", "controlPlane: { region: c }", "{ id: g, agents: 4, provider: p, regions: [b] }") },
        { "nobody says anything", Fleet("[{ id: a }]", "load: { steady: 1/d, peak: 1/d }", "{ id: g, agents: 4, provider: p }") },
        { "everybody shouts", Fleet("[{ id: a }]", "load: { steady: 3000/min, peak: 3000/min }\ntrust: { cacheTtl: 1s, refusalTtl: 1ms, checkInterval: 1s }", "{ id: g, agents: 4, provider: p }") },
        { "more partners than agents", Fleet("[{ id: a }]", "scaling: { partnersPerAgent: 100000 }", "{ id: g, agents: 6, provider: p }") },
        { "one partner", Fleet("[{ id: a }]", "scaling: { partnersPerAgent: 1, flows: complete }", "{ id: g, agents: 6, provider: p }") },
        { "impatient", Fleet("[{ id: a }]", "trust: { verificationDeadline: 1us, checkInterval: 1us, cacheTtl: 2us, refusalTtl: 1us }", "{ id: g, agents: 6, provider: p }") },
        { "controls off", Fleet("[{ id: a }]", "controls: { trust: off, grants: off, audit: off }", "{ id: g, agents: 6, provider: p }") },
        { "controls that observe", Fleet("[{ id: a }]", "controls: { trust: observe, grants: observe, audit: observe }", "{ id: g, agents: 6, provider: p }") },
        { "autonomous and privileged", Fleet("[{ id: a }]", "trust: { cacheTtl: 20min }", "{ id: g, agents: 6, provider: p, tier: autonomous, highPrivilege: true }") },
        { "money that is nothing", Fleet("[{ id: a }]", "currency: XXX\ncontrolPlane: { coreHourPrice: 0 XXX }\nbudgets: { governancePerMonth: 0.000001 XXX, trustCheckP99: 1us, revocationReach: 100us }", "{ id: g, agents: 6, provider: p }") },
        { "groups that do not grow", Fleet("[{ id: a }]", "", "{ id: g, agents: 6, provider: p, replicates: false }, { id: h, agents: 1, provider: p }") },
        {
            "three tenants and names that quote",
            """
            name: x
            description: "a | b <script> ` * _ {x} \" \\"
            regions: [{ id: a, name: "A | <b>" }, { id: b, regulator: "R & S" }]
            network: { betweenRegions: 3ms }
            providers: [{ id: p, name: "P, \"Q\"" }, { id: q, vendor: p, onPremises: true }]
            tenants: [{ id: t1 }, { id: t2, name: "日本 😀" }, { id: t3 }]
            tools: [{ id: w, access: write, description: "=1+1" }]
            clusters:
              - { id: c1, tenant: t1, groups: [{ id: g1, agents: 3, provider: p, role: "null", regions: [a, b], tools: [w] }] }
              - { id: c2, tenant: t2, controlPlane: true, groups: [{ id: g2, agents: 2, provider: q }] }
              - { id: c3, tenant: t3, groups: [{ id: g3, agents: 2, provider: p, regions: [b] }] }
            """
        },
    };

    [Theory]
    [MemberData(nameof(Fleets))]
    public void They_run(string what, string text)
    {
        var fleet = LabBench.Parse(text);
        fleet.Name.ShouldNotBeNullOrEmpty(what);
        Runs(fleet);
        Runs(fleet with { Name = "y" }, [5]);
    }

    [Theory]
    [InlineData("trust: { maxZonesPerRegion: 1 }", 7)]
    [InlineData("trust: { maxZonesPerRegion: 2, maxWorkersPerZone: 3 }", 20)]
    public void A_limit_of_the_hierarchy_is_met_and_said_with_its_remedy(string trust, int agents)
    {
        var fleet = LabBench.Parse($$"""
            name: narrow
            regions: [{ id: a }]
            providers: [{ id: p }]
            {{trust}}
            clusters:
              - { id: c1, groups: [{ id: g1, agents: {{agents}}, provider: p }] }
              - { id: c2, groups: [{ id: g2, agents: 2, provider: p }] }
            """);
        var results = Runs(fleet, [5, 10, 50]);
        // Delegation, watching, recording, calls to models and tenants need no hierarchy of credentials, nor does what stands beside the dimensions.
        results.Experiments.Where(e => e.Dimension != 0 && e.Id is not ("delegation" or "observability" or "log-volume" or "herd" or "providers" or "tenants")).ShouldAllBe(e => e.Assumptions.Any(a => a.StartsWith("From ") && a.Contains("raise `trust: maxZonesPerRegion`")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tools: [{ id: w, access: write }]")]
    public void A_fleet_whose_agents_hold_no_tool_runs_where_axes_are_measured(string tools)
    {
        var fleet = LabBench.Parse(Fleet("[{ id: a }]", tools, "{ id: g, agents: 12, provider: p }"));
        var results = LabBench.Stress(fleet, new() { Scale = [12, 100], Dimensions = [0], Threads = 2 }).Results;
        var indexed = results.Experiments.Single(e => e.Id == "policy-scaling").Variants.Single(v => v.Id == "indexed");
        indexed.Points.ShouldContain(p => p.Axis == "policies");
        indexed.Points.ShouldNotContain(p => p.Axis == "repeats", "nobody has anything to ask for twice");
    }

    [Fact]
    public void Generated_fleets_run() => Check.One(
        Trials.Of(5),
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => { Runs(Generate(seed), [3, 8]); }));

    private static ResultsDocument Runs(FleetSpecification fleet, IReadOnlyList<int>? scale = null)
    {
        var results = LabBench.Stress(fleet, new() { Scale = scale ?? [2, 3, fleet.AgentCount, 9], Threads = 2 }).Results;
        using var stream = new MemoryStream();
        ResultsSerializer.Write(results, stream);
        stream.Length.ShouldBeGreaterThan(0);
        results.Roster.Agents.Count.ShouldBe(fleet.AgentCount);
        return results;
    }

    private static string Fleet(string regions, string more, string groups) => $$"""
        name: odd
        {{(more.StartsWith("currency", StringComparison.Ordinal) ? "" : "description: odd")}}
        regions: {{regions}}
        network: { betweenRegions: 40ms }
        providers: [{ id: p }]
        {{more}}
        clusters: [{ id: c, groups: [{{groups}}] }]
        """;

    private static FleetSpecification Generate(int seed)
    {
        var drawn = 0L;
        int Below(int limit) => (int)(StableHash.Fraction("lab", "fleet", (seed * 1_000L) + drawn++) * limit);
        string Time() => string.Create(CultureInfo.InvariantCulture, $"{1 + Below(999)}{new[] { "us", "ms", "ms", "s" }[Below(4)]}");
        var regions = 1 + Below(4);
        string Some(int count, string prefix) => string.Join(", ", Enumerable.Range(0, count).Where(i => i == 0 || Below(2) == 0).Select(i => $"{prefix}{i}"));
        var clusters = Enumerable.Range(0, 1 + Below(4)).Select(c =>
            $"  - {{ id: c{c}, tenant: t{Below(2)}, controlPlane: {(Below(3) == 0 ? "true" : "false")}, groups: ["
            + string.Join(", ", Enumerable.Range(0, 1 + Below(3)).Select(g =>
                $"{{ id: c{c}g{g}, agents: {1 + Below(12)}, provider: p{Below(2)}, regions: [{Some(regions, "r")}], tier: {new[] { "supervised", "managed", "autonomous" }[Below(3)]}, tools: [{Some(3, "w")}] }}"))
            + "] }");
        return LabBench.Parse($$"""
            name: generated
            regions: [{{string.Join(", ", Enumerable.Range(0, regions).Select(r => $"{{ id: r{r} }}"))}}]
            network: { withinRegion: {{Time()}}, betweenRegions: {{Time()}} }
            nodes:
            {{string.Join('\n', Enumerable.Range(0, regions).Select(r => $"  - {{ id: n{r}, region: r{Below(regions)}, cores: {1 + Below(8)}, serves: [r{r}] }}"))}}
            controlPlane: { region: r{{Below(regions)}} }
            providers: [{ id: p0 }, { id: p1, vendor: p0 }]
            tenants: [{ id: t0 }, { id: t1 }]
            tools: [{ id: w0, access: read }, { id: w1, access: write }, { id: w2, access: write, risk: critical }]
            clusters:
            {{string.Join('\n', clusters)}}
            load: { steady: {{1 + Below(100)}}/h, peak: {{10 + Below(1_000)}}/min }
            trust: { cacheTtl: {{1 + Below(60)}}s, refusalTtl: 1ms, checkInterval: {{Time()}}, verificationDeadline: {{Time()}}, cacheCapacity: {{1_000 + Below(9)}} }
            scaling: { partnersPerAgent: {{1 + Below(12)}} }
            """);
    }
}
