using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using static Breakwater.Lab.PolicyVersions.HalfUpgradedExperiment;

namespace Breakwater.Lab.PolicyVersions;

/// <summary>What the half-upgraded fleet's measurements mean.</summary>
internal static class HalfUpgradedConclusions
{
    public static Conclusions From(Reading reading)
    {
        var conclusions = new Conclusions();
        var n = HalfUpgradedTables.Size(reading);
        if (n == 0) { return conclusions; }
        conclusions.Tables.Add(HalfUpgradedTables.Variants(reading, n));
        conclusions.Charts.Add(new("half-upgraded-exposure", "Money approved beyond the new limit in 36 mixed hours", "exposure", "agents", Rule, [Unprotected, Gated, Stated, Routed, Compatible], true, true, null, null));
        if (HalfUpgradedTables.ByDuration(reading) is { } durations)
        {
            conclusions.Tables.Add(durations);
            conclusions.Charts.Add(new("half-upgraded-durations", "Exposed while mixed, by planned duration of the rollout", "planExposure", Duration, Rule, [Unprotected, Compatible], false, false, null, null));
        }

        var facts = new Facts(reading, n);
        conclusions.Findings.AddRange([Split(facts), Layer(facts), Routing(facts), Article(facts)]);
        if (Minor(facts) is { } minor) { conclusions.Findings.Add(minor); }
        if (Durable(facts) is { } durable) { conclusions.Findings.Add(durable); }
        conclusions.Findings.Add(Gates(facts));
        foreach (var variant in reading.Variants)
        {
            conclusions.StressPoints.Add(new($"Half-upgraded fleet, {variant.Title.ToLowerInvariant()}", facts.Judgement(variant.Id), $"at {Wording.Agents(n)}: {facts.Exposure(variant.Id)}.", facts.Evidence(variant.Id)));
        }
        conclusions.Controls["AT-1.3"] = (reading.Fit(Compatible, Rule, "violations")?.Class, facts.Evidence(Compatible));
        conclusions.Controls["EC-2.14"] = (null, [$"half-upgraded/{Compatible}/wronglyRefused"]);
        if (facts.Any(Compatible, "badHours")) { conclusions.Controls["SC-3.2"] = (null, [$"half-upgraded/{Compatible}/badHours", $"half-upgraded/{Compatible}/badRequests"]); }
        return conclusions;
    }

    private static Finding Split(Facts facts) => facts.Finding(Unprotected) with
    {
        Id = "V1",
        Title = "A half-upgraded fleet approves what its own newest policy forbids",
        Expected = $"{ScalingLessons.Article}, part 2: 47 approvals and 2.4 million USD in 36 hours at 500 agents, illustrative.",
        Actual = $"At {Wording.Agents(facts.N)} with no protection {facts.Exposure(Unprotected)}, of {Wording.Number(facts[Unprotected, "requests"])} requests. The article's request for 8,000 was "
            + $"{(facts[Unprotected, "articleCase"] > 0 ? "approved" : "refused")}. It grows with the fleet: {Wording.Law(facts.Reading.Fit(Unprotected, Rule, "exposure"))}.",
        Class = facts.Reading.Fit(Unprotected, Rule, "exposure")?.Class,
        Recommendation = "Never let each agent be judged by whatever version it happens to have. Distribute versions through a staged rollout whose routers know both.",
    };

    private static Finding Layer(Facts facts) => facts.Finding(Compatible) with
    {
        Id = "V2",
        Title = facts.Clean(Compatible) ? "Under the compatibility layer nothing is approved that the new version forbids" : "The compatibility layer lets through what the new version forbids",
        Expected = $"{ScalingLessons.Article}: zero policy violations during migration. That is the bar here, at every size.",
        Actual = $"{(facts.Clean(Compatible) ? "None at any of" : "Some at")} {string.Join(", ", facts.Reading.Sizes(Compatible, Rule))} agents; at {Wording.Agents(facts.N)} {facts.Exposure(Compatible)}, and {Wording.Number(facts[Compatible, "wronglyRefused"])} refused that both limits allow. "
            + $"{Wording.Number(facts[Compatible, "drifted"])} requests were recorded as drift.",
        Adaptation = "Both versions judge every request while the fleet is mixed, and the stricter verdict applies.",
        Bought = $"{Wording.Number(facts[Unprotected, "exposure"] - facts[Compatible, "exposure"])} {facts.Reading.Fleet.Currency} less exposed, for {Wording.Number(facts[Compatible, "evaluations"])} evaluations a request instead of "
            + $"{Wording.Number(facts[Compatible, "settledEvaluations"])} and {Wording.Ms(facts[Compatible, "addedUs"] / 1_000)} more each. The other modes evaluate both as well, to see drift: the layer's protection costs nothing more.",
        Recommendation = "Keep the mode `Compatibility`, the default. Expect clients to meet the new limit from the first mixed stage on, whoever serves them, and tell them before that.",
    };

