using System.Globalization;
using Breakwater.Contracts;

namespace Breakwater.Fleet.Reading;

/// <summary>Reads the sections of settings: budgets, load, revenue, trust, controls, scaling. Each has defaults.</summary>
internal static class SettingsReader
{
    private const double MessagesPerAgent = 10;
    private const double PeakOverSteady = 10;
    private const double ControlPlaneLoss = 0.33;

    public static Budgets Budgets(YamlMap root, string currency)
    {
        var section = root.Section("budgets", "the section `budgets`");
        var money = Money.FromUnits(10_000);
        var budgets = new Budgets
        {
            CriticalPathLatency = section?.Duration("criticalPathLatency", TimeSpan.FromMilliseconds(500)) ?? TimeSpan.FromMilliseconds(500),
            TrustCheckP99 = section?.Duration("trustCheckP99", TimeSpan.FromMilliseconds(50)) ?? TimeSpan.FromMilliseconds(50),
            RevocationReach = section?.Duration("revocationReach", TimeSpan.FromSeconds(30)) ?? TimeSpan.FromSeconds(30),
            GovernancePerMonth = section?.Amount("governancePerMonth", currency, money) ?? money,
            ReviewsPerHour = section?.PerHour("reviews", 60) ?? 60,
            ControlPlaneLoss = section?.Number("controlPlaneLoss", ControlPlaneLoss) ?? ControlPlaneLoss,
        };
        if (section is not null && budgets.GovernancePerMonth <= Money.Zero)
        {
            section.Problem("governancePerMonth", "leaves nothing for governance", "write an amount above zero");
        }
        if (section is not null && budgets.ControlPlaneLoss is not (>= 0 and <= 1))
        {
            section.Problem("controlPlaneLoss", $"lets {section.Shown("controlPlaneLoss")} of the control plane be lost", "write the share that may be lost, from 0 to 1");
        }
        section?.Close();
        return budgets;
    }

    public static LoadProfile Load(YamlMap root, long agents)
    {
        var usual = Math.Max(1, agents) * MessagesPerAgent;
        if (root.Section("load", "the section `load`") is not { } section) { return new(usual, usual * PeakOverSteady, new SortedDictionary<int, double>()); }
        var steady = section.PerMinute("steady", usual);
        var peak = section.PerMinute("peak", steady * PeakOverSteady);
        if (peak < steady) { section.Problem("peak", "is slower at its peak than at steady state", "`peak` is at least `steady`"); }
        var curve = new SortedDictionary<int, double>();
        if (section.Section("curve", "the load curve") is { } hours)
        {
            foreach (var key in hours.Keys())
            {
                var share = hours.Number(key);
                if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var hour) || hour > 23 || !curve.TryAdd(hour, share))
                {
                    hours.Problem(key, $"has the hour {Problems.Quote(key)}", "write each hour of the day (UTC) from 0 to 23 once");
                }
                else if (share is not (>= 0 and <= 1))
                {
                    hours.Problem(key, $"sets hour {key} to {hours.Shown(key)}", "write the share of the peak, from 0 to 1");
                }
            }
        }
        section.Close();
        return new(steady, peak, curve);
    }

    public static RevenueModel? Revenue(YamlMap root, string currency)
    {
        if (root.Section("revenue", "the section `revenue`") is not { } section) { return null; }
        var revenue = new RevenueModel(section.Amount("perInteraction", currency, $"0.40 {currency}"), section.PerMonth("ceiling", "300000/month"));
        section.Close();
        return revenue;
    }

    public static TrustSettings Trust(YamlMap root, int regions)
    {
        var otherwise = new TrustSettings();
        if (root.Section("trust", "the section `trust`") is not { } section) { return Checked(root, otherwise, regions); }
        var trust = new TrustSettings
        {
            CacheTtl = section.Duration("cacheTtl", otherwise.CacheTtl),
            RefusalTtl = section.Duration("refusalTtl", otherwise.RefusalTtl),
            CacheCapacity = section.Count("cacheCapacity", 4, 1 << 30, otherwise.CacheCapacity),
            ReverifyOnPolicyChange = section.Flag("reverifyOnPolicyChange", otherwise.ReverifyOnPolicyChange),
            VerificationDeadline = section.Duration("verificationDeadline", otherwise.VerificationDeadline),
            CheckInterval = section.Duration("checkInterval", otherwise.CheckInterval),
            MaxRegions = section.Count("maxRegions", 1, 1_000_000, otherwise.MaxRegions),
            MaxZonesPerRegion = section.Count("maxZonesPerRegion", 1, 1_000_000, otherwise.MaxZonesPerRegion),
            MaxWorkersPerZone = section.Count("maxWorkersPerZone", 1, 1_000_000, otherwise.MaxWorkersPerZone),
        };
        if (trust.RefusalTtl >= trust.CacheTtl)
        {
            section.Problem(
                section.Has("refusalTtl") ? "refusalTtl" : "cacheTtl", "remembers a refusal for as long as a verification or longer",
                "`refusalTtl` (30s unless set) is shorter than `cacheTtl` (5min unless set)");
        }
        section.Close();
        return Checked(root, trust, regions);
    }

    public static IReadOnlyDictionary<string, ControlMode> Controls(YamlMap root)
    {
        var controls = new SortedDictionary<string, ControlMode>(StringComparer.Ordinal);
        if (root.Section("controls", "the section `controls`") is not { } section) { return controls; }
        foreach (var name in KnownControls.Names)
        {
            if (section.Has(name)) { controls[name] = section.Choice(name, Vocabulary.Mode); }
            else { _ = section.Choice(name, Vocabulary.Mode, ControlMode.On); }
        }
        section.Close();
        return controls;
    }

    public static ScalingRule Scaling(YamlMap root)
    {
        const int partners = 8;
        if (root.Section("scaling", "the section `scaling`") is not { } section) { return new(FlowScaling.ConstantDegree, partners); }
        var rule = new ScalingRule(
            section.Choice("flows", Vocabulary.Flows, FlowScaling.ConstantDegree), section.Count("partnersPerAgent", 1, FleetLimits.MaxAgents, partners));
        section.Close();
        return rule;
    }

    private static TrustSettings Checked(YamlMap root, TrustSettings trust, int regions)
    {
        if (regions > trust.MaxRegions)
        {
            root.Problem(
                "regions", $"has {regions} regions and at most {trust.MaxRegions} regional authorities under the root",
                "raise `trust.maxRegions`, or merge regions");
        }
        return trust;
    }
}
