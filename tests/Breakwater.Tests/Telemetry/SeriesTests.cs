using System.Text.RegularExpressions;
using Breakwater.Contracts;

namespace Breakwater.Tests.Telemetry;

[Collection(Series.Alone)]
public sealed partial class SeriesTests
{
    /// <summary>Observe types, investigate instances: what is exported grows with tenants and clusters, never with agents.</summary>
    [Fact]
    public void Ten_agents_and_ten_thousand_give_the_same_series()
    {
        var (few, many) = (Of(agentsPerGroup: 4, instances: 10), Of(agentsPerGroup: 3_400, instances: 10_000));
        many.Names.ShouldBe(few.Names);
        few.Names.Count.ShouldBeGreaterThan(60);
        many.Sum(InstrumentNames.Decisions).ShouldBeGreaterThan(100_000);
    }

    [Fact]
    public void A_name_that_the_fleet_does_not_have_becomes_no_tag()
    {
        var series = Of(agentsPerGroup: 4, instances: 3);
        var allowed = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            [TelemetryTags.Tenant] = ["acme", "zeta", "none"],
            [TelemetryTags.Cluster] = ["trading", "risk", "care", "none"],
            [TelemetryTags.Effect] = ["allow", "deny", "throttle", "pending"],
            [TelemetryTags.Outcome] = ["verified", "refused"],
            [TelemetryTags.Level] = ["agent", "tenant", "fleet", "global", "provider", "none", "cluster", "type"],
            [TelemetryTags.Phase] = ["primary", "alternate", "contingency", "emergency"],
            [TelemetryTags.Status] = ["kept", "taken", "refused"],
            [TelemetryTags.Cache] = ["trust", "delegation", "policy"],
            [TelemetryTags.Result] = ["hit", "miss"],
            ["gen_ai.provider.name"] = ["p", "none"],
            ["gen_ai.operation.name"] = ["execute_tool"],
            ["gen_ai.token.type"] = ["input", "output"],
            ["error.type"] = ["failed", "unknown"],
        };
        foreach (var (key, value) in series.Tags)
        {
            if (key == TelemetryTags.Control) { (value == "none" || ControlId.TryParse(value, out _)).ShouldBeTrue(value); }
            else if (key == TelemetryTags.Reason) { Code().IsMatch(value).ShouldBeTrue(value); }
            else { allowed.ShouldContainKey(key); allowed[key].ShouldContain(value); }
        }
        series.Names.ShouldAllBe(n => !n.Contains("evil", StringComparison.OrdinalIgnoreCase) && !n.Contains("trader-", StringComparison.Ordinal));
        series.Sum("breakwater.pace.changes").ShouldBe(5);
        // The strangers were counted all the same.
        series.Sum(InstrumentNames.Verifications, $"{TelemetryTags.Outcome}=refused", $"{TelemetryTags.Cluster}=none").ShouldBe(4);
    }

    private static Series Of(int agentsPerGroup, int instances)
    {
        var gate = new BusyGate(agentsPerGroup);
        using var series = new Series();
        gate.Work(instances);
        return series;
    }

    [GeneratedRegex("^(none|[a-z]+\\.[a-z0-9-]+)$")]
    private static partial Regex Code();
}
