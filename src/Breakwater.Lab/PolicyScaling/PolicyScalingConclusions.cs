using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.PolicyVersions;
using static Breakwater.Lab.PolicyScaling.PolicyScalingExperiment;

namespace Breakwater.Lab.PolicyScaling;

/// <summary>What the measurements of policies mean.</summary>
internal static class PolicyScalingConclusions
{
    private const int LargestFleet = 100_000;

    public static Conclusions From(Reading reading)
    {
        var conclusions = new Conclusions();
        var n = reading.LargestCommon(Rule, Scan, Outside, Indexed);
        if (n == 0) { return conclusions; }
        conclusions.Charts.Add(new("policy-scaling-last", "Everybody asks at once: time until the last is decided", "lastDecidedMs", "agents", Rule, [Scan, Outside, Indexed], true, true, reading.Fleet.Budgets.CriticalPathLatency.TotalMilliseconds, "budgets.criticalPathLatency"));
        conclusions.Tables.Add(Variants(reading, n));
        if (ByNumber(reading) is { } table)
        {
            conclusions.Tables.Add(table);
            conclusions.Charts.Add(new("policy-scaling-policies", "Time of a decision by number of policies", "axisDecisionUs", Policies, Rule, [Scan, Outside, Indexed], true, true, null, null));
        }
        conclusions.Findings.AddRange([Of(reading, n, Indexed), Of(reading, n, Scan), Of(reading, n, Outside)]);
        if (Cache(reading) is var (cacheTable, cacheFinding))
        {
            conclusions.Tables.Add(cacheTable);
            conclusions.Findings.Add(cacheFinding);
        }
        foreach (var variant in reading.Variants)
        {
            conclusions.StressPoints.Add(new($"Policies of a growing fleet, {variant.Title.ToLowerInvariant()}", Judgement(reading, variant.Id), Wording.Breakpoint(reading.Breakpoint(variant.Id, Rule, "lastDecidedMs")), Evidence(variant.Id)));
        }
        conclusions.Controls["ENV-4"] = (reading.Fit(Indexed, Rule, "tried")?.Class, Evidence(Indexed));
        return conclusions;
    }

    private static Finding Of(Reading reading, int n, string variant) => Start(reading, variant) with
    {
        Id = variant switch { Indexed => "Q1", Scan => "Q2", _ => "Q3" },
        Title = variant switch
        {
            Indexed => "A decision costs what the policies that can match cost, however many there are",
            Scan => "Trying every policy makes a decision as dear as the fleet is large",
            _ => "One policy in a hundred outside the index brings the whole number back",
        },
        Judgement = Judgement(reading, variant),
        Actual = $"Policies tried for a request: {Wording.Law(reading.Fit(variant, Rule, "tried"))}; at {Wording.Agents(n)} {Wording.Number(reading.Value(variant, Rule, n, "tried") ?? 0)} of {Wording.Number(reading.Value(variant, Rule, n, "policies") ?? 0)}, "
            + $"{Wording.Number(reading.Value(variant, Rule, n, "decisionUs") ?? 0)} µs. Everybody at once: the last is decided after {Wording.Ms(reading.Value(variant, Rule, n, "lastDecidedMs") ?? 0)} at {Wording.Agents(n)}.",
        Class = reading.Fit(variant, Rule, "tried")?.Class,
        Breakpoint = Wording.Breakpoint(reading.Breakpoint(variant, Rule, "lastDecidedMs")),
        Adaptation = variant == Indexed ? "Policies are filed by action together with the rarest of principal, resource, type and compared attribute; a request looks up only its own keys." : null,
        Bought = variant == Indexed ? $"{Wording.Number((reading.Value(Scan, Rule, n, "tried") ?? 0) - (reading.Value(Indexed, Rule, n, "tried") ?? 0))} policies fewer tried for each request at {Wording.Agents(n)}." : null,
        Recommendation = variant switch
        {
            Indexed => "Say in a policy's head whom and what it is about.",
            Scan => "Do not decide by going through a list of rules.",
            _ => "Let `breakwater policy explain` name the policies outside the index, and move what their conditions say about agent, action or resource into their heads.",
        },
    };

