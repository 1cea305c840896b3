using System.Globalization;
using System.Numerics;
using Breakwater.Cli.Consoles;
using Breakwater.Lab.Structure;

namespace Breakwater.Cli;

/// <summary>An assessment for people: counts first, then what stands behind them.</summary>
internal static class AssessmentText
{
    public static void Print(Assessment assessment, Terminal terminal)
    {
        var fleet = assessment.Fleet;
        terminal.Output.WriteLine($"{fleet.Name}: {Of(fleet.Agents, "agent")} in {Of(fleet.Clusters, "cluster")} and {Of(fleet.Groups, "group")}");
        terminal.Output.WriteLine($"Structure only, nothing was run: {Of(fleet.Flows, "flow")} (a → b), {Of(fleet.DelegationRules, "delegation rule")} (a ⇒ b).");
        var sheet = new TextSheet(terminal.Output, terminal.Width);
        Delegation(sheet, assessment);
        Handoffs(sheet, assessment.Handoffs);
        Reach(sheet, assessment.Reach);
        Rules(sheet, assessment.Rules);
        Crossings(sheet, assessment.Crossings);
        ExternalWrites(sheet, assessment.ExternalWrites);
        ControlPlane(sheet, assessment.ControlPlane);
        AttackPaths(sheet, assessment.AttackPaths);
        Concentration(sheet, assessment);
        Dependencies(sheet, assessment.Dependencies);
        SinglePoints(sheet, assessment.SinglePoints);
        Answers(sheet, assessment.Answers);
    }

    private static void Delegation(TextSheet sheet, Assessment assessment)
    {
        var delegation = assessment.Delegation;
        sheet.Section("Delegation paths");
        sheet.Line($"{N(delegation.Possible)} possible (ordered pairs of agents), {N(delegation.Declared)} declared by {Of(assessment.Fleet.DelegationRules, "rule")}; {Observed(delegation.Observed)}.");
        sheet.Line($"{N(delegation.DeclaredFromOrchestrators)} more from orchestrators, which are not counted as agents.");
        var chain = delegation.LongestChain;
        sheet.Line($"Longest chain: {Of(chain.Hops, "hop")}{(chain.Exact ? "" : $" found, no more than {chain.UpperBound} possible")}.");
        if (chain.Path is { } path) { sheet.List([Path(path)]); }
        sheet.Line($"Cycles of rules: {Number(delegation.Cycles.Count)}.");
        sheet.List([.. delegation.Cycles.Select(Cycle)]);
    }

    private static string Observed(ObservedDelegations observed) => observed.Paths is { } paths ? $"{N(paths)} observed ({observed.Source})" : observed.Source;

    private static void Handoffs(TextSheet sheet, HandoffStructure handoffs)
    {
        sheet.Section("Handoffs from ingestion to what leaves the system (no group twice)");
        sheet.Line($"Data comes in at {Of(handoffs.Ingestion.Count, "group")}: {string.Join(", ", handoffs.Ingestion)}.");
        foreach (var boundary in handoffs.Boundaries)
        {
            sheet.Line(
                boundary.Exits.Count == 0 ? $"{boundary.Boundary}: no tool writes across it."
                : boundary.Path is null ? $"{boundary.Boundary}: no flow leads from ingestion to {string.Join(", ", boundary.Exits)}."
                : $"{boundary.Boundary}: {Of(boundary.Agents - 1, "handoff")} between {Of(boundary.Agents, "agent")} in {Of(boundary.Clusters, "cluster")}, {Of(boundary.ClusterChanges, "change")} of cluster"
                    + (boundary.Exact ? " (exact)." : $" (longest found; no more than {Of(boundary.UpperBound, "agent")} possible)."));
            if (boundary.Path is { } path) { sheet.List([Path(path)]); }
        }
        sheet.Line($"Loops of flows, which can add to that without end: {Number(handoffs.Loops.Count)}.");
        sheet.List([.. handoffs.Loops.Select(Cycle)]);
    }

