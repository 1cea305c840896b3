using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;
using static Breakwater.Lab.Providers.ProvidersExperiment;
using static Breakwater.Lab.Providers.ProvidersVariants;

namespace Breakwater.Lab.Providers;

/// <summary>What the measurements of failing providers mean.</summary>
internal static class ProvidersConclusions
{
    public static Conclusions From(Reading reading)
    {
        var (conclusions, figures) = (new Conclusions(), new ProvidersFigures(reading));
        if (figures.Size == 0) { return conclusions; }
        conclusions.Tables.AddRange(ProvidersTables.All(figures));
        AddCharts(conclusions, figures);
        if (figures.IsOwnSize)
        {
            AddBreakpoints(conclusions, figures);
            ProvidersAnswers.Add(conclusions, figures);
            var (verdict, because) = ProviderHypothesis.Decide(ProviderHypothesis.Read(figures));
            conclusions.Hypotheses[6] = (verdict, because, [$"providers/{SharedFate}/faultAgents", $"providers/{SharedFate}/faultControl", $"providers/{SharedFate}/faultOrchestrators", $"providers/{OwnFate}/faultControl"]);
        }
        ProvidersFindings.Add(conclusions, reading, figures);
        conclusions.Controls["PG-2.9"] = (reading.Fit(SharedFate, Rule, "lost")?.Class, [$"providers/{SharedFate}/lost", $"providers/{SharedFate}/controlLost", $"providers/{ControlApart}/controlLost"]);
        return conclusions;
    }

    private static void AddCharts(Conclusions conclusions, ProvidersFigures figures)
    {
        conclusions.Charts.Add(new("providers-sent", $"Calls that reach a provider, an outage of {figures.Vendor} included", "sent", PointResult.Agents, Rule, [AtOnce, NotAdaptive, ToTheEnd, SharedFate], true, true, null, null));
        if (figures.IsOwnSize)
        {
            conclusions.Charts.Add(new("providers-control-loss", $"Share of the control plane lost while {figures.Vendor} is out, by the share of callers on it", "concentratedControlLoss", Concentration, Rule, [SharedFate, ControlApart], false, false, figures.Fleet.Budgets.ControlPlaneLoss, "budget: loss of the control plane"));
        }
        conclusions.Charts.Add(new("providers-critical", $"Critical calls not answered in time while {figures.Vendor} grants {Wording.Percent(ProviderFault.Granted)}", "cutCriticalLate", PointResult.Agents, Rule, [AtOnce, NotAdaptive, SharedFate, ControlApart], true, false, MostCriticalLate, "budget: critical calls in time"));
        conclusions.Charts.Add(new("providers-recovery", "After the outage, until everyone is answered in time", "recoverMs", PointResult.Agents, Rule, [NotAdaptive, ToTheEnd, Least, SharedFate], true, false, null, null));
    }

    // Every step was run, so the first that breaks is the breakpoint.
    private static void AddBreakpoints(Conclusions conclusions, ProvidersFigures figures)
    {
        foreach (var variant in new[] { SharedFate, ControlApart })
        {
            foreach (var (metric, budget) in new[] { ("concentratedControlLoss", ControlLoss(figures.Fleet)), ("concentratedCriticalLate", CriticalInTime) })
            {
                var steps = figures.ByConcentration(variant, metric);
                if (steps.Count == 0) { continue; }
                conclusions.Breakpoints.Add(Breakpoint.Find([.. steps.Select(s => ((int)s.At, s.Value))], budget, null, null).ToResult("providers", variant, metric, Rule, Concentration, budget));
            }
        }
    }
}
