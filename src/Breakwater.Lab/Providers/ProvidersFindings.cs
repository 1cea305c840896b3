using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.RateLimiting;
using static Breakwater.Lab.Providers.ProvidersExperiment;
using static Breakwater.Lab.Providers.ProvidersVariants;

namespace Breakwater.Lab.Providers;

/// <summary>The findings P1 to P6.</summary>
internal static class ProvidersFindings
{
    private const string Seed1 = "\"Stress Testing MASO at Scale\", dimension 5";
    private const string Seed2 = "\"100-Agent Stress Test\", area 5";

    public static void Add(Conclusions conclusions, Reading reading, ProvidersFigures figures)
    {
        if (figures.IsOwnSize)
        {
            AddOutage(conclusions, reading, figures);
            if (figures.Copies.Count > 0) { AddCopies(conclusions, reading, figures); }
            AddTogether(conclusions, reading, figures);
            AddConcentration(conclusions, reading, figures);
        }
        AddStorm(conclusions, reading, figures);
        AddRecovery(conclusions, reading, figures);
    }

    private static void AddOutage(Conclusions conclusions, Reading reading, ProvidersFigures figures)
    {
        var (worst, loss, allowed, single) = (figures.Worst, figures.WorstLoss, figures.Fleet.Budgets.ControlPlaneLoss, figures.Vendors.Count == 1);
        var (gone, groups) = (figures.Outage(worst, "faultGroups"), figures.GroupsOn(worst));
        var judgement = figures.Both.Count == 0 ? "hold" : loss > allowed ? "break" : "bend";
        var names = gone > 0 && gone.Equals(groups.Count) ? $" ({ProvidersFigures.Names(groups)})" : "";
        conclusions.Findings.Add(Finding(reading, "P1", "fleet", judgement) with
        {
            Title = single ? "The fleet has one model vendor: its outage takes everyone at once"
                : figures.Both.Count == 0 ? "No vendor's outage takes task agents and control plane together"
                : $"An outage of {worst} takes {Wording.Percent(figures.Outage(worst, "faultAgents") / figures.Fleet.AgentCount)} of the agents, and {Wording.Percent(loss)} of those who operate the system with them",
            Specification = $"Each vendor out for {Wording.Ms((FaultTimes.Ends - FaultTimes.Begins).TotalMilliseconds)} in turn, at {Wording.Agents(figures.Size)}, with a vendor's copies sharing its fate."
                + (figures.Fleet.SourceClaims.Any(c => c.Provider is not null) ? " What the source's prose says of providers is held against the roster in deliverable A." : ""),
            Expected = $"{Seed2}: Provider A serves 40 agents, all of execution and infrastructure among them, so 40% of the system is affected at once, those responsible for PACE transitions included.",
            Actual = string.Join("; ", figures.Vendors.Select(v => $"{v} out: {figures.Lost(SharedFate, FaultKind.Outage, v)} get no answer")) + "."
                + (gone > 0 ? $" With {worst} {Wording.Number(gone)} of {figures.ControlGroups} control-plane groups lose{(gone.Equals(1) ? "s" : "")} every agent{names}." : "")
                + (single ? " There is no second vendor to go on with." : ""),
            Class = reading.Fit(SharedFate, Rule, "lost")?.Class,
            Recommendation = judgement == "hold" ? "Keep task agents and control plane on different vendors, and check it whenever the roster changes." : "Put those who change PACE states, watch and account for the system on a vendor that no task agent depends on.",
            Affected = new([.. figures.Callers.Where(c => !c.IsOrchestrator && figures.VendorOf(c) == worst).Select(c => c.Name)], Clusters(figures, worst), [$"every call to {worst}"]),
            Evidence = [$"providers/{SharedFate}/faultAgents", $"providers/{SharedFate}/faultControl", $"providers/{SharedFate}/faultOrchestrators", $"providers/{SharedFate}/faultControlShare"],
        });
        conclusions.StressPoints.Add(new($"Outage of {worst} (PG-2.9)", judgement, $"{figures.Lost(SharedFate, FaultKind.Outage, worst)} get no answer: {Wording.Percent(loss)} of the control plane, which may lose {Wording.Percent(allowed)}.", [$"providers/{SharedFate}/faultAgents", $"providers/{SharedFate}/faultControlShare"]));
    }

