using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Fleet;
using Breakwater.Lab.Simulation;
using Breakwater.Policy;
using Breakwater.Policy.Arguments;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Rollout;

namespace Breakwater.Lab.PolicyVersions;

/// <summary>
/// A rollout in virtual time: publication, policies, rollout control, gates, assignment and router are those that ship; the agents' requests and the time are simulated. No
/// time passes while a version evaluates, so the latency gate always passes. Deterministic.
/// </summary>
public sealed class Rehearsal : SimProcess
{
    private const int Ask = 0, Look = 1;
    private const int MaxAsks = 20;

    private readonly RehearsalPlan _plan;
    private readonly Simulator _simulator;
    private readonly LabRandom _times, _picks;
    private readonly PolicyControl _control;
    private readonly TenantHandle _tenant;
    private readonly RolloutControl _rollouts;
    private readonly PolicyRouter<PolicyQuery> _router;
    private readonly Dictionary<string, AgentSpecification> _agents;
    private readonly List<RehearsedStage> _stages = [];
    private readonly BoundArguments _arguments = new();
    private readonly Action<TimeSpan>? _progress;
    private Work _work;
    private bool _over;

    private Rehearsal(RehearsalPlan plan, RolloutMode mode, Action<TimeSpan>? progress)
    {
        (_plan, _progress) = (plan, progress);
        _simulator = new(plan.Seed);
        (_times, _picks) = (_simulator.Random.Fork("times"), _simulator.Random.Fork("picks"));
        _control = new(plan.Fleet, time: _simulator.Clock);
        _tenant = _control.Tenant(plan.Tenant);
        _agents = FleetRoster.Expand(plan.Fleet).Agents.Where(a => a.Tenant == plan.Tenant).ToDictionary(a => a.Name, StringComparer.Ordinal);
        Publish();
        _rollouts = new(new(), new MemoryControlLog(_simulator.Clock), _control.Tenant, _simulator.Clock);
        _router = new(plan.From.Reference.Name, mode, _simulator.Clock);
        foreach (var version in (PolicyBundle[])[plan.From, plan.To])
        {
            if (!PolicyVersion<PolicyQuery>.TryVerify(version.Reference, version.Compatibility, new LiveVersion(_control, _tenant, version.Reference), [], out var verified) || _router.Load(verified) is not null)
            {
                throw new InvalidOperationException($"{version.Reference} was not loaded.");
            }
        }
        _rollouts.Attach(plan.Tenant, plan.From.Reference.Name, _router);
    }

    /// <summary>Why the new version would be refused when it is published beside the one in force; empty if it would not.</summary>
    /// <exception cref="InvalidOperationException">The bundles in force before cannot be published.</exception>
    public static IReadOnlyList<Problem> Refusal(RehearsalPlan plan)
    {
        var control = new PolicyControl(plan.Fleet);
        PublishBefore(control, new MemoryControlLog(TimeProvider.System), plan);
        return control.Examine(plan.To, new() { AsCandidate = true }).Problems;
    }

    /// <summary>Rolls the version out, gates and all.</summary>
    /// <param name="plan">What is rolled out, to whom, and what they ask for.</param>
    /// <param name="mode">What protects requests while two versions are in force.</param>
    /// <param name="progress">Told how far virtual time has come; null for nobody.</param>
    /// <param name="cancellation">Ends it with nothing.</param>
    /// <exception cref="InvalidOperationException">The version or the plan is refused; see <see cref="Refusal"/> and <see cref="RolloutPlan.Problems"/>.</exception>
    public static RehearsalResult Run(RehearsalPlan plan, RolloutMode mode, Action<TimeSpan>? progress, CancellationToken cancellation)
    {
        var rehearsal = new Rehearsal(plan, mode, progress);
        rehearsal.Begin();
        rehearsal._simulator.Run(cancellationToken: cancellation);
        return new(mode, rehearsal._stages);
    }

    /// <inheritdoc/>
    public override void OnEvent(Simulator sim, int kind, long a, long b)
    {
        if (_over) { return; }
        if (kind == Ask)
        {
            Decide(_plan.Requests[_picks.NextInt(_plan.Requests.Count)]);
            ScheduleAsk();
            return;
        }
        _progress?.Invoke(Now);
        Watch();
        if (!_over) { sim.Schedule(_plan.LookEvery, this, Look); }
    }

    private TimeSpan Now => TimeSpan.FromTicks(_simulator.Now / 100);

    private RolloutStatus Status => _rollouts.Status(_plan.Tenant, _plan.From.Reference.Name)!;

    private void Begin()
    {
        var started = _rollouts.Start(_plan.Tenant, _plan.From.Reference, _plan.To.Reference, "rehearsal", _plan.Stages, isBreaking: _plan.To.IsBreaking);
        if (!started.Done) { throw new InvalidOperationException($"The rollout was refused: {started.Refusal}. {string.Join(' ', started.Details)}"); }
        if (Status.Phase != RolloutPhase.Active) { throw new InvalidOperationException("A rollout of no stages has nothing to be watched."); }
        Enter(Status);
        ScheduleAsk();
        _simulator.Schedule(_plan.LookEvery, this, Look);
    }