    private static Finding Routing(Facts facts) => facts.Finding(Stated) with
    {
        Id = "V3",
        Title = "Routing protects only as far as requests say what they need",
        Expected = $"{ScalingLessons.Article} has an agent on 2 ask an agent on 1 and be misunderstood; sending each request to an agent of its own version is the obvious remedy.",
        Actual = $"Where each request states its requester's version, {facts.Exposure(Stated)}: requesters that were left behind take the old limit with them. Where requests state nothing and only upgraded agents decide, "
            + $"{facts.Exposure(Routed)}, at {Wording.Number(facts[Routed, "asks"])} agents asked for each request and {Wording.Number(facts[Routed, "wronglyRefused"])} refused that both limits allow.",
        Adaptation = "The compatibility layer, which does not ask who runs what.",
        Bought = null,
        Recommendation = "Use routing to compare versions, not to protect a migration: its capacity is that of the upgraded share, and its safety is the requesters' word.",
        Evidence = [.. facts.Evidence(Stated), .. facts.Evidence(Routed)],
    };

    private static Finding Article(Facts facts) => facts.Finding(Unprotected) with
    {
        Id = "V4",
        Title = "The article's damage does not fit its own limits",
        Deliverable = "B",
        Subject = "fleet",
        Judgement = "bend",
        Expected = $"{ScalingLessons.Article}: 2.4 million USD in 47 transactions, approved by agents that hold a limit of 10,000.",
        Actual = $"47 approvals of at most {Wording.Number(AdviserLimits.Old)} come to {Wording.Number(47.0 * AdviserLimits.Old)} at most; 2.4 million would be {Wording.Number(2_400_000 / 47.0)} each. "
            + $"Here an exposed approval is worth {Wording.Number(facts[Unprotected, "violations"] == 0 ? 0 : facts[Unprotected, "exposure"] / facts[Unprotected, "violations"])} {facts.Reading.Fleet.Currency} on average, between the two limits, as it must be.",
        Class = null,
        Recommendation = "Do not size reserves by the article's figure. Take the exposure measured here at your own rate and amounts; it is in proportion to both.",
    };

    private static Finding? Minor(Facts facts) => !facts.Any(Compatible, "minorRefused") ? null : facts.Finding(Compatible) with
    {
        Id = "V5",
        Title = facts[Compatible, "minorRefused"] > 0 ? "The article's version 1.1 is a breaking change under a minor number, and publishing refuses it" : "Publishing takes a breaking change under a minor number",
        Judgement = facts[Compatible, "minorRefused"] > 0 ? "hold" : "break",
        Expected = $"{ScalingLessons.Article}: 1.x.0 is backward compatible by its own rule, yet its 1.1 halves a limit.",
        Actual = $"Put to the shipped publication as 1.1.0, it was {(facts[Compatible, "minorRefused"] > 0 ? "refused" : "accepted")}: {Wording.Number(facts[Compatible, "minorDenied"])} of the requests tried are denied that 1.0.0 allows. As 2.0.0 it is accepted, and may not skip shadow.",
        Class = null,
        Recommendation = "Leave the number to what the diff says. A limit that falls is a major version.",
        Evidence = [$"half-upgraded/{Compatible}/minorRefused", $"half-upgraded/{Compatible}/minorDenied"],
    };

    private static Finding? Durable(Facts facts)
    {
        var open = facts.Reading.Along(Unprotected, Rule, Duration, DurationAgents, "planExposure");
        var closed = facts.Reading.Along(Compatible, Rule, Duration, DurationAgents, "planExposure");
        var waiting = facts.Reading.Along(Compatible, Rule, Duration, DurationAgents, "planWaiting");
        if (open.Count == 0 || closed.Count == 0 || waiting.Count == 0) { return null; }
        var clean = closed.All(c => c.Value == 0);
        return facts.Finding(Compatible) with
        {
            Id = "V6",
            Title = "With the layer a slow rollout exposes nothing while mixed; what remains is the wait in shadow",
            Judgement = clean ? "hold" : "break",
            Specification = $"The article's plan of 24, 24, 48 and 24 hours, squeezed and at once, at {Wording.Agents(DurationAgents)} over the same five days of requests.",
            Expected = $"{ScalingLessons.Article}: five days, without incident.",
            Actual = $"At {Wording.Number(open[^1].At)} h {Wording.Number(open[^1].Value)} {facts.Reading.Fleet.Currency} are exposed while mixed without protection, {Wording.Number(closed[^1].Value)} with the layer. "
                + $"In shadow, which both need, {Wording.Number(waiting[^1].Value)} {facts.Reading.Fleet.Currency} are approved beyond the new limit at that duration and {Wording.Number(waiting[0].Value)} at once.",
            Class = null,
            Recommendation = "Choose the length of shadow by what a wrong version would cost, and the length of the mixed stages by the gates: under the layer they cost no exposure. A limit that must fall today needs a short shadow, not a skipped one.",
            Evidence = [$"half-upgraded/{Unprotected}/planExposure", $"half-upgraded/{Compatible}/planExposure", $"half-upgraded/{Compatible}/planWaiting"],
        };
    }