    private static (ResultTable, Finding)? Cache(Reading reading)
    {
        var without = reading.Along(Indexed, Rule, Repeats, AxisAgents, "uncachedUs");
        var with = reading.Along(Indexed, Rule, Repeats, AxisAgents, "cachedUs");
        if (without.Count == 0 || with.Count != without.Count) { return null; }
        var table = new ResultTable(
            $"Cache of decisions, at {Wording.Agents(AxisAgents)} and {TeamPolicies.Candidates} candidates", ["Requests that repeat one before", "Engine alone", "With the cache"],
            [.. without.Select((w, i) => (IReadOnlyList<string>)[Wording.Percent(w.At), $"{Wording.Number(w.Value)} µs", $"{Wording.Number(with[i].Value)} µs"])],
            "Work counted by the policy control, priced by the calibration profile: a miss pays for the look-up, the decision and the entry that is kept. The cache belongs to one tenant's choice of versions and goes with it. Data of agents "
                + "is resolved when policies are published, not when they ask: there is nothing left for a cache of entity data to save.");
        var finding = Start(reading, Indexed) with
        {
            Id = "Q4",
            Title = with[^1].Value < without[^1].Value ? "A cache of decisions pays where agents repeat themselves to the letter, and costs where they do not" : "A cache of decisions saves nothing",
            Judgement = "hold",
            Class = null,
            Actual = $"{Even(without, with)}With nothing repeated a decision takes {Wording.Number(with[0].Value)} µs with the cache and {Wording.Number(without[0].Value)} µs without; with {Wording.Percent(with[^1].At)} repeated {Wording.Number(with[^1].Value)} µs and {Wording.Number(without[^1].Value)} µs.",
            Expected = $"{ScalingLessons.Article}, rule 5: cache policy evaluations until the version changes.",
            Recommendation = "Leave it off, as shipped, unless agents ask the same thing over and over (`PolicyOptions.CachedDecisions`).",
            Evidence = [$"policy-scaling/{Indexed}/uncachedUs", $"policy-scaling/{Indexed}/cachedUs"],
        };
        return (table, finding);
    }

    /// <summary>From which share of repetitions on the cache pays, by the straight line between the two shares tried; empty if it always or never does.</summary>
    private static string Even(IReadOnlyList<(double At, double Value)> without, IReadOnlyList<(double At, double Value)> with)
    {
        for (var i = 1; i < with.Count; i++)
        {
            var (before, after) = (with[i - 1].Value - without[i - 1].Value, with[i].Value - without[i].Value);
            if (before > 0 && after <= 0) { return $"It pays from about {Wording.Percent(Math.Round(with[i - 1].At + (with[i].At - with[i - 1].At) * before / (before - after), 2))} of repetitions on. "; }
        }
        return "";
    }

    private static ResultTable Variants(Reading reading, int n)
    {
        string Of(string variant, string metric) => Wording.Number(reading.Value(variant, Rule, n, metric) ?? 0);
        return new(
            $"As many policies as agents, at {Wording.Agents(n)}", ["How policies are found", "Policies", "Outside the index", "Tried for a request", "Time of a decision", "Everybody at once: the last after"],
            [.. reading.Variants.Select(v => (IReadOnlyList<string>)
            [
                v.Title, Of(v.Id, "policies"), v.Id == Scan ? "all" : Of(v.Id, "outside"), Of(v.Id, "tried"), $"{Of(v.Id, "decisionUs")} µs", Wording.Ms(reading.Value(v.Id, Rule, n, "lastDecidedMs") ?? 0),
            ])],
            null);
    }

    /// <summary>Time by number of policies; null where none was run.</summary>
    private static ResultTable? ByNumber(Reading reading)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var count in Counts)
        {
            string Cell(string variant, string metric, string unit) =>
                reading.Along(variant, Rule, Policies, AxisAgents, metric).Where(p => p.At.Equals(count)).Select(p => $"{Wording.Number(p.Value)}{unit}").FirstOrDefault() ?? "–";
            rows.Add([Wording.Number(count), .. new[] { Scan, Outside, Indexed }.Select(v => $"{Cell(v, "axisTried", "")} · {Cell(v, "axisDecisionUs", " µs")}")]);
        }
        return rows.TrueForAll(r => r.Skip(1).All(c => c == "– · –")) ? null : new(
            $"Policies tried · time of a decision, at {Wording.Agents(AxisAgents)}", ["Policies", .. new[] { Scan, Outside, Indexed }.Select(v => reading.Variants.First(x => x.Id == v).Title)], rows,
            $"\"–\" was not run. At most {TeamPolicies.Candidates} policies can match a request in every row.");
    }

    /// <summary>Break where a run showed it, bend where the law shows it for a fleet of the size the sources speak of, hold where only a larger one would.</summary>
    private static string Judgement(Reading reading, string variant) =>
        reading.Breakpoint(variant, Rule, "lastDecidedMs") is not { At: { } at } found || at > LargestFleet ? "hold" : found.How == "measured" ? "break" : "bend";

    private static IReadOnlyList<string> Evidence(string variant) => [$"policy-scaling/{variant}/tried", $"policy-scaling/{variant}/lastDecidedMs"];

    private static Finding Start(Reading reading, string variant) => new()
    {
        Id = "",
        Title = "",
        Deliverable = "B",
        Dimension = ScalingLessons.Dimension,
        Specification = $"As many policies as agents, ten of which can match a request; everybody asks at once, at {string.Join(", ", reading.Sizes(variant, Rule))} agents.",
        ControlMapping = reading.Controls,
        Subject = reading.Variants.First(v => v.Id == variant).Kind,
        Judgement = "",
        Expected = "The sources state no figure for the number of policies.",
        Actual = "",
        Recommendation = "",
        Affected = new([], [.. reading.Fleet.Clusters.Select(c => c.Id)], []),
        Evidence = Evidence(variant),
    };
}
