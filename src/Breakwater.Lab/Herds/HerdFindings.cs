using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.RateLimiting;
using static Breakwater.Lab.Herds.HerdExperiment;
using static Breakwater.Lab.Herds.HerdVariants;

namespace Breakwater.Lab.Herds;

/// <summary>The findings R1 to R5.</summary>
internal static class HerdFindings
{
    private const string Article = "\"Scaling AI Agents from 10 to 10,000\", part 5";

    public static void Add(Conclusions conclusions, Reading reading, int n)
    {
        AddNoLimit(conclusions, reading, n);
        AddAlone(conclusions, reading, n);
        AddHierarchy(conclusions, reading, n, Hierarchy, "L3");
        AddHierarchy(conclusions, reading, n, Paced, "L4");
        AddTightest(conclusions, reading, n);
    }

    private static double Value(Reading reading, string variant, int n, string metric) => reading.Value(variant, Rule, n, metric) ?? 0;

    private static void AddNoLimit(Conclusions conclusions, Reading reading, int n)
    {
        var broken = reading.Breakpoint(NoLimit, Rule, "reached");
        var judgement = broken?.At <= reading.Fleet.AgentCount ? "break" : broken?.At is not null ? "bend" : "hold";
        conclusions.Findings.Add(Finding(reading, "L1", "baseline", judgement, broken) with
        {
            Title = judgement == "hold" ? "Without limits the opening goes well at every size tried" : "Without limits what a provider cannot take is lost, and retrying at once only multiplies the refusals",
            Specification = $"Everyone calls at the same moment, at {string.Join(", ", reading.Sizes(NoLimit, Rule))} agents; no limit, then no limit and three immediate retries.",
            Expected = $"{Article}: 850 of 1,000 fail, and those that failed retry at once.",
            Actual = $"At {Wording.Agents(n)} {Wording.Percent(Value(reading, NoLimit, n, "failedShare"))} of the calls fail ({Wording.Number(Value(reading, NoLimit, n, "busiestFailed"))} of {Wording.Number(Value(reading, NoLimit, n, "busiestAsked"))} on the provider that most call). "
                + $"With immediate retries {Wording.Percent(Value(reading, AtOnce, n, "failedShare"))}, after {Wording.Number(Value(reading, AtOnce, n, "sent"))} calls instead of {Wording.Number(Value(reading, NoLimit, n, "sent"))}: all retries fall into the same second."
                + (reading.LargestCommon(Rule, NoLimit, AtOnce) is var largest && largest > n ? $" At {Wording.Agents(largest)} {Wording.Percent(Value(reading, NoLimit, largest, "failedShare"))} fail without retries, {Wording.Percent(Value(reading, AtOnce, largest, "failedShare"))} with them." : ""),
            Class = reading.Fit(NoLimit, Rule, "reached")?.Class,
            Recommendation = judgement == "hold" ? "No limit is needed for the opening alone; keep the limits for what is not an opening." : "Never call a model without a limit in front of it, and never retry a 429 before its Retry-After.",
            Evidence = [$"herd/{NoLimit}/reached", $"herd/{NoLimit}/failedShare", $"herd/{AtOnce}/failedShare", $"herd/{AtOnce}/sent"],
        });
        conclusions.StressPoints.Add(new("The opening without limits", judgement, $"first 429: {Wording.Breakpoint(broken)}; {Wording.Percent(Value(reading, NoLimit, n, "failedShare"))} fail at {Wording.Agents(n)}.", [$"herd/{NoLimit}/reached", $"herd/{NoLimit}/failedShare"]));
    }

