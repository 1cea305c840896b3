using System.Globalization;
using Breakwater.Fleet.Reading;

namespace Breakwater.Fleet.Writing;

/// <summary>Writes budgets, load, revenue, trust, controls, scaling, assumptions and source claims.</summary>
internal static class SettingsWriter
{
    public static void Write(YamlText text, FleetSpecification fleet)
    {
        text.Section("budgets", () =>
        {
            text.Plain("criticalPathLatency", UnitText.Duration(fleet.Budgets.CriticalPathLatency));
            text.Plain("trustCheckP99", UnitText.Duration(fleet.Budgets.TrustCheckP99));
            text.Plain("revocationReach", UnitText.Duration(fleet.Budgets.RevocationReach));
            text.Plain("governancePerMonth", UnitText.Amount(fleet.Budgets.GovernancePerMonth, fleet.Currency));
            text.Plain("reviews", UnitText.PerHour(fleet.Budgets.ReviewsPerHour));
            text.Plain("controlPlaneLoss", YamlText.Number(fleet.Budgets.ControlPlaneLoss));
        });
        text.Section("load", () => Load(text, fleet.Load));
        if (fleet.Revenue is { } revenue)
        {
            text.Section("revenue", () =>
            {
                text.Plain("perInteraction", UnitText.Amount(revenue.PerInteraction, fleet.Currency));
                text.Plain("ceiling", UnitText.PerMonth(revenue.InteractionsPerMonthCeiling));
            });
        }
        text.Section("trust", () => Trust(text, fleet.Trust));
        text.Section("rateLimits", () =>
        {
            Level(text, "agent", fleet.RateLimits.Agent);
            Level(text, "tenant", fleet.RateLimits.Tenant);
            Level(text, "fleet", fleet.RateLimits.Fleet);
            Level(text, "global", fleet.RateLimits.Global);
        });
        if (fleet.Controls.Count > 0)
        {
            text.Section("controls", () =>
            {
                foreach (var (name, mode) in fleet.Controls.OrderBy(c => c.Key, StringComparer.Ordinal)) { text.Plain(name, Vocabulary.Mode.Word(mode)); }
            });
        }
        text.Section("scaling", () =>
        {
            text.Plain("flows", Vocabulary.Flows.Word(fleet.Scaling.Flows));
            text.Number("partnersPerAgent", fleet.Scaling.PartnersPerAgent);
        });
        text.Texts("assumptions", fleet.Assumptions);
        text.Entries("sourceClaims", fleet.SourceClaims, c =>
        {
            text.Text("id", c.Id);
            text.Text("text", c.Text);
            text.Plain("subject", c.Subject);
            text.OptionalText("provider", c.Provider);
            text.OptionalText("cluster", c.Cluster);
            text.Number("stated", c.Stated);
        });
    }

    private static void Load(YamlText text, LoadProfile load)
    {
        text.Plain("steady", UnitText.PerMinute(load.SteadyMessagesPerMinute));
        text.Plain("peak", UnitText.PerMinute(load.PeakMessagesPerMinute));
        if (load.Curve.Count == 0) { return; }
        text.Section("curve", () =>
        {
            foreach (var (hour, share) in load.Curve.OrderBy(c => c.Key)) { text.Number(hour.ToString(CultureInfo.InvariantCulture), share); }
        });
    }

    private static void Level(YamlText text, string name, LevelLimits limits)
    {
        if (limits == LevelLimits.None)
        {
            text.Plain(name, "{}");
            return;
        }
        text.Section(name, () =>
        {
            if (limits.Requests is { } requests) { text.Plain("requests", UnitText.PerPeriod(requests)); }
            if (limits.Tokens is { } tokens) { text.Plain("tokens", UnitText.PerPeriod(tokens)); }
            if (limits.Concurrency is { } concurrency) { text.Number("concurrency", concurrency); }
        });
    }

    private static void Trust(YamlText text, TrustSettings trust)
    {
        text.Plain("cacheTtl", UnitText.Duration(trust.CacheTtl));
        text.Plain("refusalTtl", UnitText.Duration(trust.RefusalTtl));
        text.Number("cacheCapacity", trust.CacheCapacity);
        text.Flag("reverifyOnPolicyChange", trust.ReverifyOnPolicyChange);
        text.Plain("verificationDeadline", UnitText.Duration(trust.VerificationDeadline));
        text.Plain("checkInterval", UnitText.Duration(trust.CheckInterval));
        text.Number("maxRegions", trust.MaxRegions);
        text.Number("maxZonesPerRegion", trust.MaxZonesPerRegion);
        text.Number("maxWorkersPerZone", trust.MaxWorkersPerZone);
    }
}
