using Breakwater.Fleet;
using Breakwater.Lab.Running;

namespace Breakwater.Lab.Experiments;

/// <summary>
/// An experiment of one stress dimension: it drives shipping controls, or baselines that implement the same contract, with simulated agents, and
/// answers questions with numbers. Everything general (ladder, fits, breakpoints, threads, progress) is the lab's. Stateless; runs in parallel.
/// </summary>
public abstract class Experiment
{
    public abstract ExperimentSpec Spec { get; }

    /// <summary>Runs a variant once. Must depend on nothing but the context.</summary>
    public abstract Measurements Run(VariantSpec variant, RunContext context);

    /// <summary>Roughly how many core-milliseconds a run takes: orders the work and feeds the progress display, and nothing else.</summary>
    public abstract double Cost(VariantSpec variant, string scaling, int agents);

    /// <summary>The same for an experiment whose runs are longer in one mode than in another.</summary>
    public virtual double Cost(VariantSpec variant, string scaling, int agents, StressMode mode) => Cost(variant, scaling, agents);

    /// <summary>The budgets of the fleet that its metrics are held against.</summary>
    public abstract IReadOnlyList<BudgetedMetric> Budgets(FleetSpecification fleet);

    /// <summary>What the experiment takes as given on this fleet, one sentence each.</summary>
    public abstract IReadOnlyList<string> Assumptions(FleetSpecification fleet);

    /// <summary>Reads the measurements: tables, charts, findings, answers.</summary>
    public abstract Conclusions Conclude(Reading reading);
}
