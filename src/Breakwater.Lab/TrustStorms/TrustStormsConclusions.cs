using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using static Breakwater.Lab.TrustStorms.TrustStormsExperiment;

namespace Breakwater.Lab.TrustStorms;

/// <summary>What the storms' measurements mean.</summary>
internal static class TrustStormsConclusions
{
    private const string Article = "Scaling AI Agents from 10 to 10,000";

    public static Conclusions From(Reading reading)
    {
        var conclusions = new Conclusions();
        if (reading.LargestCommon(Rule, PlainCache, Shipped) == 0) { return conclusions; }
        conclusions.Tables.Add(StormTable.Of(reading));
        var p99 = reading.Fleet.Budgets.TrustCheckP99.TotalMilliseconds;
        string[] both = [PlainCache, Shipped];
        conclusions.Charts.Add(new("storms-cliff-p99", "99th percentile of a check when everything lapses together", Storm.Cliff.P99Ms, "agents", Rule, both, true, true, p99, "budget: trust check p99"));
        conclusions.Charts.Add(new("storms-rotation-p99", "99th percentile of a check while every credential rotates", Storm.Rotation.P99Ms, "agents", Rule, both, true, true, p99, "budget: trust check p99"));
        AddOpen(conclusions, reading);
        AddCliff(conclusions, reading);
        AddRotation(conclusions, reading);
        AddPolicy(conclusions, reading);
        foreach (var storm in Storm.All)
        {
            foreach (var variant in reading.Variants)
            {
                conclusions.StressPoints.Add(new($"{storm.Title}, {variant.Title.ToLowerInvariant()}", Judgement(reading, variant.Id, storm),
                    $"trust check p99 budget: {Wording.Breakpoint(reading.Breakpoint(variant.Id, Rule, storm.P99Ms))}; deadline: {Wording.Breakpoint(reading.Breakpoint(variant.Id, Rule, storm.CalmMs))}.",
                    Evidence(storm, variant.Id)));
            }
        }
        conclusions.Controls["IA-2.2"] = (reading.Fit(Shipped, Rule, Storm.Rotation.Checks)?.Class, Evidence(Storm.Rotation, Shipped));
        return conclusions;
    }

    /// <summary>
    /// Break where a check came too late or was refused; bend where the p99 budget breaks, for what ships at the fleet's own size, for the baseline wherever it is
    /// measured or foreseen by the law; hold otherwise.
    /// </summary>
    public static string Judgement(Reading reading, string variant, Storm storm)
    {
        var late = reading.Variants.First(v => v.Id == variant).Points.Any(p => p.Effect[storm.LateShare] > 0);
        return late || reading.Breakpoint(variant, Rule, storm.CalmMs) is { At: not null, How: "measured" } ? "break"
            : reading.Breakpoint(variant, Rule, storm.P99Ms)?.At is { } at && (variant != Shipped || at <= reading.Fleet.AgentCount) ? "bend"
            : "hold";
    }

    private static void AddOpen(Conclusions conclusions, Reading reading)
    {
        var (n, common) = (reading.Largest(Shipped, Rule), reading.LargestCommon(Rule, PlainCache, Shipped));
        var fleet = reading.Fleet;
        conclusions.Findings.Add(Finding(reading, Storm.Open, Shipped) with
        {
            Id = "S1",
            Title = "When everyone starts cold, no rule about renewing helps",
            Expected = $"{Article}, part 5: 1,000 agents start at 9:30 and 850 fail, on a model's rate limit; what it does to trust is not reported.",
            Actual = $"At {Wording.Agents(n)} {Sentence(reading, Shipped, n, Storm.Open)}. At {Wording.Agents(common)} the plain cache needs {Wording.Number(Value(reading, PlainCache, common, Storm.Open.Checks))} checks "
                + $"and the shipped control {Wording.Number(Value(reading, Shipped, common, Storm.Open.Checks))}: nothing is known yet that could have been renewed.{(fleet.Nodes.Count > 1 ? Rosters(reading, common) : "")}",
            Adaptation = null,
            Bought = null,
            Recommendation = $"Do not start cold at the bell: let hosts renew through the night, or run one round of checks more than {Wording.Ms(Value(reading, Shipped, n, Storm.Open.CalmMs))} before the opening.",
        });
    }

    // With one node nobody waits for a roster.
    private static string Rosters(Reading reading, int n)
    {
        var nodes = reading.Fleet.Nodes;
        var farthest = nodes.Max(a => nodes.Max(b => reading.Fleet.Network.OneWay(a.Region, b.Region).TotalMilliseconds));
        return $" A roster from the farthest region is {Wording.Ms(farthest)} under way. Nodes that verify for themselves instead, as the plain cache's do once all has lapsed, answer with a p99 of "
            + $"{Wording.Ms(Value(reading, PlainCache, n, Storm.Cliff.P99Ms))} instead of {Wording.Ms(Value(reading, PlainCache, n, Storm.Open.P99Ms))} there, for "
            + $"{Wording.Number(Value(reading, PlainCache, n, Storm.Cliff.Checks))} checks instead of {Wording.Number(Value(reading, PlainCache, n, Storm.Open.Checks))}.";
    }

