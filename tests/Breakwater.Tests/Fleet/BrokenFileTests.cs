using Breakwater.Fleet;

namespace Breakwater.Tests.Fleet;

/// <summary>Each broken file is a good one with one thing changed; the problem has to name the place, the matter and a way out.</summary>
public sealed class BrokenFileTests
{
    // Line numbers below count from the line after the quotes.
    private const string Good = """
        name: shop
        regions:
          - { id: north, name: North }
          - { id: south, name: South }
        network: { betweenRegions: 40ms }
        providers:
          - { id: azure, latencyMedian: 250ms }
          - { id: local, vendor: azure, onPremises: true }
        labels: [{ id: public }, { id: secret }]
        tools:
          - { id: look, access: read }
          - { id: pay, access: write, risk: critical }
        clusters:
          - id: front
            groups:
              - { id: chat, agents: 4, provider: azure, tools: [look], labels: [public] }
              - { id: desk, agents: 2, provider: local, tools: [look, pay], labels: [public, secret] }
          - id: back
            groups:
              - { id: stock, agents: 2, provider: local, tools: [look], labels: [public, secret] }
        flows:
          - { from: chat, to: desk, steady: 10/min, peak: 100/min, labels: [public] }
        delegations:
          - { from: chat, to: desk, tasks: [refund], permissions: [pay] }
        barriers:
          - { id: wall, left: [chat], right: [stock], labels: [secret] }
        dependencies:
          - { consumer: front, producer: back }
        trust: { cacheTtl: 5min, refusalTtl: 30s }
        """;

    [Fact]
    public void The_file_they_are_made_from_is_good() => FleetFile.Parse(Good, "shop.yaml").Problems.ShouldBeEmpty();