    private static Finding Gates(Facts facts)
    {
        var (back, bad) = (facts.Value(Gated, "rolledBackHours"), facts.Value(Compatible, "badHours"));
        return facts.Finding(Gated) with
        {
            Id = "V7",
            Title = "Gates roll a bad version back, and a strict one with it; how soon is a matter of traffic",
            Judgement = bad is null ? "break" : "bend",
            Expected = $"{ScalingLessons.Article} has no gates. The shipped ones ask for 1,000 comparisons before they say anything.",
            Actual = (bad is { } hours
                    ? $"A limit of {AdviserLimits.Slipped} by a slip of the decimal point is rolled back out of shadow after {Wording.Number(facts[Compatible, "badRequests"])} requests, which this fleet takes {Wording.Number(hours)} h to make at {Wording.Agents(facts.N)}; nothing was decided by it. "
                    : $"A limit of {AdviserLimits.Slipped} by a slip of the decimal point was not rolled back within 30 days at {Wording.Agents(facts.N)}: too few of these requests are made. ")
                + (back is { } after
                    ? $"The intended change, watched without the layer, is rolled back after {Wording.Number(after)} h as well, since it drifts as far beyond the defaults; until then {facts.Exposure(Gated)}."
                    : $"The intended change, watched without the layer, was not stopped within {MixedHours} h: {facts.Exposure(Gated)}."),
            Adaptation = "The compatibility layer protects from the first request; gates need a thousand.",
            Recommendation = "Do not rely on gates to protect a mixed fleet. For a version that is meant to deny more set the drift and denial gates to what it is meant to do, and give a rare action a longer shadow or recorded requests to compare.",
            Evidence =
            [
                $"half-upgraded/{Gated}/violations", $"half-upgraded/{Gated}/exposure",
                .. back is null ? (IEnumerable<string>)[] : [$"half-upgraded/{Gated}/rolledBackHours"],
                .. bad is null ? (IEnumerable<string>)[] : [$"half-upgraded/{Compatible}/badHours", $"half-upgraded/{Compatible}/badRequests"],
            ],
        };
    }

    /// <summary>The measurements at the size that is spoken of.</summary>
    private sealed class Facts(Reading reading, int n)
    {
        public Reading Reading => reading;

        public int N => n;

        public double this[string variant, string metric] => Value(variant, metric) ?? 0;

        public double? Value(string variant, string metric) => reading.Value(variant, Rule, n, metric);

        public bool Any(string variant, string metric) => Value(variant, metric) is not null;

        public bool Clean(string variant) => reading.Variants.First(v => v.Id == variant).Points.All(p => !p.Work.TryGetValue("violations", out var found) || found == 0);

        public string Exposure(string variant) => $"{Wording.Number(this[variant, "violations"])} requests and {Wording.Number(this[variant, "exposure"])} {reading.Fleet.Currency} are approved beyond the new limit";

        /// <summary>Break where anything was approved beyond the new limit; bend where requests that both limits allow are refused, or several agents are asked; hold otherwise.</summary>
        public string Judgement(string variant) => !Clean(variant) ? "break" : this[variant, "wronglyRefused"] > 0 || this[variant, "asks"] > 1 ? "bend" : "hold";

        public IReadOnlyList<string> Evidence(string variant) => [$"half-upgraded/{variant}/violations", $"half-upgraded/{variant}/exposure"];

        public Finding Finding(string variant)
        {
            var kind = reading.Variants.First(v => v.Id == variant).Kind;
            return new()
            {
                Id = "",
                Title = "",
                Deliverable = "B",
                Dimension = ScalingLessons.Dimension,
                Specification = $"A limit falls from 10,000 to 5,000; {Percent}% of the agents take it up, for {MixedHours} hours, at {string.Join(", ", reading.Sizes(variant, Rule))} agents.",
                ControlMapping = reading.Controls,
                Subject = kind,
                Judgement = Judgement(variant),
                Expected = "",
                Actual = "",
                Recommendation = "",
                Affected = new([], [.. reading.Fleet.Clusters.Select(c => c.Id)], []),
                Evidence = Evidence(variant),
                Assumed = "The fleet file does not say how often its agents approve money; the experiment's rate and amounts are stated with it.",
            };
        }
    }
}