    private static void AddCliff(Conclusions conclusions, Reading reading) => AddComparison(conclusions, reading, Storm.Cliff, new()
    {
        Id = "S2",
        Title = "What is verified together lapses together",
        Expected = $"{Article}: a cache of five minutes, verified again in a batch when it lapses, saves 90% of the work.",
        Adaptation = "Entries lapse up to a fifth early, each at a time its name decides, and hosts renew them in small steps before anyone asks.",
        Recommendation = "Keep the spread and renew ahead in steps of a second. A time to live alone repeats the cold start, without its rosters, every time it ends.",
    });

    private static void AddRotation(Conclusions conclusions, Reading reading) => AddComparison(conclusions, reading, Storm.Rotation, new()
    {
        Id = "S3",
        Title = "Rotating every credential at once is a storm; rotating each at its time is not",
        Expected = "IA-2.2 asks for short lives and says nothing of when a fleet that was started together renews.",
        Adaptation = "Each agent renews between 60% and 80% of its credential's life, at a time that its name and serial decide.",
        Recommendation = "Leave scheduled renewal spread. A new credential is on no roster yet, so each node that meets it checks a signature: an emergency rotation should go zone by zone, with new rosters ahead of it.",
    });

    private static void AddPolicy(Conclusions conclusions, Reading reading) => AddComparison(conclusions, reading, Storm.Policy, new()
    {
        Id = "S4",
        Title = "A policy change need not cost a single verification",
        Expected = $"{Article}: verify again on a policy change, and only then.",
        Adaptation = "Who an agent is does not depend on the policy: verifications stand, and the next decision reads the new policy. Revocations are what takes trust back.",
        Recommendation = "Leave `reverifyOnPolicyChange` off. Where a regulator asks for it, roll policies out tenant by tenant and away from the opening.",
    });

    private static void AddComparison(Conclusions conclusions, Reading reading, Storm storm, Words words)
    {
        var n = reading.LargestCommon(Rule, PlainCache, Shipped);
        var (plainChecks, shippedChecks) = (Value(reading, PlainCache, n, storm.Checks), Value(reading, Shipped, n, storm.Checks));
        var (plain, shipped) = (Value(reading, PlainCache, n, storm.P99Ms), Value(reading, Shipped, n, storm.P99Ms));
        conclusions.Findings.Add(Finding(reading, storm, PlainCache) with
        {
            Id = words.Id,
            Title = words.Title,
            Expected = words.Expected,
            Actual = $"Plain cache at {Wording.Agents(n)}: {Sentence(reading, PlainCache, n, storm)}. As it ships: {Sentence(reading, Shipped, n, storm)}.",
            Adaptation = words.Adaptation,
            Bought = $"At {Wording.Agents(n)} a 99th percentile of {Wording.Ms(shipped)} instead of {Wording.Ms(plain)}, and {Wording.Number(Value(reading, Shipped, n, storm.BusiestSecond))} signature checks in the busiest second "
                + $"instead of {Wording.Number(Value(reading, PlainCache, n, storm.BusiestSecond))}; in all {(shippedChecks == plainChecks ? "as many" : $"{Wording.Number(shippedChecks)} instead of {Wording.Number(plainChecks)}")}.",
            Recommendation = words.Recommendation,
        });
    }

    private static Finding Finding(Reading reading, Storm storm, string variant) => new()
    {
        Id = "",
        Title = "",
        Deliverable = "B",
        Dimension = 2,
        Specification = $"{storm.Title}: the trust control of every node, shipped at {string.Join(", ", reading.Sizes(Shipped, Rule))} and plain at {string.Join(", ", reading.Sizes(PlainCache, Rule))} agents, each keeping its number of partners.",
        ControlMapping = reading.Controls,
        Subject = variant == PlainCache ? "baseline" : "adapted",
        Judgement = Judgement(reading, variant, storm),
        Expected = "",
        Actual = "",
        Class = reading.Fit(variant, Rule, storm.P99Ms)?.Class,
        Breakpoint = string.Join("; ", reading.Variants.Select(v => $"trust check p99, {v.Title.ToLowerInvariant()}: {Wording.Breakpoint(reading.Breakpoint(v.Id, Rule, storm.P99Ms))}")),
        Adaptation = null,
        Bought = null,
        Recommendation = "",
        Affected = new([], [.. reading.Fleet.Clusters.Select(c => c.Id)], ["every pair of agents that deal with each other"]),
        Evidence = [.. Evidence(storm, PlainCache), .. Evidence(storm, Shipped)],
    };

    private static string Sentence(Reading reading, string variant, int n, Storm storm) =>
        $"{Wording.Number(Value(reading, variant, n, storm.Checks))} signature checks, p99 {Wording.Ms(Value(reading, variant, n, storm.P99Ms))}, "
        + $"{Wording.Number(Value(reading, variant, n, storm.PeakQueue))} jobs waiting at the busiest node, calm after {Wording.Ms(Value(reading, variant, n, storm.CalmMs))}";

    private static double Value(Reading reading, string variant, int n, string metric) =>
        reading.Value(variant, Rule, n, metric) ?? throw new InvalidOperationException($"{variant} was not run at {n} agents.");

    private static IReadOnlyList<string> Evidence(Storm storm, string variant) => [$"storms/{variant}/{storm.P99Ms}", $"storms/{variant}/{storm.Checks}", $"storms/{variant}/{storm.BusiestSecond}"];

    /// <summary>What a finding says that no measurement decides.</summary>
    private sealed record Words
    {
        public required string Id { get; init; }

        public required string Title { get; init; }

        public required string Expected { get; init; }

        public required string Adaptation { get; init; }

        public required string Recommendation { get; init; }
    }
}