    private static void AddAlone(Conclusions conclusions, Reading reading, int n)
    {
        (string Id, string Name)[] alone = [(AgentOnly, "limit per agent"), (FleetOnly, "limit of the fleet"), (ProviderOnly, "limit of providers"), (QueueOnly, "queue")];
        var failing = alone.Where(a => Value(reading, a.Id, n, "failedShare") > 0).ToList();
        var largest = reading.LargestCommon(Rule, [.. alone.Select(a => a.Id)]);
        var later = alone.Any(a => reading.Variants.First(v => v.Id == a.Id).Points.Any(p => p.Axis == PointResult.Agents && p.Effect["failedShare"] > 0));
        var judgement = failing.Count > 0 && n <= reading.Fleet.AgentCount ? "break" : later ? "bend" : "hold";
        conclusions.Findings.Add(Finding(reading, "L2", "failed-attempt", judgement, null) with
        {
            Title = judgement == "hold" ? "Any one level is enough for this fleet" : "No level of the hierarchy is enough alone",
            Specification = $"The same opening with one part at a time, at {Wording.Agents(n)}; clients wait as they are told, and try four times in all.",
            Expected = $"{Article}: limit at several levels, and queue by priority.",
            Actual = string.Join("; ", alone.Select(a => $"{a.Name}: {Wording.Percent(Value(reading, a.Id, n, "failedShare"))} fail ({Wording.Number(Value(reading, a.Id, n, "throttled"))} 429s, {Wording.Number(Value(reading, a.Id, n, "refused"))} refused by the limit)"))
                + $". {(Value(reading, FleetOnly, n, "refused") > 0 ? "A limit without a queue tells everyone the same time to come back: the herd stays a herd." : "")}"
                + (largest > n ? $" At {Wording.Agents(largest)}: {string.Join(", ", alone.Select(a => $"{a.Name} {Wording.Percent(Value(reading, a.Id, largest, "failedShare"))}"))}." : ""),
            Recommendation = "Put the limits, the queue and the retry policy in together; a limit that refuses needs a place where what it refused can wait.",
            Evidence = [.. alone.Select(a => $"herd/{a.Id}/failedShare"), $"herd/{FleetOnly}/refused", $"herd/{AgentOnly}/throttled"],
        });
        conclusions.StressPoints.Add(new("One level of limits alone (EC-1.3)", judgement, $"at {Wording.Agents(n)} {string.Join(", ", alone.Select(a => $"{a.Name} {Wording.Percent(Value(reading, a.Id, n, "failedShare"))}"))} fail.", [.. alone.Select(a => $"herd/{a.Id}/failedShare")]));
    }

    private static void AddHierarchy(Conclusions conclusions, Reading reading, int n, string variant, string id)
    {
        var (reached, failed, over) = (Value(reading, variant, n, "reached"), Value(reading, variant, n, "failedShare"), reading.Value(variant, Rule, n, "overBound"));
        var points = reading.Variants.First(v => v.Id == variant).Points.Where(p => p.Axis == PointResult.Agents).ToList();
        var overshoot = points.Sum(p => p.Work["overshoot"]);
        var (first, critical) = (reading.Breakpoint(variant, Rule, "reached"), reading.Breakpoint(variant, Rule, P99(Priority.Critical)));
        var judgement = overshoot > 0 || reached > 0 || failed > 0 ? "break" : over > MostOverBound || first?.At <= reading.Fleet.AgentCount || critical?.At <= reading.Fleet.AgentCount ? "bend" : "hold";
        var throttled = Value(reading, variant, n, "throttled");
        conclusions.Findings.Add(Finding(reading, id, variant == Paced ? "adapted" : "failed-attempt", judgement, first) with
        {
            Title = (variant, judgement) switch
            {
                (Paced, "hold") => "Paced below the provider's rate, the herd becomes a queue and no agent sees a 429",
                (Paced, _) => "The paced hierarchy, and where it gives way",
                (_, "hold") => "The hierarchy from the fleet file turns the herd into a queue",
                _ => "A second's burst meets a provider that counts over any second",
            },
            Specification = $"All levels, a queue by priority for each provider, the retry policy and the provider's answers heeded, at {string.Join(", ", reading.Sizes(variant, Rule))} agents; "
                + (variant == Paced ? "96% of providers' rates, in bursts of 20 ms, as a gate makes them." : "providers' rates as published, in bursts of a second."),
            Expected = $"{Article}: zero 429 errors at 1,000 agents.",
            Actual = $"At {Wording.Agents(n)} {Wording.Number(throttled)} 429s, {Wording.Number(reached)} of which reach an agent, and {Wording.Percent(failed)} of the calls fail; the last is taken after {Wording.Ms(Value(reading, variant, n, "lastMs"))}"
                + (over is not { } o ? "" : Value(reading, variant, n, "boundMs") is > 0 and var bound ? $", {Wording.Percent(o)} beyond the capacity bound of {Wording.Ms(bound)}{Latest(points, n)}" : $", though bursts have room for all of them at once{Latest(points, n)}")
                + $". {Waits(reading, variant, n)}"
                + $"Overshoot over all sizes: {Wording.Number(overshoot)}. Busiest second: {Wording.Number(Value(reading, variant, n, "turnsPerSecond"))} turns at the limiter.",
            Class = reading.Fit(variant, Rule, "lastMs")?.Class,
            Breakpoint = $"429s that reach an agent: {Wording.Breakpoint(first)}; wait of critical calls: {Wording.Breakpoint(critical)}",
            Adaptation = throttled > 0 && variant == Hierarchy ? "Pace providers: 96% of the published rate, in bursts of 20 ms." : null,
            Bought = throttled > 0 && variant == Hierarchy ? $"{Wording.Number(Value(reading, Paced, n, "throttled"))} 429s instead of {Wording.Number(throttled)}, and the last taken after {Wording.Ms(Value(reading, Paced, n, "lastMs"))} instead of {Wording.Ms(Value(reading, variant, n, "lastMs"))}." : null,
            Recommendation = throttled > 0
                ? "Give providers' levels a short burst and a rate a little below the contract, unless the provider is known to count in a bucket of its own."
                : "Keep the hierarchy as it is, and size its queue for the whole herd.",
            Evidence = [$"herd/{variant}/reached", $"herd/{variant}/overBound", $"herd/{variant}/lastMs", $"herd/{variant}/{P99(Priority.Critical)}", $"herd/{variant}/overshoot"],
        });
        conclusions.StressPoints.Add(new(variant == Paced ? "The opening behind the hierarchy as a gate makes it (EC-1.3)" : "The opening behind a hierarchy with a second's burst (EC-1.3)", judgement,
            $"{Wording.Number(throttled)} 429s, {Wording.Number(reached)} reach an agent at {Wording.Agents(n)}{(over is { } share ? $"; last {Wording.Percent(share)} beyond the bound" : "")}; critical p99 against the time-critical path: {Wording.Breakpoint(critical)}.", [$"herd/{variant}/reached", $"herd/{variant}/overBound"]));
    }

