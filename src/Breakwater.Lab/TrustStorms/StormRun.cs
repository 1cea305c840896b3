using Breakwater.Lab.Experiments;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.TrustScaling;

namespace Breakwater.Lab.TrustStorms;

/// <summary>One fleet through the four storms, one after the other: cold, at the cliff, at a policy change, and rotating.</summary>
internal sealed class StormRun
{
    private readonly TrustWorld _world;
    private readonly Simulator _sim;
    private readonly StormRules _rules;
    private readonly Measurements _measured = new();
    private readonly CancellationToken _cancellation;

    private StormRun(RunContext context, StormRules rules)
    {
        _rules = rules;
        _cancellation = context.Cancellation;
        _sim = context.NewSimulator();
        _world = new(context, _sim);
    }

    public static Measurements Play(RunContext context, StormRules rules)
    {
        var run = new StormRun(context, rules);
        run.OpenToPolicyChange();
        run.Rotate();
        return run._measured;
    }

    private void OpenToPolicyChange()
    {
        var trust = _world.Fleet.Trust;
        var scheme = new VouchedHierarchy(_world, _rules.Hierarchy);
        var open = Round(scheme, Tally(_sim.Now), Storm.Open);
        // What was verified last lapses last: a moment later nothing is remembered but what was renewed.
        var cliff = Tally(open.LastDone + SimTime.From(_rules.Hierarchy.Memory) + SimTime.Millisecond);
        scheme.CountTo(cliff);
        _sim.Run(cliff.Started, _cancellation);
        Round(scheme, cliff, Storm.Cliff);
        _sim.Run(_sim.Now + SimTime.From(trust.CheckInterval), _cancellation);
        foreach (var control in scheme.Controls)
        {
            foreach (var tenant in _world.Fleet.Tenants) { control.PolicyChanged(control.Tenant(tenant.Id)); }
        }
        Round(scheme, Tally(_sim.Now), Storm.Policy);
    }

    private void Rotate()
    {
        _world.RenewNodes();
        var tally = Tally(_sim.Now);
        _ = new CredentialRotation(_world, _rules, tally);
        Finish(tally, Storm.Rotation);
    }

    private RoundTally Round(VerificationScheme scheme, RoundTally tally, Storm storm)
    {
        _world.RenewNodes();
        scheme.Begin(tally);
        Finish(tally, storm);
        return tally;
    }

    private void Finish(RoundTally tally, Storm storm)
    {
        while (tally.Checks.Count < _world.Checks && _sim.Step()) { }
        _cancellation.ThrowIfCancellationRequested();
        if (tally.Checks.Count != _world.Checks) { throw new InvalidOperationException($"{storm.Title}: {tally.Checks.Count} of {_world.Checks} checks were answered."); }
        // Each storm once a day, thirty days a month.
        _measured.Money += tally.ServiceNs / 1e9 * 30 / 3600 * (double)_world.Fleet.ControlPlane.CoreHourPrice.Amount;
        storm.Read(tally, _world.Nodes.Max(n => n.MaxQueueLength), _measured);
    }

    private RoundTally Tally(long startNs) => new(startNs, SimTime.From(_world.Fleet.Trust.VerificationDeadline));
}