    [Theory]
    [InlineData("provider: azure, tools", "provider: azzure, tools", 16, "group `chat` names provider `azzure`, which does not exist", "did you mean `azure`?")]
    [InlineData("provider: azure, tools", "tools", 16, "group `chat` has no `provider`", "add `provider:`")]
    [InlineData("agents: 4", "agents: 0", 16, "group `chat` sets `agents` to `0`", "from 1 to 100,000")]
    [InlineData("agents: 4", "agents: -4", 16, "group `chat` sets `agents` to `-4`", "from 1 to 100,000")]
    [InlineData("agents: 4", "agents: 2.5", 16, "group `chat` sets `agents` to `2.5`", "whole number")]
    [InlineData("agents: 4", "agents: .nan", 16, "`.nan`, which is not a number", "digits")]
    [InlineData("agents: 4", "agents: 99999999999999999999", 16, "group `chat` sets `agents`", "from 1 to 100,000")]
    [InlineData("agents: 4", "agents: 1e999", 16, "is out of range", "")]
    [InlineData("agents: 4", "agents: four", 16, "`four`, which is not a number", "digits")]
    [InlineData("agents: 4", "agents: 100000", 13, "the fleet has 100,004 agents in all", "at most 100,000")]
    [InlineData("agents: 4", "agnets: 4", 16, "group `chat` has the key `agnets`, which nothing reads", "did you mean `agents`?")]
    [InlineData("latencyMedian: 250ms", "latencyMedian: 250", 7, "provider `azure` sets `latencyMedian` to `250`, which has no unit", "`250ms`")]
    [InlineData("latencyMedian: 250ms", "latencyMedian: 0", 7, "`0`, which has no unit", "`0ms`")]
    [InlineData("latencyMedian: 250ms", "latencyMedian: 0ms", 7, "must be longer than zero", "")]
    [InlineData("latencyMedian: 250ms", "latencyMedian: -1ms", 7, "must be longer than zero", "")]
    [InlineData("latencyMedian: 250ms", "latencyMedian: 250m", 7, "the unit `m`, which is no unit of time", "`5min`")]
    [InlineData("latencyMedian: 250ms", "latencyMedian: 99999999999h", 7, "longer than ten years", "")]
    [InlineData("latencyMedian: 250ms", "latencyMedian: [250ms]", 7, "provider `azure` has a list under `latencyMedian`", "one value")]
    [InlineData("latencyMedian: 250ms", "latencyMedian:", 7, "provider `azure` has nothing under `latencyMedian`", "leave the key out")]
    [InlineData("latencyMedian: 250ms", "latencyMedian: 2s, latencyP99: 1s", 7, "answers faster at the 99th percentile", "at least `latencyMedian`")]
    [InlineData("latencyMedian: 250ms", "inputPricePerMillion: 3 EUR", 7, "is in `EUR`, the file's currency is `USD`", "USD")]
    [InlineData("latencyMedian: 250ms", "inputPricePerMillion: 3", 7, "has no unit", "`3 USD`")]
    [InlineData("latencyMedian: 250ms", "inputPricePerMillion: -3 USD", 7, "is negative", "")]
    [InlineData("latencyMedian: 250ms", "requests: 1/h", 7, "whole number per minute", "at least one")]
    [InlineData("latencyMedian: 250ms", "meanTimeToRepair: 1h", 7, "only one of", "give both")]
    [InlineData("vendor: azure", "vendor: local", 8, "names itself as its vendor", "leave `vendor` out")]
    [InlineData("onPremises: true", "onPremises: yes", 8, "provider `local` sets `onPremises` to `yes`", "`true` or `false`")]
    [InlineData("id: desk", "id: chat", 17, "group `chat` is declared twice, first on line 16", "its own id")]
    [InlineData("id: desk", "id: Help Desk", 17, "group has the id `Help Desk`", "lower-case")]
    [InlineData("name: shop", "name: shop\nname: shop", 2, "`name` is given twice, first on line 1", "keep one")]
    [InlineData("name: shop", "nam: shop", 1, "the fleet has no `name`", "add `name:`")]
    [InlineData("name: shop", "name: shop\ncurrency: dollars", 2, "the fleet has the currency `dollars`", "ISO 4217")]
    [InlineData("{ betweenRegions: 40ms }", "{ withinRegion: 1ms }", 5, "no latency between regions `north` and `south`", "network.pairs")]
    [InlineData("network:", "nodes: [{ id: n, region: north }]\nnetwork:", 5, "no node that serves region `south`", "`serves`")]
    [InlineData("network:", "nodes: [{ id: n, region: north, serves: [north, south] }, { id: s, region: south }]\nnetwork:", 5, "serves region `south`, which node `n` serves already", "exactly one")]
    [InlineData("peak: 100/min", "peak: 1/min", 22, "slower at its peak", "at least `steady`")]
    [InlineData("steady: 10/min", "steady: 10", 22, "flow `chat-to-desk` sets `steady` to `10`, which has no unit", "`10/min`")]
    [InlineData("steady: 10/min", "steady: 10ms", 22, "the unit `ms`", "`100/min`")]
    [InlineData("steady: 10/min", "steady: 1e300/min", 22, "more than 10¹⁸", "")]
    [InlineData("peak: 100/min, labels: [public]", "labels: [secret]", 22, "carries label `secret`, which group `chat` may not hold", "group's `labels`")]
    [InlineData("from: chat, to: desk, steady", "from: chat, to: dsek, steady", 22, "names group `dsek` under `to`", "did you mean `desk`?")]
    [InlineData("from: chat, to: desk, tasks", "from: desk, to: chat, tasks", 24, "permits tool `pay`, which group `chat` is not granted", "IA-2.3")]
    [InlineData("from: chat, to: desk, tasks", "from: front-orchestator, to: desk, tasks", 24, "names group or orchestrator `front-orchestator`", "did you mean `front-orchestrator`?")]
    [InlineData("tasks: [refund], ", "", 24, "has no `tasks`", "at least one task type")]
    [InlineData("right: [stock]", "right: [stock, chat]", 26, "has group `chat` on both sides", "one side")]
    [InlineData("right: [stock]", "right: []", 26, "barrier `wall` has an empty list of `right`", "at least")]
    [InlineData("producer: back", "producer: front", 28, "of a cluster on itself", "two different clusters")]
    [InlineData("producer: back", "producer: back, onAlternate: stael", 28, "sets `onAlternate` to `stael`", "did you mean `stale`?")]
    [InlineData("refusalTtl: 30s", "refusalTtl: 5min", 29, "remembers a refusal for as long as", "shorter than")]
    [InlineData("trust: {", "controls: { turst: on }\ntrust: {", 29, "the key `turst`", "did you mean `trust`?")]
    [InlineData("trust: {", "controls: { trust: maybe }\ntrust: {", 29, "sets `trust` to `maybe`", "`on`, `observe`, `off`")]
    [InlineData("trust: {", "budgets: { controlPlaneLoss: 1.5 }\ntrust: {", 29, "lets `1.5` of the control plane be lost", "from 0 to 1")]
    [InlineData("trust: {", "budgets: { controlPlaneLoss: 33% }\ntrust: {", 29, "has a unit where a plain number is due", "write `0.33`")]
    [InlineData("trust: {", "load: { curve: { 24: 0.5 } }\ntrust: {", 29, "has the hour `24`", "0 to 23")]
    [InlineData("trust: {", "load: { curve: { 3: 1.5 } }\ntrust: {", 29, "sets hour 3 to `1.5`", "0 to 1")]
    [InlineData("trust: {", "sourceClaims: [{ id: x, text: y, subject: provider-agents, stated: 3 }]\ntrust: {", 29, "has no `provider`", "add `provider:`")]
    [InlineData("  - id: back", "  - id: back\n    orchestrator: { tools: [pay] }", 19, "orchestrator is given tools", "IA-2.5")]
    [InlineData("  - id: back", "  - id: back\n    orchestrator: { id: chat }", 19, "orchestrator `chat` is declared twice", "its own id")]
    [InlineData("  - id: back", "  - id: back\n    orchestrator: { id: chat-1 }", 19, "named like an agent of group `chat`", "another id")]
    [InlineData("  - id: back", "  - id: back\n    tenant: nobody", 19, "names tenant `nobody`", "`default`")]
    [InlineData("labels: [{ id: public }, { id: secret }]", "labels: secret", 9, "has a single value under `labels`", "write a list")]
    [InlineData("tools: [look], labels: [public] }\n", "tools: [look, look], labels: [public] }\n", 16, "names `look` twice under `tools`", "keep one")]
    [InlineData("tools: [look], labels: [public] }\n", "tools: look, labels: [public] }\n", 16, "has a single value under `tools`", "write a list")]
    [InlineData("{ id: north, name: North }", "{ id: north, name: Up, over there }", 3, "has the text `over there` where a key is due", "quote")]
    [InlineData("{ id: north, name: North }", "&n { id: north, name: North }", 3, "`&n` marks a part for repetition", "remove it")]
    [InlineData("{ id: north, name: North }", "{ id: north, name: *n }", 3, "`*n` repeats another part", "write the value out")]
    [InlineData("{ id: north, name: North }", "{ id: north, name: !!str North }", 3, "the tag", "remove it")]
    [InlineData("{ id: north, name: North }", "{ id: north, name: North", 4, "this is not YAML", "check brackets")]
    [InlineData("{ id: north, name: North }", "[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]", 3, "nests deeper than", "brackets")]
    [InlineData("trust: {", "---\ntrust: {", 29, "a second document begins", "one fleet")]
    [InlineData("trust: {", "tenants: []\ntrust: {", 29, "empty list of `tenants`", "at least one tenant")]
    public void A_broken_file_is_refused_with_line_and_remedy(string good, string broken, int line, string message, string remedy)
    {
        Good.ShouldContain(good);
        var at = Good.IndexOf(good, StringComparison.Ordinal);
        var text = string.Concat(Good.AsSpan(0, at), broken, Good.AsSpan(at + good.Length));

        var result = FleetFile.Parse(text, "shop.yaml");

        result.Fleet.ShouldBeNull();
        result.Problems.ShouldContain(
            p => p.Line == line && p.Message.Contains(message) && p.Remedy.Contains(remedy) && p.File == "shop.yaml",
            string.Join('\n', result.Problems));
        result.Problems.ShouldAllBe(p => p.Remedy.Length > 0 && p.Column > 0);
    }

