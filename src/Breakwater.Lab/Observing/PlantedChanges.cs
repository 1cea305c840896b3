using Breakwater.Lab.Experiments;
using Breakwater.Observability;
using static Breakwater.Lab.Observing.ObservabilityExperiment;

namespace Breakwater.Lab.Observing;

/// <summary>Runs the planted changes under a plan and puts what was found of them among the measurements: at few agents, and in a full run at more.</summary>
internal static class PlantedChanges
{
    /// <summary>Hijacked agents after two quiet days, at several lines of the score.</summary>
    public static void AddHijacks(Measurements measured, InspectionPlan plan, RunContext context)
    {
        var found = AddHijacks(measured, plan, PlantedDays.QuietDays, context);
        foreach (var line in PlantedDays.Lines)
        {
            var at = new Measurements();
            at.Effect["lineFound"] = Share(found.Delays(line), double.IsFinite);
            AddFinite(at.Effect, "lineMedianMin", Median(found.Delays(line)));
            at.Effect["lineFalsePerHundred"] = 100 * found.QuietCrossings(line) / found.AgentDays;
            measured.Beside.Add(new(Line, line, at));
        }
    }

    /// <summary>Attack chains, replicas and slow drift, shortened so that a run takes seconds.</summary>
    public static void AddSlow(Measurements measured, InspectionPlan plan, RunContext context)
    {
        AddChains(measured, plan, AttackChains.Chains, AttackChains.LearntDays, context);
        var replicas = Replicas.Run(plan, context.Fleet.Budgets.ReviewsPerHour, context.Random("replicas").NextUInt64(), context.Cancellation);
        AddOdd(measured, replicas, Replicas.Agents);
        AddSlowProvider(measured, replicas);
        AddDrifts(measured, plan, isDeep: false, context);
    }

    /// <summary>All of them on more agents and days, at default settings.</summary>
    public static void AddDeep(Measurements measured, InspectionPlan plan, RunContext context)
    {
        var reviews = context.Fleet.Budgets.ReviewsPerHour;
        AddHijacks(measured, plan, PlantedDays.ManyQuietDays, context);
        AddChains(measured, plan, AttackChains.ManyChains, AttackChains.DefaultLearntDays, context);
        AddOdd(measured, Replicas.RunMany(plan, reviews, context.Random("many").NextUInt64(), context.Cancellation), Replicas.Many);
        AddSlowProvider(measured, Replicas.RunForADay(plan, reviews, context.Random("replicas").NextUInt64(), context.Cancellation));
        AddDrifts(measured, plan, isDeep: true, context);
    }

    private static PlantedDays AddHijacks(Measurements measured, InspectionPlan plan, int quietDays, RunContext context)
    {
        var found = new PlantedDays(plan, quietDays, context.Fleet.Budgets.ReviewsPerHour, context.Random("planted").NextUInt64(), context.Cancellation).Run();
        var delays = found.Delays(DefaultLine);
        measured.Effect["plantedFound"] = Share(delays, d => d <= PlantedDays.FoundWithinMinutes);
        AddFinite(measured.Effect, "plantedMedianMin", Median(delays));
        measured.Effect["falsePerHundred"] = 100 * found.QuietShown / found.AgentDays;
        measured.Work["quietAgentDays"] = found.AgentDays;
        measured.Effect["plantedInspected"] = found.InspectedShare;
        measured.Effect["afterInspected"] = found.InspectedAfter;
        return found;
    }

    private static void AddChains(Measurements measured, InspectionPlan plan, int chains, int learntDays, RunContext context)
    {
        var (found, messages) = AttackChains.Run(plan, chains, learntDays, context.Fleet.Budgets.ReviewsPerHour, context.Random("chains").NextUInt64(), context.Cancellation);
        measured.Effect["chainsFound"] = found / (double)chains;
        measured.Effect["chainMessages"] = messages;
    }

    private static void AddOdd(Measurements measured, Replicas replicas, int among)
    {
        AddFinite(measured.Effect, "oddFoundMin", replicas.OddFound);
        measured.Work["oddOthers"] = replicas.OthersFlagged;
        measured.Work["oddAmong"] = among;
    }

    private static void AddSlowProvider(Measurements measured, Replicas replicas)
    {
        measured.Work["slowAlerts"] = replicas.Slow.Shown;
        measured.Work["slowNamed"] = replicas.Slow.NamesProvider ? 1 : 0;
        measured.Work["slowCrossed"] = replicas.CrossedWithProvider;
    }

    private static void AddDrifts(Measurements measured, InspectionPlan plan, bool isDeep, RunContext context)
    {
        foreach (var days in Drifts)
        {
            var (at, agents) = (new Measurements(), SlowDrift.Agents(days, isDeep));
            AddDrift(at, "drift", SlowDrift.Caught(plan, agents, days, inQuality: false, context.Random("drift").NextUInt64(), context.Cancellation));
            if (days == Drifts[0]) { AddDrift(at, "judged", SlowDrift.Caught(plan, agents, days, inQuality: true, context.Random("judged").NextUInt64(), context.Cancellation)); }
            measured.Beside.Add(new(DriftDays, days, at));
        }
    }

    private static void AddDrift(Measurements at, string name, double[] caught)
    {
        at.Effect[name + "Caught"] = Share(caught, c => c < 1);
        AddFinite(at.Effect, name + "Sigma", caught.Where(double.IsFinite).DefaultIfEmpty(double.PositiveInfinity).Max());
    }

    private static double Share(double[] values, Func<double, bool> what) => values.Count(what) / (double)values.Length;

    private static double Median(double[] ascending) => ascending[(ascending.Length - 1) / 2];

    private static void AddFinite(IDictionary<string, double> to, string metric, double value)
    {
        if (double.IsFinite(value)) { to[metric] = value; }
    }
}