    private static void AddCopies(Conclusions conclusions, Reading reading, ProvidersFigures figures)
    {
        var (copies, apart) = (figures.Copies, figures.At(OwnFate, "controlLostShare"));
        var judgement = apart > figures.Fleet.Budgets.ControlPlaneLoss ? "break" : apart < figures.At(SharedFate, "controlLostShare") ? "bend" : "hold";
        var on = figures.Callers.Count(c => !c.IsOrchestrator && copies.Contains(c.Provider));
        conclusions.Findings.Add(Finding(reading, "P2", "fleet", judgement) with
        {
            Title = apart > figures.Fleet.Budgets.ControlPlaneLoss ? $"{figures.Vendor} takes too much of the control plane on either reading of its copies on premises" : "Whether copies share their vendor's fate decides what an outage takes",
            Specification = $"{ProvidersFigures.Names(copies)} serve{(copies.Count == 1 ? "s" : "")} {figures.Vendor}'s model to {Wording.Agents(on)}: counted once as struck with it (a bad release, a licence, a shared account), once as standing apart (the vendor's service alone is out), and once as failing by itself.",
            Expected = $"{Seed2} counts six of Provider A's agents as on-prem and does not say whether an outage reaches them.",
            Actual = $"Sharing its fate: {figures.Lost(SharedFate, FaultKind.Outage, figures.Vendor)}. Apart: {figures.Lost(OwnFate, FaultKind.Outage, figures.Vendor)}. "
                + string.Join(" ", copies.Select(c => $"{c} alone out: {figures.Lost(OwnFate, FaultKind.Outage, c)}.")),
            Recommendation = "Settle with the vendor what its copies need from it to run, and count them as sharing its fate until that is tested.",
            Affected = new([.. figures.Callers.Where(c => !c.IsOrchestrator && copies.Contains(c.Provider)).Select(c => c.Name)], Clusters(figures, figures.Vendor), [.. copies.Select(c => $"every call to {c}")]),
            Evidence = [$"providers/{SharedFate}/faultControl", $"providers/{OwnFate}/faultAgents", $"providers/{OwnFate}/faultControl"],
        });
        conclusions.StressPoints.Add(new($"Outage of {figures.Vendor}, its copies standing apart", judgement, $"{figures.Lost(OwnFate, FaultKind.Outage, figures.Vendor)} get no answer: {Wording.Percent(apart)} of the control plane.", [$"providers/{OwnFate}/lost", $"providers/{OwnFate}/controlLostShare"]));
    }

    private static void AddTogether(Conclusions conclusions, Reading reading, ProvidersFigures figures)
    {
        double Of(FaultKind fault, string metric) => figures.Fault(SharedFate, fault, figures.Vendor, metric) ?? 0;
        FaultKind[] faults = [FaultKind.RateCut, FaultKind.SlowDown];
        var (twice, critical, late) = (faults.Max(f => Of(f, "faultTwice")), faults.Max(f => Of(f, "faultCriticalLate")), faults.Max(f => Of(f, "faultLate")));
        var judgement = critical > MostCriticalLate ? "break" : late > 0 || twice >= 0.5 ? "bend" : "hold";
        string Correlated(FaultKind fault) => figures.Fault(SharedFate, fault, figures.Vendor, "faultCorrelation") is { } r ? $" (correlation of latency {Wording.Number(r)})" : "";
        conclusions.Findings.Add(Finding(reading, "P3", "adapted", judgement) with
        {
            Title = twice >= 0.5 && figures.Fleet.Clusters.Count > 1 ? "One provider's trouble slows most clusters at the same time" : late > 0 ? "A provider that grants less or slows down is felt by those who depend on it" : "A provider that grants less or slows down is not felt at this load",
            Specification = $"{figures.Vendor} grants {Wording.Percent(ProviderFault.Granted)} of its contract, or takes {ProviderFault.Slower} times as long, for {Wording.Ms((FaultTimes.Ends - FaultTimes.Begins).TotalMilliseconds)}.",
            Expected = $"{Seed1}: one provider's rate limit may throttle several clusters at once, in latency spikes that look like a failing system.",
            Actual = string.Join("; ", faults.Select(f =>
                    $"{ProvidersFigures.Name(f)}: {Wording.Percent(Of(f, "faultTwice"))} of the clusters take at least twice as long in the same interval{Correlated(f)}, {Wording.Percent(Of(f, "faultLate"))} of all calls are late, {Wording.Percent(Of(f, "faultCriticalLate"))} of the critical ones"))
                + $"; without a fault {Wording.Percent(Of(FaultKind.None, "faultTwice"))} of the clusters{Correlated(FaultKind.None)}. Of the calls to {figures.Vendor} late are, in the rate cut, {ByClass(figures, FaultKind.RateCut)}; in the slow-down {ByClass(figures, FaultKind.SlowDown)}. A queue can put critical calls first where a provider takes few, not where it takes long.",
            Breakpoint = $"{Wording.Percent(MostCriticalLate)} of critical calls late in the rate cut: {Wording.Breakpoint(reading.Breakpoint(SharedFate, Rule, "cutCriticalLate"))}",
            Recommendation = "Alert on a provider's latency and 429s before clusters': clusters that slow together point at what they share.",
            Affected = new([], Clusters(figures, figures.Vendor), [$"every call to {figures.Vendor}"]),
            Evidence = [$"providers/{SharedFate}/faultTwice", $"providers/{SharedFate}/faultCorrelation", $"providers/{SharedFate}/faultCriticalLate", $"providers/{SharedFate}/{LateName(Priority.Critical)}", $"providers/{SharedFate}/cutCriticalLate", $"providers/{NotAdaptive}/cutCriticalLate"],
        });
        conclusions.StressPoints.Add(new($"Rate cut and slow-down of {figures.Vendor} (EC-1.3)", judgement, $"up to {Wording.Percent(twice)} of the clusters at twice their latency at once; {Wording.Percent(late)} of all calls late, {Wording.Percent(critical)} of the critical ones.", [$"providers/{SharedFate}/faultTwice", $"providers/{SharedFate}/faultCriticalLate"]));
    }