    /// <summary>How long critical and low calls wait; a class of which no call was answered has no figure.</summary>
    private static string Waits(Reading reading, string variant, int n)
    {
        string Of(Priority priority, string who) => reading.Value(variant, Rule, n, P50(priority)) is { } median && reading.Value(variant, Rule, n, P99(priority)) is { } late
            ? $"{who} calls wait {Wording.Ms(median)} (median) and {Wording.Ms(late)} (p99). " : $"No {who.ToLowerInvariant()} call was answered. ";
        return Of(Priority.Critical, "Critical") + Of(Priority.Low, "Low");
    }

    /// <summary>Where the last is latest beyond the bound, if that is beyond what is allowed and at another size.</summary>
    private static string Latest(IReadOnlyList<PointResult> points, int n)
    {
        var latest = points.Where(p => p.Effect.ContainsKey("overBound")).MaxBy(p => p.Effect["overBound"]);
        return latest is null || latest.N == n || latest.Effect["overBound"] <= MostOverBound
            ? ""
            : $" (most at {Wording.Agents(latest.N)}: {Wording.Percent(latest.Effect["overBound"])}, {Wording.Ms(latest.Effect["lastMs"] - latest.Effect["boundMs"])} late)";
    }

    private static void AddTightest(Conclusions conclusions, Reading reading, int n)
    {
        var (all, providers) = (Value(reading, Paced, n, "boundMs"), Value(reading, Paced, n, "providersMs"));
        if (all <= 0 || providers >= 0.9 * all) { return; }
        conclusions.Findings.Add(Finding(reading, "L5", "fleet", "bend", null) with
        {
            Title = "The fleet's own limit, not its providers', decides how long the opening takes",
            Specification = $"The capacity bound at {Wording.Agents(n)} with all limits of the fleet file, and with its providers' alone.",
            Expected = $"{Article}: 10 requests a minute for an agent, 100 a second for a fleet.",
            Actual = $"{Wording.Ms(all)} with all of them, {Wording.Ms(providers)} if only providers limited.",
            Recommendation = $"Where {Wording.Ms(all)} is too long for the opening, raise `rateLimits: fleet` towards what the providers together admit; it protects them no better below that.",
            Evidence = [$"herd/{Paced}/boundMs", $"herd/{Paced}/providersMs"],
        });
    }

    private static Finding Finding(Reading reading, string id, string subject, string judgement, BreakpointResult? broken) => new()
    {
        Id = id,
        Title = "",
        Deliverable = "B",
        Dimension = 5,
        Specification = "",
        ControlMapping = reading.Controls,
        Subject = subject,
        Judgement = judgement,
        Expected = "",
        Actual = "",
        Class = null,
        Breakpoint = broken is null ? null : Wording.Breakpoint(broken),
        Adaptation = null,
        Bought = null,
        Recommendation = "",
        Affected = new([], [.. reading.Fleet.Clusters.Select(c => c.Id)], ["every call to a model"]),
        Evidence = [],
    };
}
