using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Observability;
using Breakwater.Policy;

namespace Breakwater.Governance;

/// <summary>
/// The watchers at a gate: turns what the gate knows of agents with sessions into observations and signals. Refuses nothing, and what it cannot take in changes no decision. Thread-safe; an action of
/// a known agent allocates nothing.
/// </summary>
internal sealed class GateWatch
{
    /// <summary>What the watchers hold for an agent, its index included and its links not; a test holds it.</summary>
    public const int AgentBytes = 2_048;

    private readonly ControlMode _mode;
    private readonly TimeProvider _time;
    private readonly AgentPlace[] _places;
    private readonly Dictionary<string, AgentPlace> _orchestrators;
    private readonly (Money Input, Money Output)[] _prices;
    private readonly int[] _watched;
    private long _held;

    public GateWatch(FleetSpecification fleet, WatchOptions? options, ControlMode mode, TimeProvider time, SignalSink? next)
    {
        (_mode, _time) = (mode, time);
        // Who acts on signals is told of them only where the watchers are on.
        Fleet = new(options ?? WatchOptions.From(fleet), time, mode == ControlMode.On ? next : null);
        // By row of the grant table.
        _places = [.. fleet.Clusters.SelectMany(c => c.Groups.Select(g => new AgentPlace(g.Id, c.Id, g.Provider, g.Risk)))];
        _orchestrators = fleet.Clusters.ToDictionary(c => c.Orchestrator.Id, c => new AgentPlace("orchestrator", c.Id, c.Orchestrator.Provider, RiskClass.High), StringComparer.Ordinal);
        _prices = [.. fleet.Providers.Select(p => (p.InputPrice, p.OutputPrice))];
        _watched = new int[fleet.Tenants.Count];
    }

    public FleetWatch Fleet { get; }

    /// <summary>Whether alerts are shown to people, or only recorded.</summary>
    public bool Shows => _mode == ControlMode.On;

    /// <summary>Signals held back because their agent had raised as many in that minute as it may.</summary>
    public long SignalsHeld => Interlocked.Read(ref _held);

    /// <summary>Bytes held for a tenant's agents.</summary>
    public long Bytes(TenantHandle tenant) => (long)AgentBytes * Volatile.Read(ref _watched[tenant.Value - 1]);

    /// <summary>An agent has a session here: it is watched from now on.</summary>
    public void Begin(TenantHandle tenant, RegisteredAgent agent)
    {
        if (!agent.Watched.TryBegin()) { return; }
        var place = agent.Group == GrantTable.NoGroup ? _orchestrators[agent.Name] : _places[agent.Group];
        if (Fleet.Watch(tenant, agent.Handle, place)) { Interlocked.Increment(ref _watched[tenant.Value - 1]); }
        else { agent.Watched.End(); }
    }

    /// <summary>An agent has left for good.</summary>
    public void End(TenantHandle tenant, RegisteredAgent agent)
    {
        if (!agent.Watched.End()) { return; }
        Fleet.Forget(tenant, agent.Handle);
        Interlocked.Decrement(ref _watched[tenant.Value - 1]);
    }

    /// <summary>Takes an observation of a session's agent in.</summary>
    public AnomalyReading Observe(Session session, in Observation observation, ref Work work)
    {
        var reading = Fleet.Observe(observation with { Tenant = session.Tenant, Agent = session.Agent }, ref work);
        session.Registered.Watched.Note(reading);
        return reading;
    }

    /// <summary>An agent asked for an action: its arrival, and whether it was blocked.</summary>
    public void Asked(Session session, in ActionRequest request, UInt128 parent, bool blocked, ref Work work) =>
        Observe(session, new() { Tool = request.Tool, Message = request.Request, Chain = request.Chain, Parent = parent, Failed = blocked ? true : null }, ref work);

    /// <summary>An action that was asked for is over.</summary>
    public void Ended(in AdmissionTable.InFlight action, bool? failed, float latencyMs, in Usage usage, in Measured measured, ref Work work) => Observe(
        action.Session!,
        new()
        {
            IsOutcome = true,
            Message = action.Request.Request,
            Chain = action.Request.Chain,
            Failed = failed,
            LatencyMs = latencyMs,
            Cost = CostOf(action.Request.Provider, usage),
            Quality = measured.Quality,
            ContentDistance = measured.ContentDistance,
            ContextUse = measured.ContextUse,
        },
        ref work);

    /// <summary>Raises what was noticed at an agent, unless it has raised as much this minute as it may: then it is counted.</summary>
    public void Raise(TenantHandle tenant, RegisteredAgent agent, in Signal signal)
    {
        var now = _time.GetUtcNow();
        if (!agent.Watched.TrySpend((int)(now.UtcTicks / TimeSpan.TicksPerMinute)))
        {
            Interlocked.Increment(ref _held);
            return;
        }
        Fleet.Raise(signal with { Tenant = tenant, Agent = agent.Handle, Time = now });
    }

    /// <summary>What an action cost: what its host paid, and its tokens at their provider's price. What is stated wrongly counts as nothing.</summary>
    private Money CostOf(ProviderHandle provider, in Usage usage)
    {
        var cost = (double)Math.Max(0, usage.Cost.Micros);
        if ((uint)(provider.Value - 1) < (uint)_prices.Length)
        {
            var (input, output) = _prices[provider.Value - 1];
            cost += ((input.Micros * (double)Math.Max(0, usage.InputTokens)) + (output.Micros * (double)Math.Max(0, usage.OutputTokens))) / 1e6;
        }
        return new((long)Math.Min(cost, 1e18));
    }
}
