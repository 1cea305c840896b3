using Breakwater.Contracts;
using Breakwater.Lab.Simulation;
using Breakwater.Policy;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Rollout;
using NuGet.Versioning;

namespace Breakwater.Lab.PolicyVersions;

/// <summary>
/// Eight nodes, one of which never gets the new version though its source answers; the rollout completes without it. Rollout, routers and freshness are real: the
/// node applies the records of the one that decides, as every other node would.
/// </summary>
internal sealed class StaleNodeRun : SimProcess
{
    public const int Nodes = 8;
    private const int Order = 0, Confirm = 1, Complete = 2;

    private readonly AdviserFleet _fleet;
    private readonly Simulator _simulator;
    private readonly IReadOnlyList<ApprovalRequest> _orders;
    private readonly SemanticVersion? _stated;
    private readonly RolloutControl _deciding, _stale;
    private readonly PolicyRouter<PolicyQuery>[] _routers = new PolicyRouter<PolicyQuery>[Nodes];
    private readonly PolicyFreshness?[] _freshness = new PolicyFreshness?[Nodes];
    private readonly string _tenant;
    private readonly int[] _agents;
    private readonly long _end;
    private readonly PolicyBundle _to;
    private Work _work;

    /// <summary>Prepares a run.</summary>
    /// <param name="fleet">The advisers; orders go to those of the first tenant that has any.</param>
    /// <param name="simulator">Virtual time.</param>
    /// <param name="from">The old version.</param>
    /// <param name="to">The new one.</param>
    /// <param name="mode">What protects orders while versions are mixed.</param>
    /// <param name="orders">Orders; each goes to the node of its place, in turn.</param>
    /// <param name="limit">How stale policies may be before everything is denied; null for no limit.</param>
    /// <param name="states">Whether each order states the new version.</param>
    public StaleNodeRun(AdviserFleet fleet, Simulator simulator, PolicyBundle from, PolicyBundle to, RolloutMode mode, IReadOnlyList<ApprovalRequest> orders, TimeSpan? limit, bool states)
    {
        (_fleet, _simulator, _orders, _to, _stated) = (fleet, simulator, orders, to, states ? to.Reference.Version : null);
        _tenant = fleet.Agents[0].Tenant;
        _agents = [.. fleet.Agents.Where(a => a.Tenant == _tenant).Select(a => a.Index)];
        _end = orders[^1].At;
        _deciding = new(new(), fleet.Log, fleet.Control.Tenant, simulator.Clock);
        _stale = new(new(), fleet.Log, fleet.Control.Tenant, simulator.Clock);
        for (var i = 0; i < Nodes; i++)
        {
            if (limit is { } longest)
            {
                var tier = new TierFreshness(longest, FailPosture.Closed);
                _freshness[i] = new(new() { Supervised = tier, Managed = tier, Autonomous = tier }, simulator.Clock, TimeSpan.Zero);
            }
            _routers[i] = new(AdviserLimits.Bundle, mode, simulator.Clock, _freshness[i]);
            fleet.Load(_routers[i], _tenant, from);
            if (i != Stale) { fleet.Load(_routers[i], _tenant, to); }
            (i == Stale ? _stale : _deciding).Attach(_tenant, AdviserLimits.Bundle, _routers[i]);
        }
    }

    /// <summary>The node that is left behind.</summary>
    public static int Stale => Nodes - 1;

    /// <summary>What came of the orders at the node left behind, and at the seven others.</summary>
    public MigrationTally AtStale { get; } = new();

    /// <summary>See <see cref="AtStale"/>.</summary>
    public MigrationTally Elsewhere { get; } = new();

    /// <summary>Orders that a node decided while it knew itself to be behind: as often could an alarm have been raised.</summary>
    public long Alarms { get; private set; }

    /// <summary>When the last order was approved beyond the new limit; zero if none was.</summary>
    public TimeSpan LastExposed { get; private set; }

    public Work Work => _work;

    public void Run(CancellationToken cancellation)
    {
        Hand(_deciding.Start(_tenant, _fleet.First, _to.Reference, "release", [new(0, TimeSpan.FromSeconds(1), new())]));
        _simulator.ScheduleAt(SimTime.From(TimeSpan.FromSeconds(1)), this, Complete);
        _simulator.ScheduleAt(0, this, Confirm);
        _simulator.ScheduleAt(_orders[0].At, this, Order);
        _simulator.Run(cancellationToken: cancellation);
        if (AtStale.Requests + Elsewhere.Requests != _orders.Count) { throw new InvalidOperationException($"{AtStale.Requests + Elsewhere.Requests} of {_orders.Count} orders were decided."); }
        if (!_routers[Stale].IsBehind) { throw new InvalidOperationException("The node that was to be left behind is not."); }
    }

    public override void OnEvent(Simulator sim, int kind, long a, long b)
    {
        switch (kind)
        {
            case Complete:
                Hand(_deciding.Promote(_tenant, AdviserLimits.Bundle, "release"));
                return;
            case Confirm:
                // Every node reaches the source, the one left behind too: that alone must not make it fresh.
                foreach (var freshness in _freshness) { freshness?.Confirm(); }
                if (sim.Now < _end) { sim.Schedule(TimeSpan.FromMinutes(1), this, Confirm); }
                return;
        }
        Decide(_orders[(int)a], (int)a % Nodes);
        if (a + 1 < _orders.Count) { sim.ScheduleAt(_orders[(int)a + 1].At, this, Order, a + 1); }
    }

    private void Hand(RolloutResult done)
    {
        if (!done.Done || !_stale.Apply(done.Record)) { throw new InvalidOperationException($"The rollout was refused: {done.Refusal}."); }
    }

    private void Decide(in ApprovalRequest order, int node)
    {
        var work = default(Work);
        var agent = _fleet.Agents[_agents[order.Agent % _agents.Length]];
        var answer = _routers[node].Evaluate(new(agent.Name, AutonomyTier.Autonomous, Writes: true, MadeFor: _stated), _fleet.Query(agent.Index, order.Cents), ref work);
        var approved = answer.Verdict.IsPermitted;
        (node == Stale ? AtStale : Elsewhere).Add(order, approved, answer.Drift != DriftKind.None, 1, work);
        _work.Add(work);
        if (_routers[node].IsBehind) { Alarms++; }
        if (approved && !order.IsWithin(AdviserLimits.New)) { LastExposed = TimeSpan.FromTicks(order.At / 100); }
    }
}
