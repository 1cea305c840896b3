using Breakwater.Contracts;
using Breakwater.Lab.Simulation;
using Breakwater.Policy;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Rollout;
using NuGet.Versioning;

namespace Breakwater.Lab.PolicyVersions;

/// <summary>How a new limit comes into force in a simulation.</summary>
internal sealed record MigrationPlan
{
    /// <summary>What protects requests while the fleet is mixed.</summary>
    public required RolloutMode Mode { get; init; }

    /// <summary>Stages, shadow first. Each is left when its time is up.</summary>
    public required IReadOnlyList<RolloutStage> Stages { get; init; }

    /// <summary>Whether a request states the version that its requester runs.</summary>
    public bool States { get; init; }

    /// <summary>Whether the gates are looked at after every request; otherwise a person promotes at the time, whatever they say.</summary>
    public bool Gated { get; init; }

    /// <summary>The request of the article, for 8,000, goes to an agent on the old version at this time; null for none.</summary>
    public TimeSpan? ArticleCaseAt { get; init; }

    /// <summary>Faults that tests plant.</summary>
    public Func<BundleReference, IPolicyEvaluator<PolicyQuery>, IPolicyEvaluator<PolicyQuery>>? Plant { get; init; }
}

/// <summary>
/// Requests in virtual time while a version is rolled out: the real rollout control stages it, the real router of the agent's node and tenant decides each
/// request. Advisers, requests and time are simulated.
/// </summary>
internal sealed class Migration : SimProcess
{
    private const int Ask = 0, Stage = 1, Article = 2;
    private const int MaxAsks = 20;

    private readonly AdviserFleet _fleet;
    private readonly MigrationPlan _plan;
    private readonly Simulator _simulator;
    private readonly IReadOnlyList<ApprovalRequest> _requests;
    private readonly PolicyRouter<PolicyQuery>[] _routers;
    private readonly RolloutControl _rollouts;
    private readonly PolicyBundle _to;
    private readonly List<string> _tenants;
    private RolloutPhase _phase = RolloutPhase.Active;
    private int _percent;

    public Migration(AdviserFleet fleet, MigrationPlan plan, Simulator simulator, PolicyBundle from, PolicyBundle to, IReadOnlyList<ApprovalRequest> requests)
    {
        (_fleet, _plan, _simulator, _requests, _to) = (fleet, plan, simulator, requests, to);
        _tenants = [.. fleet.Fleet.Tenants.Select(t => t.Id)];
        _rollouts = new(new(), fleet.Log, fleet.Control.Tenant, simulator.Clock);
        _routers = fleet.Routers(plan.Mode, simulator.Clock, [from, to], plan.Plant);
        for (var i = 0; i < _routers.Length; i++) { _rollouts.Attach(_tenants[i % _tenants.Count], AdviserLimits.Bundle, _routers[i]); }
    }

    /// <summary>Requests while the new version is only compared.</summary>
    public MigrationTally Shadow { get; } = new();

    /// <summary>Requests while some agents run the new version.</summary>
    public MigrationTally Mixed { get; } = new();

    /// <summary>Requests once one version is in force everywhere: the new one, or the old one again after it was rolled back.</summary>
    public MigrationTally Settled { get; } = new();

    /// <summary>Agents that were assigned the new version in the last mixed stage.</summary>
    public int Upgraded { get; private set; }

    /// <summary>Whether the article's request was approved; null if it was not asked.</summary>
    public bool? ArticleCaseApproved { get; private set; }

    /// <summary>When the gates rolled the first tenant's rollout back, and after how many requests; null if they did not.</summary>
    public (TimeSpan At, long Requests)? RolledBack { get; private set; }

    /// <summary>How the rollout of the first tenant stands.</summary>
    public RolloutStatus Status => _rollouts.Status(_tenants[0], AdviserLimits.Bundle)!;

