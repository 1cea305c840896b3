using Breakwater.Lab.Experiments;
using static Breakwater.Lab.Providers.ProvidersExperiment;
using static Breakwater.Lab.Providers.ProvidersVariants;

namespace Breakwater.Lab.Providers;

/// <summary>The questions of dimension 5 that outages answer; who depends on whom the roster answers.</summary>
internal static class ProvidersAnswers
{
    public static void Add(Conclusions conclusions, ProvidersFigures figures)
    {
        string[] outage = [$"providers/{SharedFate}/faultAgents", $"providers/{SharedFate}/faultControl", $"providers/{SharedFate}/faultOrchestrators"];
        var copies = figures.Copies;
        conclusions.Answers["1.5.2"] = (
            $"Measured: while {figures.Vendor} is out, {figures.Lost(SharedFate, FaultKind.Outage, figures.Vendor)} get no answer"
                + (copies.Count > 0 ? $"; {figures.Lost(OwnFate, FaultKind.Outage, figures.Vendor)} if {ProvidersFigures.Names(copies)} do{(copies.Count == 1 ? "es" : "")} not share its fate." : ".")
                + (figures.Worst == figures.Vendor ? "" : $" More of the control plane goes with {figures.Worst}: {figures.Lost(SharedFate, FaultKind.Outage, figures.Worst)}.")
                + (figures.ControlAgents == 0 ? " The fleet has no control-plane cluster." : ""),
            [.. outage, .. copies.Count > 0 ? new[] { $"providers/{OwnFate}/faultAgents" } : []]);
        conclusions.Answers["1.5.3"] = (Apart(figures), outage);
        conclusions.Answers["1.5.4"] = (Concentration(conclusions, figures), [$"providers/{SharedFate}/concentratedControlLoss", $"providers/{ControlApart}/concentratedControlLoss", $"providers/{SharedFate}/concentratedCriticalLate"]);
        conclusions.Answers["2.5"] = (Policy(figures), [$"providers/{SharedFate}/faultControlShare", $"providers/{ControlApart}/faultControlShare"]);
    }

    private static string Apart(ProvidersFigures figures)
    {
        if (figures.Vendors.Count == 1) { return $"No: the whole fleet is on one vendor, {figures.Vendor}."; }
        var both = figures.Both;
        return both.Count == 0
            ? "Yes: no vendor's outage takes task agents and any of the control plane together."
            : "No. Lost together in an outage: " + string.Join("; ", both.Select(v =>
                $"with {v} {Wording.Number(figures.Outage(v, "faultAgents") - figures.Outage(v, "faultControl"))} task agents and {(figures.ControlAgents > 0 ? $"{Wording.Number(figures.Outage(v, "faultControl"))} of {figures.ControlAgents} control-plane agents, " : "")}{Wording.Number(figures.Outage(v, "faultOrchestrators"))} of {figures.Orchestrators} orchestrators")) + ".";
    }

    private static string Concentration(Conclusions conclusions, ProvidersFigures figures)
    {
        var broken = conclusions.Breakpoints.FirstOrDefault(b => b is { Variant: SharedFate, Metric: "concentratedControlLoss" });
        var allowed = Wording.Percent(figures.Fleet.Budgets.ControlPlaneLoss);
        var stands = $"{figures.Vendor} serves {Wording.Percent(figures.ShareOf(figures.Vendor))} of this fleet's callers, and its outage takes {Wording.Percent(figures.At(SharedFate, "controlLostShare"))} of the control plane";
        var worst = figures.Worst == figures.Vendor ? "" : $" But it is not concentration alone: {figures.Worst}, with {Wording.Percent(figures.ShareOf(figures.Worst))} of the callers, takes {Wording.Percent(figures.WorstLoss)}.";
        return (broken?.At is { } at ? $"From {Wording.Number(at)}% of the callers on one vendor (in steps of {Step}%): there its outage takes more of the control plane than the {allowed} it may lose. " : $"Not at any concentration tried: the control plane never loses more than the {allowed} it may. ")
            + $"{stands}.{worst} {OnItsOwn(figures)}";
    }

    private static string OnItsOwn(ProvidersFigures figures)
    {
        var most = figures.ByConcentration(ControlApart, "concentratedControlLoss").Select(p => p.Value).DefaultIfEmpty().Max();
        return $"On a provider of its own the control plane loses {(most > 0 ? $"at most {Wording.Percent(most)}" : "nothing")} with {figures.Vendor}, whatever its share; an outage of that provider takes {Wording.Percent(figures.Fault(ControlApart, FaultKind.Outage, Allocation.ForControl, "faultControlShare") ?? 0)} of the control plane and no task agent.";
    }

    private static string Policy(ProvidersFigures figures)
    {
        var (loss, allowed) = (figures.WorstLoss, figures.Fleet.Budgets.ControlPlaneLoss);
        var both = figures.Both;
        return (both.Count == 0
            ? "As this fleet stands there is no such risk: no vendor's outage takes task agents and control plane together. "
            : $"Not by itself: the policy asks for different models among those who contribute to a decision, and {ProvidersFigures.Names(both)} still underpin{(both.Count == 1 ? "s" : "")} both. The outage of {figures.Worst} takes {Wording.Percent(loss)} of the control plane, {(loss > allowed ? "more than" : "within")} the {Wording.Percent(allowed)} it may lose. ")
            + OnItsOwn(figures);
    }
}
