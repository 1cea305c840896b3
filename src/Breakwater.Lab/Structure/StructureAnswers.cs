using System.Globalization;
using System.Numerics;
using Breakwater.Fleet;
using Breakwater.Lab.Catalog;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Roster;

namespace Breakwater.Lab.Structure;

/// <summary>The catalogue's questions as far as structure answers them, each with its number and where that comes from.</summary>
public static class StructureAnswers
{
    private const string NoDependency = "The file declares no dependency between clusters.";

    /// <summary>Answers in the catalogue's order, out of a finished assessment; its own answers are not looked at.</summary>
    public static IReadOnlyList<StructureAnswer> Of(FleetSpecification fleet, Assessment assessment)
    {
        var answers = All(fleet, assessment).ToDictionary(a => a.Id, StringComparer.Ordinal);
        return
        [
            .. CatalogFiles.Read<QuestionsFile>("questions.yaml").Questions
                .Where(q => answers.ContainsKey(q.Id))
                .Select(q => new StructureAnswer(q.Id, q.Text, answers[q.Id].Text, answers[q.Id].Complete, [answers[q.Id].Evidence])),
        ];
    }

    private static IEnumerable<(string Id, string Text, bool Complete, string Evidence)> All(FleetSpecification fleet, Assessment a)
    {
        yield return ("1.1.1", Handoffs(a.Handoffs), true, "handoffs");
        yield return ("1.2.1", Delegations(a), a.Delegation.Observed.Paths is not null, "delegation");
        yield return ("1.2.3", Transitive(a), true, "reach");
        yield return ("1.3.1", Producers(a.Dependencies), true, "dependencies");
        yield return ("1.3.2", Policies(a.Dependencies), true, "dependencies");
        yield return ("1.3.4", Contingency(a.Dependencies), true, "dependencies");
        yield return ("1.3.5", a.Dependencies.Links.Any(l => l.Declared) ? "By the declared dependencies: " + string.Join(", then ", a.Dependencies.RecoveryOrder.Select(s => s.Count == 1 ? s[0] : $"{string.Join(" + ", s)} together (they depend on one another in a circle)")) + "." : NoDependency, true, "dependencies");
        yield return ("1.4.1", $"{Wording.Number(fleet.Load.SteadyMessagesPerMinute)} a minute at steady state, {Wording.Number(fleet.Load.PeakMessagesPerMinute)} at peak, by the file; its {a.Fleet.Flows} flows add up to {Wording.Number(fleet.Flows.Sum(f => f.SteadyPerMinute))} and {Wording.Number(fleet.Flows.Sum(f => f.PeakPerMinute))}.", true, "roster");
        foreach (var (id, answer, evidence) in RosterAnswers.Of(fleet)) { yield return (id, answer, true, evidence[0]); }
        yield return ("1.6.1", Barriers(fleet), true, "roster");
        yield return ("1.6.2", Pairs(a), true, "crossings");
        yield return ("1.7.4", Halt(fleet), false, "roster");
        yield return ("1.8.2", $"{Count(a.AttackPaths.ThreeSteps)}: sequences of four different agents, each of which may send or delegate to the next. "
            + $"{Count(a.AttackPaths.FromIngestion)} of them begin where data comes in, {Count(a.AttackPaths.ToExternalWrite)} end at an agent that writes across a trust boundary, {Count(a.AttackPaths.FromIngestionToExternalWrite)} do both; {Count(a.AttackPaths.ToControlPlane)} lead from task agents to the control plane.", true, "attackPaths");
    }

    private static string Handoffs(HandoffStructure handoffs)
    {
        var reached = handoffs.Boundaries.Where(b => b.Path is not null).ToList();
        if (reached.Count == 0) { return "None: no flow leads from where data comes in to a group that writes across a trust boundary."; }
        return string.Join("; ", reached.Select(b => $"to {b.Boundary} {(b.Exact ? "" : "at least ")}{b.Agents - 1} handoffs between {Wording.Agents(b.Agents)} in {Clusters(b.Clusters)}{(b.Exact ? "" : $" (no more than {b.UpperBound - 1})")}"))
            + "; no group counted twice." + (handoffs.Loops.Count == 0 ? "" : $" {handoffs.Loops.Count} loop{(handoffs.Loops.Count == 1 ? "" : "s")} of flows (the largest of {handoffs.Loops.Max(l => l.Members.Count)} groups) can add to that without end.");
    }

    private static string Delegations(Assessment a)
    {
        var d = a.Delegation;
        return $"{(d.Observed.Paths is { } seen ? $"{Count(seen)} in use ({d.Observed.Source})" : $"In use: {d.Observed.Source}")}; {Count(d.Declared)} pairs of agents are declared, by {a.Fleet.DelegationRules} rules, of {Count(d.Possible)} possible"
            + $"; orchestrators may delegate to {Wording.Agents(d.DeclaredFromOrchestrators)}.";
    }

