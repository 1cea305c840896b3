using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>What signals are joined by: a chain of a tenant; or, for a signal that belongs to none, its agent.</summary>
internal readonly record struct ChainKey(TenantHandle Tenant, UInt128 Chain, AgentHandle Agent);

/// <summary>
/// The evidence on one chain and those it descends from. For each kind of signal it keeps the strongest, the first and the last: what is kept does not depend on the order in
/// which signals and links arrive. Guarded by the correlator's lock.
/// </summary>
internal sealed class ChainCase(long number)
{
    public const int Kinds = (int)SignalKind.Drift + 1;
    private const int MaxAgents = 32;
    private readonly float[] _strongest = new float[Kinds];
    private readonly long[] _first = new long[Kinds];
    private readonly long[] _last = new long[Kinds];

    public long Number { get; private set; } = number;

    public List<ChainKey> Keys { get; } = [];

    public LinkedListNode<ChainCase>? Place { get; set; }

    public SortedSet<(uint Index, uint Generation)> Agents { get; } = [];

    public long First { get; private set; } = long.MaxValue;

    public long Last { get; private set; } = long.MinValue;

    /// <summary>Kinds when it was last reported as an incident; 0 if it was not.</summary>
    public int Reported { get; set; }

    /// <summary>That at least one of the signals speaks for an attack, were they independent: 1 − Π(1 − magnitude) over the kinds.</summary>
    public double Evidence
    {
        get
        {
            var none = 1.0;
            foreach (var strongest in _strongest) { none *= 1 - strongest; }
            return 1 - none;
        }
    }

    public int KindCount
    {
        get
        {
            var count = 0;
            foreach (var strongest in _strongest) { count += strongest > 0 ? 1 : 0; }
            return count;
        }
    }

    /// <summary>Whether something of a later stage came after something of an earlier one.</summary>
    public bool HasProgressed
    {
        get
        {
            for (var earlier = 0; earlier < Kinds; earlier++)
            {
                for (var later = 0; later < Kinds; later++)
                {
                    var isNext = AttackStages.Of((SignalKind)earlier) < AttackStages.Of((SignalKind)later);
                    if (isNext && _strongest[earlier] > 0 && _strongest[later] > 0 && _first[earlier] <= _last[later]) { return true; }
                }
            }
            return false;
        }
    }

    public void Take(in Signal signal)
    {
        var ticks = signal.Time.UtcTicks;
        Take((int)signal.Kind, Math.Clamp(signal.Magnitude, 0.001f, 0.999f), ticks, ticks);
        Add(signal.Agent);
        Add(signal.Peer);
    }

    public void Merge(ChainCase other)
    {
        for (var kind = 0; kind < Kinds; kind++)
        {
            if (other._strongest[kind] > 0) { Take(kind, other._strongest[kind], other._first[kind], other._last[kind]); }
        }
        foreach (var (index, generation) in other.Agents) { Add(new(index, generation)); }
        Number = Math.Min(Number, other.Number);
        Reported = Math.Max(Reported, other.Reported);
    }

    public Incident ToIncident(TenantHandle tenant) => new(
        Number,
        tenant,
        [.. Keys.Where(k => k.Chain != 0).Select(k => k.Chain).Order()],
        [.. Agents.Select(a => new AgentHandle(a.Index, a.Generation))],
        [.. Enumerable.Range(0, Kinds).Where(k => _strongest[k] > 0).OrderBy(k => _first[k]).ThenBy(k => k).Select(k => (SignalKind)k)],
        Evidence,
        new(First, TimeSpan.Zero),
        new(Last, TimeSpan.Zero));

    private void Take(int kind, float magnitude, long first, long last)
    {
        var isNew = _strongest[kind] == 0;
        _first[kind] = isNew ? first : Math.Min(_first[kind], first);
        _last[kind] = isNew ? last : Math.Max(_last[kind], last);
        _strongest[kind] = Math.Max(_strongest[kind], magnitude);
        First = Math.Min(First, first);
        Last = Math.Max(Last, last);
    }

    private void Add(AgentHandle agent)
    {
        if (agent.IsNone) { return; }
        Agents.Add((agent.Index, agent.Generation));
        // The same ones stay whatever the order.
        if (Agents.Count > MaxAgents) { Agents.Remove(Agents.Max); }
    }
}

/// <summary>Signals that together look like one attack.</summary>
/// <param name="Number">Number of the incident at this node.</param>
/// <param name="Tenant">Tenant.</param>
/// <param name="Chains">The causal chains that are part of it.</param>
/// <param name="Agents">The agents it touched, 32 at most.</param>
/// <param name="Kinds">What was noticed, in the order in which it was first noticed.</param>
/// <param name="Evidence">Combined evidence, 0 to 1.</param>
/// <param name="First">Time of the first signal.</param>
/// <param name="Last">Time of the last.</param>
public sealed record Incident(
    long Number,
    TenantHandle Tenant,
    IReadOnlyList<UInt128> Chains,
    IReadOnlyList<AgentHandle> Agents,
    IReadOnlyList<SignalKind> Kinds,
    double Evidence,
    DateTimeOffset First,
    DateTimeOffset Last);