    private static void Reach(TextSheet sheet, ReachStructure reach)
    {
        sheet.Section("Reachable but not granted (IA-2.4)");
        sheet.Line($"{N(reach.AgentTools)} pairs of agent and tool ({Number(reach.Groups.Count)} of group and tool): {N(reach.AgentTools - reach.Laundered)} permitted along the whole chain, "
            + $"{N(reach.Laundered)} laundered: only if a permission travelled along it.");
        sheet.List(
        [
            .. reach.Groups
                .GroupBy(r => (r.Principal, r.Agents, r.Authority, Path: Path(r.Path)))
                .OrderByDescending(g => g.Any(r => r is { Access: "write", Boundary: not null }))
                .ThenByDescending(g => g.Any(r => r.Access == "write"))
                .ThenByDescending(g => g.Key.Agents * g.Count())
                .Select(g => $"{g.Key.Path}: {string.Join(", ", g.Select(r => r.Tool + (r.Boundary is null ? "" : $" ({r.Access}, {r.Boundary})")))} [{Of(g.Key.Agents, "agent")}, {g.Key.Authority}]"),
        ]);
        sheet.Line($"Orchestrators, which are granted nothing: {Number(reach.Orchestrators.Count)} pairs of orchestrator and tool.");
    }

    private static void Rules(TextSheet sheet, RuleReview rules)
    {
        sheet.Section("Grants and rules that give more than the file shows a need for");
        sheet.Line(rules.Findings.Count == 0
            ? "None."
            : $"{Number(rules.Findings.Count)}: {string.Join(", ", rules.Findings.CountBy(f => f.Criterion).Select(c => $"{c.Value} {c.Key}"))}.");
        sheet.List([.. rules.Findings.Select(f => $"{f.Criterion}: {f.Subject} {f.Text}.")]);
        if (rules.GroupsNotJudged > 0) { sheet.Line($"{Of(rules.GroupsNotJudged, "group")} with tools, delegated nothing: no task says what they need, so `no-task-names-it` does not judge them."); }
    }

    private static void Crossings(TextSheet sheet, CrossingStructure crossings)
    {
        sheet.Section("Crossings of trust boundaries and barriers");
        sheet.Line($"{Of(crossings.Tools.Count, "tool")} and {Of(crossings.Delegations.Count, "delegation")} cross a trust boundary; flows cross none.");
        sheet.List(
        [
            .. crossings.Tools.GroupBy(t => (t.Boundary, t.Access))
                .Select(g => $"{g.Key.Boundary}, {g.Key.Access}: {string.Join("; ", g.Select(t => $"{t.Tool} ({Of(t.Agents, "agent")})"))}"),
        ]);
        sheet.Line($"{Of(crossings.Barriers.Count, "flow or delegation", "flows and delegations")} between the sides of barriers; {N(crossings.DistinctPairs)} pairs of agents communicate across one.");
        sheet.List([.. crossings.Barriers.Select(c => $"{c.Barrier}: {c.From} {Arrow(c.Kind)} {c.To}, {Of(c.AgentPairs, "pair")}{(c.CouldCarry.Count > 0 ? $"; both may hold {string.Join(", ", c.CouldCarry)}" : "")}")]);
        sheet.Line($"Ways round a barrier through groups on neither side: {Number(crossings.Bypasses.Count)}.");
        sheet.List([.. crossings.Bypasses.Select(b => $"{b.Barrier}: {Path(b.Path)}")]);
    }

    private static void ExternalWrites(TextSheet sheet, IReadOnlyList<ExternalWrite> writes)
    {
        sheet.Section("Writes across trust boundaries, by clusters not granted them");
        if (writes.Count == 0) { sheet.Line("No tool writes across a trust boundary."); }
        foreach (var write in writes)
        {
            var reaching = write.Others.Where(o => o.Path is not null).ToList();
            sheet.Line($"{write.Boundary}: granted in {string.Join(", ", write.HolderClusters)}; {(reaching.Count == 0 ? "no other cluster reaches one." : $"{reaching.Count} of {write.Others.Count} other clusters reach one by flows and delegations:")}");
            sheet.List([.. reaching.Select(o => $"{o.Cluster}, {N(o.AgentsReaching)} of {Of(o.Agents, "agent")}: {Path(o.Path!)}{(o.ByDelegation is { } d ? $"; by delegation alone ({d.Tool}, {d.Authority}): {Path(d.Path)}" : "")}")]);
        }
    }

    private static void ControlPlane(TextSheet sheet, ControlPlaneStructure control)
    {
        sheet.Section("Ways from task clusters to control-plane agents");
        sheet.Line($"{Of(control.Entrances.Count, "entrance")}; {Of(control.Ways.Count, "pair")} of task cluster and control-plane group joined by a path.");
        sheet.List([.. control.Entrances.Select(e => $"{e.From} {Arrow(e.Kind)} {e.To}, {Of(e.AgentPairs, "pair")}")]);
        if (control.Ways.Count > 0) { sheet.Line("Shortest by cluster:"); }
        sheet.List([.. control.Ways.Select(w => $"{w.Cluster}: {Path(w.Path)}")]);
    }