    private static string ByClass(ProvidersFigures figures, FaultKind fault) => string.Join(", ", Enum.GetValues<Priority>()
        .Select(p => (Class: p, Late: figures.Fault(SharedFate, fault, figures.Vendor, LateName(p)))).Where(p => p.Late is not null)
        .Select(p => $"{p.Class.ToString().ToLowerInvariant()} {Wording.Percent(p.Late!.Value)}"));

    private static void AddStorm(Conclusions conclusions, Reading reading, ProvidersFigures figures)
    {
        var one = Wording.Percent(MostCriticalLate);
        var (storm, shipped) = (figures.At(AtOnce, "retries"), figures.At(SharedFate, "retries"));
        var (critical, before) = (figures.At(SharedFate, "cutCriticalLate"), figures.At(AtOnce, "cutCriticalLate"));
        var judgement = storm > 2 * shipped || before > critical + MostCriticalLate ? "break" : storm > shipped ? "bend" : "hold";
        var largest = reading.LargestCommon(Rule, AtOnce, SharedFate);
        conclusions.Findings.Add(Finding(reading, "P5", "baseline", judgement) with
        {
            Title = judgement == "hold" ? "So small a fleet makes no storm of retries" : $"Retrying at once makes a storm of an outage{(before > critical + MostCriticalLate ? ", and lets critical calls fail with the rest" : "")}",
            Specification = $"{figures.Vendor} out, then granting {Wording.Percent(ProviderFault.Granted)}, at {Wording.Agents(figures.Size)}: with no limit and three immediate retries, and with limits, queues, retry budget and adaptive concurrency.",
            Expected = "ENV-15: retries at most a tenth of the requests, and a burst of 100.",
            Actual = $"{Wording.Number(storm)} retries against {Wording.Number(shipped)} in the outage; {Wording.Number(figures.At(AtOnce, "throttled"))} 429s against {Wording.Number(figures.At(SharedFate, "throttled"))} in the rate cut, where {Wording.Percent(before)} of critical calls are late against {Wording.Percent(critical)}."
                + (largest > figures.Size ? $" At {Wording.Agents(largest)} {Wording.Number(reading.Value(AtOnce, Rule, largest, "retries") ?? 0)} retries against {Wording.Number(reading.Value(SharedFate, Rule, largest, "retries") ?? 0)}." : ""),
            Breakpoint = $"{one} of critical calls late in the rate cut: {Wording.Breakpoint(reading.Breakpoint(AtOnce, Rule, "cutCriticalLate"))} without, {Wording.Breakpoint(reading.Breakpoint(SharedFate, Rule, "cutCriticalLate"))} with",
            Recommendation = "Never retry at once, and never without a budget: in an outage no retry helps, and after a rate cut each takes a critical call's place.",
            Affected = new([], Clusters(figures, figures.Vendor), [$"every call to {figures.Vendor}"]),
            Evidence = [$"providers/{AtOnce}/retries", $"providers/{SharedFate}/retries", $"providers/{AtOnce}/cutCriticalLate", $"providers/{SharedFate}/cutCriticalLate"],
        });
        conclusions.StressPoints.Add(new("Retries in an outage without limits (ENV-15)", judgement, $"{Wording.Number(storm)} retries against {Wording.Number(shipped)} behind the hierarchy at {Wording.Agents(figures.Size)}.", [$"providers/{AtOnce}/retries", $"providers/{SharedFate}/retries"]));
    }