    private void ScheduleAsk() => _simulator.Schedule((long)_times.Exponential(SimTime.From(TimeSpan.FromHours(1)) / _plan.PerHour), this, Ask);

    private void Enter(RolloutStatus status) => _stages.Add(new()
    {
        Percent = status.Percent, From = Now,
        Agents = _agents.Keys.Count(a => _router.VersionOf(a) is { } version && version == _plan.To.Reference),
    });

    /// <summary>Looks at the gates, as a host does every so often, and notes what they did.</summary>
    private void Watch()
    {
        var (stage, before) = (_stages[^1], Status);
        (stage.Counts, stage.Until) = (before.Counts, Now);
        var changed = _rollouts.Advance().Count > 0;
        var status = Status;
        if (!changed)
        {
            if (before.IsDue) { (stage.HeldSince, stage.By) = (stage.HeldSince ?? Now, before.HeldBy); }
            if (Now < _plan.Most) { return; }
            (stage.End, stage.Gates, _over) = (RehearsedEnd.Held, before.Gates, true);
            return;
        }
        stage.End = status.Phase == RolloutPhase.RolledBack ? RehearsedEnd.RolledBack : RehearsedEnd.Promoted;
        if (status.Phase == RolloutPhase.Active)
        {
            Enter(status);
            return;
        }
        _over = true;
        if (stage.End != RehearsedEnd.RolledBack) { return; }
        stage.Gates = before.Gates;
        stage.By = before.Gates.First(g => g is { State: GateState.Breached, OnBreach: GateBreach.RollBack }).Gate;
    }

    private void Decide(RehearsedRequest asked)
    {
        var (stage, request) = (_stages[^1], asked.Request);
        var first = _picks.NextInt(asked.Agents.Count);
        var tool = _control.Tool(request.Tool);
        if (asked.Arguments is { } json) { _control.Bind(_tenant, _plan.From.Reference, tool, json, _arguments); }
        var target = request.Target is { } place ? _control.Target(place)!.Value : default;
        var writes = _plan.Fleet.Tools.Any(t => t.Id == request.Tool && t.Access == ToolAccess.Write);
        RoutedVerdict answer;
        var asks = 0;
        do
        {
            // Whoever asks does not know who runs what: it tries the next of the group, as it would try another replica.
            var agent = _agents[asked.Agents[(first + asks) % asked.Agents.Count]];
            var query = new PolicyQuery
            {
                Principal = _control.Principal(agent.Name, agent.Group.Id, agent.Region.Id), Tool = tool, Target = target, Delegated = request.Delegated,
                Arguments = asked.Arguments is null ? null : _arguments, ArgumentsDigest = asked.Arguments is null ? default : _arguments.Digest,
            };
            answer = _router.Evaluate(new(agent.Name, agent.Tier, writes), query, ref _work);
        }
        while (++asks < Math.Min(MaxAsks, asked.Agents.Count) && answer.Verdict.Reason == RolloutReasons.OtherAgent);

        var permitted = answer.Verdict.IsPermitted;
        stage.Requests++;
        stage.Asked += asks;
        if (answer.RunsNext) { stage.ByNew++; }
        if (!permitted) { stage.Denied++; }
        if (permitted ? answer.Drift == DriftKind.DenyToAllow : answer.Drift == DriftKind.AllowToDeny) { stage.Changed++; }
        if (permitted && answer.Drift is DriftKind.AllowToDeny or DriftKind.DenyToAllow) { stage.Exposed++; }
    }

    private void Publish()
    {
        var log = new MemoryControlLog(_simulator.Clock);
        PublishBefore(_control, log, _plan);
        var candidate = _control.Publish(_plan.To, log, "rehearsal", new() { AsCandidate = true });
        if (!candidate.Published) { throw new InvalidOperationException($"{_plan.To.Reference} is refused: {candidate.Problems[0]}"); }
    }

    /// <summary>Publishes what is in force before: what others extend first.</summary>
    private static void PublishBefore(PolicyControl control, MemoryControlLog log, RehearsalPlan plan)
    {
        var left = plan.Beside.Prepend(plan.From).OrderBy(b => b.Layer).ToList();
        while (left.Count > 0)
        {
            var bundle = left.Find(b => !left.Exists(base_ => base_ != b && base_.Reference.Name == b.Extends?.Name)) ?? left[0];
            left.Remove(bundle);
            var published = control.Publish(bundle, log, "rehearsal");
            if (!published.Published) { throw new InvalidOperationException($"{bundle.Reference} is refused: {published.Problems[0]}"); }
        }
    }
}