    [Fact]
    public void Every_problem_is_reported_at_once_and_by_line()
    {
        var text = Good.Replace("agents: 4", "agents: none").Replace("vendor: azure", "vendor: azur").Replace("steady: 10/min", "steady: 10")
            .Replace("name: shop", "name: shop\nextra: 1").Replace("producer: back", "producer: bck");

        var problems = FleetFile.Parse(text, "shop.yaml").Problems;

        problems.Select(p => p.Line).ShouldBe([2, 9, 17, 23, 29]);
        problems[2].ToString().ShouldBe("shop.yaml:17:29: group `chat` sets `agents` to `none`, which is not a number — write digits, such as `12`");
    }

    [Fact]
    public void What_leads_across_tenants_is_refused()
    {
        var text = Good.Replace("clusters:", "tenants: [{ id: one }, { id: two }]\nclusters:").Replace("- id: front", "- id: front\n    tenant: one").Replace("- id: back", "- id: back\n    tenant: two")
            .Replace("to: desk, steady", "to: stock, steady");

        FleetFile.Parse(text, "shop.yaml").Problems.Select(p => p.Message).ShouldBe([
            "flow `chat-to-stock` leads from tenant `one` to tenant `two`",
            "the dependency of `front` on `back` leads from tenant `one` to tenant `two`",
        ]);
    }