    public void Run(CancellationToken cancellation)
    {
        foreach (var tenant in _tenants)
        {
            var started = _rollouts.Start(tenant, _fleet.First, _to.Reference, "release", _plan.Stages);
            if (!started.Done) { throw new InvalidOperationException($"The rollout was refused: {started.Refusal}. {string.Join(' ', started.Details)}"); }
        }
        var due = 0L;
        for (var stage = 0; stage < _plan.Stages.Count; stage++) { _simulator.ScheduleAt(due += SimTime.From(_plan.Stages[stage].Duration), this, Stage, stage); }
        if (_plan.ArticleCaseAt is { } at) { _simulator.ScheduleAt(SimTime.From(at), this, Article); }
        if (_requests.Count > 0) { _simulator.ScheduleAt(_requests[0].At, this, Ask); }
        _simulator.Run(cancellationToken: cancellation);
        var seen = Shadow.Requests + Mixed.Requests + Settled.Requests;
        if (RolledBack is null && seen != _requests.Count + (_plan.ArticleCaseAt is null ? 0 : 1)) { throw new InvalidOperationException($"{seen} of {_requests.Count} requests were decided."); }
    }

    /// <summary>What a request costs once nothing is rolled out any more: the mean over some that were decided before, asked again.</summary>
    public (Work Work, int Requests) SettledCost(int most)
    {
        var work = default(Work);
        var count = Math.Min(most, _requests.Count);
        for (var i = 0; i < count; i++)
        {
            var (request, agent) = (_requests[i], _fleet.Agents[_requests[i].Agent]);
            _routers[_fleet.RouterOf(agent.Index)].Evaluate(new(agent.Name, agent.Tier, Writes: true), _fleet.Query(agent.Index, request.Cents), ref work);
        }
        return (work, count);
    }

    public override void OnEvent(Simulator sim, int kind, long a, long b)
    {
        switch (kind)
        {
            case Stage:
                LeaveStage();
                return;
            case Article:
                AskArticleCase();
                return;
        }
        Decide(_requests[(int)a], out _);
        if (_plan.Gated) { Watch(a + 1); }
        if (a + 1 < _requests.Count && (RolledBack is null || !_plan.Gated)) { sim.ScheduleAt(_requests[(int)a + 1].At, this, Ask, a + 1); }
    }

    private void LeaveStage()
    {
        if (_phase != RolloutPhase.Active) { return; }
        if (_percent > 0) { Upgraded = _fleet.Agents.Count(a => RunsNew(a.Index)); }
        foreach (var tenant in _tenants)
        {
            var promoted = _rollouts.Promote(tenant, AdviserLimits.Bundle, "release");
            if (!promoted.Done) { throw new InvalidOperationException($"The stage could not be left: {promoted.Refusal}."); }
        }
        Look();
    }

    private void AskArticleCase()
    {
        var unlucky = _fleet.Agents.FirstOrDefault(a => !RunsNew(a.Index))?.Index ?? 0;
        Decide(new(_simulator.Now, unlucky, unlucky, 8_000_00), out var approved, fromClient: true);
        ArticleCaseApproved = approved;
    }

    private void Watch(long requests)
    {
        if (_rollouts.Advance().Count > 0) { Look(); }
        if (RolledBack is null && _phase == RolloutPhase.RolledBack)
        {
            RolledBack = (TimeSpan.FromTicks(_simulator.Now / 100), requests);
            // What comes after concerns the old version alone.
            _simulator.Stop();
        }
    }

    private void Look()
    {
        var status = Status;
        (_phase, _percent) = (status.Phase, status.Percent);
    }

    private void Decide(in ApprovalRequest request, out bool approved, bool fromClient = false)
    {
        var work = default(Work);
        var (asks, agent) = (0, request.Agent);
        var made = _plan.States && !fromClient ? VersionOf(request.Requester) : null;
        RoutedVerdict answer;
        bool drifted = false;
        do
        {
            var spec = _fleet.Agents[agent];
            answer = _routers[_fleet.RouterOf(agent)].Evaluate(new(spec.Name, spec.Tier, Writes: true, MadeFor: made), _fleet.Query(agent, request.Cents), ref work);
            drifted |= answer.Drift != DriftKind.None;
            agent = (agent + 1) % _fleet.Agents.Count;
        }
        // Whoever asks does not know who runs what: it tries the next agent, as it would try another replica.
        while (++asks < MaxAsks && answer.Verdict.Reason == RolloutReasons.OtherAgent);
        approved = answer.Verdict.IsPermitted;
        var tally = _phase != RolloutPhase.Active ? Settled : _percent == 0 ? Shadow : Mixed;
        tally.Add(request, approved, drifted, asks, work);
    }

    private bool RunsNew(int agent) => VersionOf(agent)?.Equals(_to.Reference.Version) == true;

    private SemanticVersion? VersionOf(int agent) => _routers[_fleet.RouterOf(agent)].VersionOf(_fleet.Agents[agent].Name)?.Version;
}