    private static void AddConcentration(Conclusions conclusions, Reading reading, ProvidersFigures figures)
    {
        var at = conclusions.Breakpoints.First(b => b is { Variant: SharedFate, Metric: "concentratedControlLoss" }).At;
        double? Critical(string variant) => conclusions.Breakpoints.First(b => b.Variant == variant && b.Metric == "concentratedCriticalLate").At;
        string Place(double? share) => share is { } s ? $"from {Wording.Number(s)}%" : "at no share";
        var (loss, allowed) = (figures.At(SharedFate, "controlLostShare"), figures.Fleet.Budgets.ControlPlaneLoss);
        var judgement = figures.Both.Count > 0 && figures.WorstLoss > allowed ? "break" : at is not null ? "bend" : "hold";
        conclusions.Findings.Add(Finding(reading, "P4", "adapted", judgement) with
        {
            Title = figures.Worst != figures.Vendor ? $"Whom a vendor serves weighs more than how many: {figures.Worst}, with {Wording.Percent(figures.ShareOf(figures.Worst))} of the callers, takes {Wording.Percent(figures.WorstLoss)} of the control plane"
                : at is { } share ? $"From {Wording.Number(share)}% of the callers on one vendor, task agents and control plane need separate ones" : "No concentration takes more of the control plane than it may lose",
            Specification = $"The share of callers on {figures.Vendor} moved from {Step}% to 100% in steps of {Step}%, and its outage and rate cut at each; then the same with the control plane on a provider of its own.{(figures.Vendors.Count == 1 ? " The fleet has one vendor: below 100% a second one is supposed, with the same contract." : "")}",
            Expected = $"{Seed1} asks from which concentration PG-2.9 needs separate providers; it states none.",
            Actual = $"The outage takes more than {Wording.Percent(allowed)} of the control plane {Place(at)}; in the rate cut more than {Wording.Percent(MostCriticalLate)} of critical calls are late {Place(Critical(SharedFate))}. This fleet stands at {Wording.Percent(figures.ShareOf(figures.Vendor))} and loses {Wording.Percent(loss)} of its control plane."
                + (figures.Worst == figures.Vendor ? "" : $" It is not concentration alone: {figures.Worst}, with {Wording.Percent(figures.ShareOf(figures.Worst))} of the callers, takes {Wording.Percent(figures.WorstLoss)}."),
            Breakpoint = at is { } b ? $"{Wording.Number(b)}% (measured, in steps of {Step}%)" : "held up to 100%",
            Adaptation = "Every control-plane agent and orchestrator on a provider of its own.",
            Bought = $"With {figures.Worst} out the control plane loses {Wording.Percent(figures.Fault(ControlApart, FaultKind.Outage, figures.Worst, "faultControlShare") ?? 0)} instead of {Wording.Percent(figures.WorstLoss)}; in the rate cut that many critical calls are late {Place(Critical(ControlApart))}. "
                + $"In exchange it hangs on that provider alone: its outage takes {Wording.Percent(figures.Fault(ControlApart, FaultKind.Outage, Allocation.ForControl, "faultControlShare") ?? 0)} of the control plane, and no task agent.",
            Recommendation = "Keep the control plane on vendors that no task agent depends on, and on two of them: each group that operates the system split between both.",
            Affected = new([.. figures.Callers.Where(c => c.IsControlPlane && !c.IsOrchestrator).Select(c => c.Name)], [.. figures.Fleet.Clusters.Where(c => c.IsControlPlane).Select(c => c.Id)], []),
            Evidence = [$"providers/{SharedFate}/concentratedControlLoss", $"providers/{ControlApart}/concentratedControlLoss", $"providers/{SharedFate}/concentratedCriticalLate", $"providers/{ControlApart}/faultControlShare"],
        });
        conclusions.StressPoints.Add(new("Concentration of providers against the control plane (PG-2.9)", judgement, $"more than {Wording.Percent(allowed)} of the control plane lost {Place(at)} on one vendor; this fleet: {Wording.Percent(figures.ShareOf(figures.Vendor))}.", [$"providers/{SharedFate}/concentratedControlLoss"]));
    }