    [Fact]
    public void A_flow_may_not_carry_across_a_barrier_what_the_barrier_stops()
    {
        var text = Good.Replace("left: [chat]", "left: [desk]").Replace("from: chat, to: desk, steady: 10/min, peak: 100/min, labels: [public]", "from: stock, to: desk, steady: 10/min, labels: [secret]");

        FleetFile.Parse(text, "shop.yaml").Problems.Single().Message.ShouldBe("flow `stock-to-desk` carries label `secret` across barrier `wall`");
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("# only a comment\n", "the file is empty")]
    [InlineData("---\n", "the file is empty")]
    [InlineData("just text", "the file holds a single value")]
    [InlineData("- a\n- b\n", "the file holds a list")]
    [InlineData("\u0000\u0001", "the file holds a single value")]
    [InlineData("%YAML 9.9\n---\na: b", "this is not YAML")]
    public void Text_that_is_no_fleet_is_one_problem(string text, string message) =>
        FleetFile.Parse(text, "x.yaml").Problems.Single().Message.ShouldStartWith(message);

    [Fact]
    public void Text_with_half_a_character_is_refused() =>
        FleetFile.Parse("name: " + (char)0xD800, "x.yaml").Problems.Single().Message.ShouldBe("the file is not UTF-8 text");

    [Fact]
    public void Tools_beyond_their_handle_are_refused()
    {
        var tools = string.Concat(Enumerable.Range(0, FleetLimits.MaxTools + 1).Select(i => $"\n  - {{ id: t{i}, access: read }}"));

        FleetFile.Parse(Good.Replace("tools:\n", $"tools:{tools}\n"), "x.yaml").Problems.Single().Message.ShouldBe("the fleet has 65,538 tools");
    }

    [Fact]
    public void A_file_with_more_problems_than_anyone_reads_says_how_many()
    {
        var text = Good + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"\nkey{i}: 1"));

        var problems = FleetFile.Parse(text, "x.yaml").Problems;

        problems.Count.ShouldBe(FleetLimits.MaxProblems + 1);
        problems[^1].Message.ShouldBe("29000 more problems are not shown");
    }
}