    private static void AttackPaths(TextSheet sheet, AttackPaths paths)
    {
        sheet.Section("Attack paths: different agents, each of which may send or delegate to the next");
        sheet.Line($"{N(paths.ThreeSteps)} of three steps ({N(paths.OneStep)} of one, {N(paths.TwoSteps)} of two).");
        sheet.Line($"Of three steps: {N(paths.FromIngestion)} begin at ingestion, {N(paths.ToExternalWrite)} end at a write across a trust boundary, {N(paths.FromIngestionToExternalWrite)} do both; "
            + $"{N(paths.ToControlPlane)} lead from a task cluster to the control plane.");
    }

    private static void Concentration(TextSheet sheet, Assessment assessment)
    {
        var concentration = assessment.Concentration;
        sheet.Section("Provider concentration");
        sheet.Line($"{Of(concentration.Vendors.Count, "vendor")} for {Of(assessment.Fleet.Agents, "agent")}, {N(concentration.ControlPlaneAgents)} of them in the control plane.");
        sheet.List(
        [
            .. concentration.Vendors.Select(v =>
                $"{v.Vendor}: {Of(v.Agents, "agent")} ({(v.Share * 100).ToString("0.#", CultureInfo.InvariantCulture)}%, {N(v.OnPremises)} on premises), {N(v.ControlPlaneAgents)} of the control plane, {Of(v.Orchestrators, "orchestrator")}; "
                + string.Join(", ", v.Clusters.Select(c => $"{c.Cluster} {N(c.Agents)} of {N(c.Of)}"))),
        ]);
    }

    private static void Dependencies(TextSheet sheet, DependencyStructure dependencies)
    {
        var (undeclared, silent) = (dependencies.Links.Where(l => !l.Declared).ToList(), dependencies.Links.Where(l => l.Flows == 0).ToList());
        sheet.Section("Dependencies between clusters");
        sheet.Line($"{Of(dependencies.Links.Count(l => l.Declared), "declared dependency", "declared dependencies")}; {Number(undeclared.Count)} that flows show and the file does not declare; {Number(silent.Count)} declared without a flow.");
        sheet.List([.. undeclared.Select(l => $"not declared: {l.Consumer} consumes from {l.Producer} ({Of(l.Flows, "flow")})"), .. silent.Select(l => $"no flow: {l.Consumer} on {l.Producer}")]);
        sheet.Line($"Circles of dependencies: {Number(dependencies.Cycles.Count)}.");
        sheet.List([.. dependencies.Cycles.Select(Cycle)]);
    }

    private static void SinglePoints(TextSheet sheet, IReadOnlyList<SinglePoint> points)
    {
        sheet.Section("Single points of failure");
        sheet.Line(points.Count == 0 ? "None." : $"{Number(points.Count)}: {string.Join(", ", points.CountBy(p => p.Kind).Select(c => $"{c.Value} {c.Key}"))}.");
        foreach (var kind in points.GroupBy(p => p.Kind))
        {
            sheet.List([.. kind.OrderByDescending(p => p.Agents).Select(p => $"{p.Kind} {p.Id} ({Of(p.Agents, "agent")}): {p.Text}")]);
        }
    }

    private static void Answers(TextSheet sheet, IReadOnlyList<StructureAnswer> answers)
    {
        sheet.Section("Assessment questions that structure answers");
        foreach (var answer in answers)
        {
            sheet.Line($"{answer.Id} {answer.Question}");
            sheet.List([$"{answer.Answer} (from: {string.Join(", ", answer.Evidence)})"]);
        }
    }

    private static string Path(Witness path) => path.From + string.Concat(path.Steps.Select(s => $" {Arrow(s.Kind)} {s.To}"));

    private static string Arrow(string kind) => kind == "flow" ? "→" : "⇒";

    private static string Cycle(Loop loop) => $"{string.Join(", ", loop.Members)} (shortest: {string.Join(" → ", loop.Shortest)})";

    private static string N(BigInteger value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Number(int value) => N(value);

    private static string Of(long count, string noun, string? many = null) => $"{N(count)} {(count == 1 ? noun : many ?? noun + "s")}";
}