    private static void AddRecovery(Conclusions conclusions, Reading reading, ProvidersFigures figures)
    {
        var watched = (FaultTimes.LastAsked - FaultTimes.Ends).TotalMilliseconds;
        double Ms(string variant, int n) => reading.Value(variant, Rule, n, "recoverMs") ?? 0;
        // Where limits alone do not let everyone be answered in time, there is nothing to come back to.
        var sizes = reading.Variants.First(v => v.Id == NotAdaptive).Points.Where(p => p.Axis == PointResult.Agents && p.N <= reading.LargestCommon(Rule, NotAdaptive, ToTheEnd, Least, SharedFate) && p.Effect["recoverMs"] < watched)
            .Select(p => p.N).Where(n => reading.Value(ToTheEnd, Rule, n, "recoverMs") is not null && reading.Value(Least, Rule, n, "recoverMs") is not null && reading.Value(SharedFate, Rule, n, "recoverMs") is not null).Order().ToList();
        if (sizes.Count == 0) { return; }
        var stuck = sizes.Where(n => Ms(ToTheEnd, n) >= watched).Cast<int?>().FirstOrDefault();
        var (own, largest) = (sizes.Contains(figures.Size) ? figures.Size : sizes[^1], sizes[^1]);
        string Line(int n) => $"at {Wording.Agents(n)} {ProvidersFigures.Recovery(Ms(NotAdaptive, n))} without adaptive concurrency, {ProvidersFigures.Recovery(Ms(ToTheEnd, n))} where it falls to {new AdaptiveConcurrency().Least} and calls wait to their deadline, "
            + $"{ProvidersFigures.Recovery(Ms(Least, n))} where such calls are shed in time, {ProvidersFigures.Recovery(Ms(SharedFate, n))} where it also keeps a tenth";
        var judgement = stuck <= figures.Fleet.AgentCount ? "break" : stuck is not null ? "bend" : "hold";
        conclusions.Findings.Add(Finding(reading, "P6", stuck is null ? "adapted" : "failed-attempt", judgement) with
        {
            Title = stuck is not null ? "A call that waits to its deadline keeps an outage going that is over" : "After an outage the fleet comes back by itself",
            Specification = $"{figures.Vendor} out for {Wording.Ms((FaultTimes.Ends - FaultTimes.Begins).TotalMilliseconds)} and then well for {Wording.Ms(watched)}, at {string.Join(", ", sizes.Select(n => Wording.Number(n)))} agents.",
            Expected = "The sources name no time to recover.",
            Actual = $"Everyone is answered in time again {Line(own)}{(largest > own ? $"; {Line(largest)}" : "")}."
                + (stuck is not null ? " What is sent has so little time left that it is given up, and the next is by then as late: hardly anything is answered, so the limit that the outage cut down does not grow." : ""),
            Breakpoint = stuck is { } first ? $"not well within {Wording.Ms(watched)}: {Wording.Agents(first)} (measured, a size of the ladder)" : null,
            Adaptation = stuck is null ? null : "A queue's deadline is the call's less the provider's slowest hundredth of answers, and concurrency never falls below a tenth of what the contract admits.",
            Bought = stuck is { } at ? $"Well {ProvidersFigures.Recovery(Ms(SharedFate, at))} at {Wording.Agents(at)}." : null,
            Recommendation = "Give a queue less time than the call has, report a call that its caller gave up early as ignored and not as an overload, and set the least concurrency by the contract.",
            Affected = new([], Clusters(figures, figures.Vendor), [$"every call to {figures.Vendor}"]),
            Evidence = [$"providers/{NotAdaptive}/recoverMs", $"providers/{ToTheEnd}/recoverMs", $"providers/{Least}/recoverMs", $"providers/{SharedFate}/recoverMs"],
        });
        conclusions.StressPoints.Add(new("Coming back after an outage where calls wait to their deadline", judgement, $"Well again {Line(largest)}.", [$"providers/{ToTheEnd}/recoverMs", $"providers/{SharedFate}/recoverMs"]));
    }

    private static IReadOnlyList<string> Clusters(ProvidersFigures figures, string vendor) => [.. figures.Fleet.Clusters.Where((_, i) => figures.Callers.Any(c => c.Cluster == i && figures.VendorOf(c) == vendor)).Select(c => c.Id)];

    private static Finding Finding(Reading reading, string id, string subject, string judgement) => new()
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
        Recommendation = "",
        Affected = new([], [], []),
        Evidence = [],
    };
}
