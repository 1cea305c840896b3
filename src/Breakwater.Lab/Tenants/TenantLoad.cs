using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.Tenants;

/// <summary>
/// A stretch of time at one core of a gate: every tenant asks at its ordinary rate, and, if it is noisy, the first one for much more than the core can do. What is measured
/// of the others: what they were answered within that time, and how long their answers took.
/// </summary>
internal sealed class TenantLoad : ServedProcess
{
    /// <summary>The ordinary demand of all tenants together, as a share of what the core can do.</summary>
    public const double OrdinaryShare = 0.5;

    /// <summary>What all quotas together come to, as a share of what the core can do.</summary>
    public const double QuotaShare = 0.8;

    /// <summary>What the noisy tenant asks for, as a share of what the core can do.</summary>
    public const double NoisyShare = 2;

    public static readonly TimeSpan Stretch = TimeSpan.FromMilliseconds(10);

    private const int Arrive = 0;
    private const int Answered = 1;

    private readonly RunContext _context;
    private readonly TenantCase _setting;
    private readonly Simulator _simulator;
    private readonly TenantWorld _world;
    private readonly ServiceNode _node;
    private readonly List<Request> _requests = [];
    private readonly long _wayNs;
    private Work _work;

    private TenantLoad(RunContext context, TenantCase setting, double perSecond, bool noisy)
    {
        (_context, _setting, _simulator) = (context, setting, context.NewSimulator());
        var quota = setting.HasQuotas ? new CountPerPeriod(Math.Max(1, (long)(QuotaShare * perSecond / setting.Tenants)), TimeSpan.FromSeconds(1)) : (CountPerPeriod?)null;
        _world = new(context.Fleet, setting, _simulator.Clock, quota);
        _node = new(_simulator, 1);
        _wayNs = SimTime.From(context.Fleet.Network.WithinRegion);
        // The noisy tenant is at its limit from the start: what its bucket held is used up.
        for (var left = noisy && quota is { } q ? q.Amount : 0; left > 0; left--) { _world.Decide(0, 1, ref _work); }
        _work = default;
        for (var t = 0; t < setting.Tenants; t++) { Plan(t, OrdinaryShare * perSecond / setting.Tenants, "ordinary"); }
        if (noisy) { Plan(0, NoisyShare * perSecond, "noisy"); }
    }

    /// <summary>Answers to the others within the time of the load.</summary>
    public int OthersServed { get; private set; }

    public int OthersAsked { get; private set; }

    /// <summary>From asking to having the answer, the way through the network included, in ns.</summary>
    public LatencyRecorder Others { get; } = new();

    /// <summary>At the gate alone: waiting and being decided, in ns.</summary>
    public LatencyRecorder AtGate { get; } = new();

    public int NoisyAsked { get; private set; }

    public int NoisyDecided { get; private set; }

    public int Decided { get; private set; }

    /// <summary>Permitted by another tenant's policy, against its own.</summary>
    public int WronglyPermitted { get; private set; }

    /// <summary>Refused by another tenant's policy, against its own.</summary>
    public int WronglyRefused { get; private set; }

    /// <summary>Share of the time that the core was at work.</summary>
    public double Utilisation => _node.Utilisation;

    /// <summary>What one core decides in a second when nobody waits: the price of a tenant's ordinary decisions.</summary>
    public static double PerSecond(RunContext context, TenantCase setting)
    {
        var probe = new TenantLoad(context, setting with { HasQuotas = false, SharesCache = false }, 0, noisy: false);
        var work = default(Work);
        for (var tool = 0; tool < TenantWorld.Tools; tool++) { for (var t = 0; t < setting.Tenants; t++) { probe._world.Decide(t * setting.AgentsPerTenant, tool, ref work); } }
        return 1e9 * setting.Tenants * TenantWorld.Tools / context.Calibration.Nanoseconds(work);
    }

    public static TenantLoad Run(RunContext context, TenantCase setting, double perSecond, bool noisy)
    {
        var load = new TenantLoad(context, setting, perSecond, noisy);
        for (var i = 0; i < load._requests.Count; i++) { load._simulator.ScheduleAt(load._requests[i].At, load, Arrive, i); }
        load._simulator.Run(cancellationToken: context.Cancellation);
        if (load._node.Completed != load._requests.Count) { throw new InvalidOperationException($"{load._node.Completed} of {load._requests.Count} requests were answered."); }
        return load;
    }

    public override long Serve(Simulator sim, int kind, long a, long b)
    {
        _context.Cancellation.ThrowIfCancellationRequested();
        var request = _requests[(int)a];
        var before = _work;
        var verdict = _world.Decide(request.Tenant * _setting.AgentsPerTenant + request.Agent, request.Tool, ref _work);
        if (verdict is { } permitted)
        {
            Decided++;
            if (request.Tenant == 0) { NoisyDecided++; }
            var own = TenantWorld.Says(request.Tenant, request.Tool);
            if (permitted && !own) { WronglyPermitted++; }
            if (!permitted && own) { WronglyRefused++; }
        }
        else if (request.Tenant != 0)
        {
            throw new InvalidOperationException("A tenant within its quota was refused for it.");
        }
        return _context.Calibration.Nanoseconds(_work.Since(before));
    }

    public override void OnEvent(Simulator sim, int kind, long a, long b)
    {
        if (kind == Arrive)
        {
            _node.Submit(this, Answered, a);
            return;
        }
        var request = _requests[(int)a];
        if (request.Tenant == 0) { return; }
        if (sim.Now <= SimTime.From(Stretch)) { OthersServed++; }
        AtGate.Record(sim.Now - request.At);
        Others.Record(sim.Now - request.At + 2 * _wayNs);
    }

    private void Plan(int tenant, double perSecond, string purpose)
    {
        if (perSecond <= 0) { return; }
        // A tenant's arrivals are the same with and without a noisy neighbour.
        var random = _context.Random($"tenants/{purpose}").Fork((ulong)tenant);
        for (var at = random.Exponential(1e9 / perSecond); at < SimTime.From(Stretch); at += random.Exponential(1e9 / perSecond))
        {
            _requests.Add(new((long)at, tenant, random.NextInt(_setting.AgentsPerTenant), random.NextInt(TenantWorld.Tools)));
            if (tenant == 0) { NoisyAsked++; } else { OthersAsked++; }
        }
    }

    private readonly record struct Request(long At, int Tenant, int Agent, int Tool);
}