    private static string Transitive(Assessment a)
    {
        var chains = a.Reach.Groups;
        return $"By a tool: `breakwater assess` follows every chain of rules. It finds {Count(a.Reach.AgentTools)} pairs of an agent and a tool that it is not granted and could have used through delegates ({chains.Count} pairs of group and tool, "
            + $"{chains.Count(r => r.Path.Steps.Count > 1)} of them through others); {Count(a.Reach.Laundered)} of the {Count(a.Reach.AgentTools)} would need a permission to travel along the chain, which IA-2.4 forbids.";
    }

    private static string Producers(DependencyStructure d)
    {
        var consumers = d.Links.Where(l => l.Flows > 0).GroupBy(l => l.Producer, StringComparer.Ordinal).ToList();
        var (silent, idle) = (d.Links.Where(l => !l.Declared).ToList(), d.Links.Where(l => l.Flows == 0).ToList());
        return Or(string.Join("; ", consumers.Select(p => $"{p.Key} → {string.Join(", ", p.Select(l => l.Consumer))}")), "None consumes another's") + "."
            + (silent.Count == 0 ? "" : $" Flows without a declared dependency: {Names(silent)}.") + (idle.Count == 0 ? "" : $" Declared without a flow: {Names(idle)}.")
            + (d.Cycles.Count == 0 ? "" : $" In circles: {string.Join("; ", d.Cycles.Select(c => string.Join(", ", c.Members)))}.");
    }

    private static string Policies(DependencyStructure d) =>
        !Declared(d).Any() ? NoDependency
        : string.Join("; ", Declared(d).Select(l => $"{l.Consumer} on {l.Producer}: {l.OnAlternate}, {l.OnContingency}, {l.OnEmergency}")) + " (in Alternate, Contingency, Emergency; declared, not measured).";

    private static string Contingency(DependencyStructure d)
    {
        if (!Declared(d).Any()) { return NoDependency; }
        var by = Declared(d).ToLookup(l => l.OnContingency!, StringComparer.Ordinal);
        return $"By declaration: of {Declared(d).Count()} dependencies a producer's Contingency pulls {by["cascade"].Count()} along by rule, {by["assess"].Count()} judge for themselves, {by["stale"].Count()} go on with stale data and {by["fallback"].Count()} switch the source.";
    }

    private static string Barriers(FleetSpecification fleet)
    {
        var assumed = fleet.TrustBoundaries.Count(b => b.Assumed);
        return $"The file declares {fleet.Barriers.Count} information barriers and {fleet.TrustBoundaries.Count} trust boundaries{(assumed > 0 ? $" ({assumed} assumed)" : "")}, for the jurisdictions {Or(string.Join(", ", fleet.Regions.Select(r => r.Jurisdiction).Where(j => j.Length > 0).Distinct(StringComparer.Ordinal)), "it leaves unnamed")}.";
    }

    private static string Pairs(Assessment a) =>
        $"{Count(a.Crossings.DistinctPairs)} pairs of agents, over {a.Crossings.Barriers.Count} flows and delegations"
        + Or(string.Join(", ", a.Crossings.Pairs.Where(p => p.Either > 0).Select(p => $"{p.Barrier} {Count(p.Either)} of {Count(p.Possible)}")), "none at any barrier", ": ")
        + $". {a.Crossings.Barriers.Count(c => c.CouldCarry.Count > 0)} of them join groups that may both hold what the barrier stops.";

    private static string Halt(FleetSpecification fleet)
    {
        var (control, halt) = (fleet.ControlPlane.Region, fleet.ControlPlane.HaltAuthorityRegion);
        var beside = Placement.AgentsByRegion(fleet).Where(p => p.Key.Region == halt).Sum(p => p.Value);
        return $"In part, by placement: the halt authority stands in {halt}, {(control == halt ? "with" : "apart from")} the control plane{(control == halt ? "" : $" in {control}")}, and shares its region with {Wording.Agents(beside)} of {fleet.AgentCount}. Whether a halt gets through a failure is not measured here.";
    }

    private static IEnumerable<ClusterLink> Declared(DependencyStructure d) => d.Links.Where(l => l.Declared);

    private static string Names(IEnumerable<ClusterLink> links) => string.Join(", ", links.Select(l => $"{l.Producer} → {l.Consumer}"));

    private static string Clusters(int count) => count == 1 ? "1 cluster" : $"{count} clusters";

    private static string Or(string text, string nothing, string before = "") => before + (text.Length > 0 ? text : nothing);

    private static string Count(BigInteger value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
