using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>
/// The watchers of one node (OB-2.2, OB-2.3, OB-3.1, OB-3.4): scores every message of every agent against its own baseline and its type's, keeps its distance from the original, profiles who
/// talks to whom, joins signals into incidents, and holds what it shows to what people can review. Refuses nothing: it informs PACE and people. Thread-safe; a message of a known agent on a known
/// link takes one lock of 64 and allocates nothing.
/// </summary>
public sealed partial class FleetWatch : SignalSink
{
    private const int LaneCount = 64;
    private readonly WatchTerms _terms;
    private readonly TimeProvider _time;
    private readonly SignalSink? _next;
    private readonly WatchLane[] _lanes;
    private readonly WatchCapacity _agents;
    private readonly WatchCapacity _links;
    private readonly ConcurrentDictionary<(GroupKind, TenantHandle, string), GroupWatch> _groups = new();
    private readonly Overlaps _overlaps = new();
    private readonly ChainCorrelator _correlator;
    private readonly AlertDesk _desk;
    private long _linksRefused;
    private long _agentsRefused;
    private long _unwatched;
    private long _unsearched;

    /// <summary>Builds the watchers of a node.</summary>
    /// <param name="options">What is unusual, and how much is remembered.</param>
    /// <param name="time">The node's clock.</param>
    /// <param name="next">Who else is told of the signals raised here; null for nobody.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every problem.</exception>
    public FleetWatch(WatchOptions options, TimeProvider time, SignalSink? next = null)
    {
        var problems = WatchOptionsValidator.Problems(options);
        if (problems.Count > 0) { throw new ArgumentException(string.Join(" ", problems), nameof(options)); }
        _terms = new(options);
        _plan = options.Inspection;
        _time = time;
        _next = next;
        _agents = new(options.MaxAgents);
        _links = new(options.MaxLinks);
        _lanes = [.. Enumerable.Range(0, LaneCount).Select(_ => new WatchLane(_links, options))];
        _correlator = new(options);
        _desk = new(options, _overlaps);
    }

    /// <summary>How much is remembered, and what was not for want of room.</summary>
    public WatchCounts Counts => new(
        _agents.Count,
        Volatile.Read(ref _agentsRefused),
        Volatile.Read(ref _unwatched),
        _links.Count,
        Volatile.Read(ref _linksRefused),
        Volatile.Read(ref _unsearched),
        _correlator.Open,
        _correlator.Dropped,
        _desk.Counts,
        Skipped());

    /// <summary>Begins to watch an agent. An agent that is watched already keeps what is known of it, unless its slot was given to another.</summary>
    /// <param name="tenant">Tenant.</param>
    /// <param name="agent">Agent.</param>
    /// <param name="place">What it is a replica of, and what it shares with others.</param>
    /// <returns>False if there is no room; the refusal is counted, and the agent's messages as unwatched.</returns>
    public bool Watch(TenantHandle tenant, AgentHandle agent, AgentPlace place)
    {
        if (tenant.IsNone || agent.IsNone) { throw new ArgumentException("The handle names nobody.", nameof(agent)); }
        var (type, cluster, provider) = (Group(GroupKind.Type, tenant, place.Type), Group(GroupKind.Cluster, tenant, place.Cluster), Group(GroupKind.Provider, default, place.Provider));
        if (type is null || cluster is null || provider is null)
        {
            Interlocked.Increment(ref _agentsRefused);
            return false;
        }
        var groups = new AgentGroups(type, cluster, provider);
        var lane = Lane(tenant, agent.Index);
        lock (lane.Lock)
        {
            ref var known = ref lane.Find_NeedsLock(tenant, agent.Index);
            if (!Unsafe.IsNullRef(ref known))
            {
                if (known.Handle == agent) { return true; }
                Forget_NeedsLock(lane, ref known);
            }
            if (!_agents.TryAdd())
            {
                Interlocked.Increment(ref _agentsRefused);
                return false;
            }
            ref var added = ref lane.Add_NeedsLock(tenant, agent.Index);
            (added.Tenant, added.Handle, added.Groups, added.Risk) = (tenant, agent, groups, place.Risk);
        }
        type.Joined();
        cluster.Joined();
        provider.Joined();
        _overlaps.Joined(groups);
        TellReceivers(lane);
        return true;
    }

    /// <summary>Forgets an agent and the links it sends on.</summary>
    public void Forget(TenantHandle tenant, AgentHandle agent)
    {
        var lane = Lane(tenant, agent.Index);
        lock (lane.Lock)
        {
            ref var known = ref lane.Find_NeedsLock(tenant, agent.Index);
            if (!Unsafe.IsNullRef(ref known) && known.Handle == agent) { Forget_NeedsLock(lane, ref known); }
        }
        TellReceivers(lane);
    }

    /// <summary>
    /// Lets an agent learn anew what is usual for it, original included: for after an approved change. Until then it is judged by its type. Keeps its links.
    /// </summary>
    /// <returns>False if it is not watched.</returns>
    public bool Rebase(TenantHandle tenant, AgentHandle agent)
    {
        var lane = Lane(tenant, agent.Index);
        lock (lane.Lock)
        {
            ref var known = ref lane.Find_NeedsLock(tenant, agent.Index);
            if (Unsafe.IsNullRef(ref known) || known.Handle != agent) { return false; }
            lane.PastOf_NeedsLock(known) = default;
            known = new()
            {
                Slot = known.Slot,
                Tenant = known.Tenant,
                Handle = known.Handle,
                Groups = known.Groups,
                Risk = known.Risk,
                FirstLink = known.FirstLink,
                OutDegree = known.OutDegree,
                InDegree = known.InDegree,
            };
            return true;
        }
    }

    /// <summary>Takes a message or an action in, scores its agent and counts one <see cref="WorkUnit.MessageScored"/>, or one <see cref="WorkUnit.CacheLookup"/> where the inspection plan leaves the message out; none if the agent is not watched.</summary>
    public AnomalyReading Observe(in Observation message, ref Work work)
    {
        var reading = Observe(message);
        if (reading.Band != WatchBand.NotWatched) { work.Add(reading.IsStanding ? WorkUnit.CacheLookup : WorkUnit.MessageScored); }
        return reading;
    }

    /// <summary>Takes a message or an action in and scores its agent, if the inspection plan chose it; else the reading is the one that stands. O(1); a new link is searched for circles within a fixed bound.</summary>
    public AnomalyReading Observe(in Observation message)
    {
        var now = _time.GetUtcNow();
        var lane = Lane(message.Tenant, message.Agent.Index);
        var events = default(WatchEvents);
        AnomalyReading reading;
        WatchBand before;
        bool isFirstTool, wasLearning, isGone;
        var news = LinkNews.Known;
        AgentGroups groups;
        RiskClass risk;
        var speaking = 0u;
        var link = new LinkKey(message.Tenant, message.Agent.Index, message.Peer.Index);
        lock (lane.Lock)
        {
            if (!message.Peer.IsNone) { lane.Links.Prefetch(link); }
            ref var agent = ref lane.Find_NeedsLock(message.Tenant, message.Agent.Index);
            if (Unsafe.IsNullRef(ref agent) || agent.Handle != message.Agent)
            {
                Interlocked.Increment(ref _unwatched);
                return default;
            }
            // A clock that is set back stands still here.
            var ticks = Math.Max(now.UtcTicks, agent.LastTicks);
            if (!IsInspected_NeedsLock(lane, ref agent, message, ticks)) { return agent.Standing(); }
            AgentWatch.Prefetch(ref agent);
            if (!message.Peer.IsNone)
            {
                news = lane.Links.Touch(link, (int)(ticks / TimeSpan.TicksPerHour), ref agent.FirstLink, lane);
                if (news == LinkNews.New) { agent.OutDegree++; }
            }
            wasLearning = agent.IsLearning(_terms);
            isFirstTool = agent.Absorb(message, ticks, _terms, ref lane.PastOf_NeedsLock(agent), ref events);
            reading = agent.Score(_terms);
            before = agent.Band;
            (agent.Band, agent.StandingScore) = (reading.Band, reading.Score);
            (groups, risk) = (agent.Groups, agent.Risk);
            if (reading.Band >= WatchBand.Isolate && reading.Band > before) { speaking = agent.Speaking(_terms); }
            isGone = lane.Gone.Count > 0;
        }
        if (isGone) { TellReceivers(lane); }
        if (news != LinkNews.Known) { OnLink(news, message, wasLearning, now); }
        if (isFirstTool && !wasLearning) { Raise(Of(SignalKind.FirstToolUse, message, 0.4f, now)); }
        if (reading.Band >= WatchBand.Isolate && reading.Band > before) { OnAnomaly(message, reading, speaking, before, groups, risk, now); }
        if (events.HasDrifted || events.Rolling != 0) { OnDrift(message, reading, events, groups, risk, now); }
        if (events.HasShift) { OnShift(events, now); }
        return reading;
    }

    /// <summary>Takes a signal that another control noticed. Signals of one chain, or of chains that descend from each other, may make an incident.</summary>
    public override void Raise(in Signal signal)
    {
        if (_correlator.Take(signal) is { } incident) { _desk.Raise(AlertOf(incident), signal.Time); }
        if (_plan.InvestigateFor > TimeSpan.Zero)
        {
            Investigate(signal.Tenant, signal.Agent);
            Investigate(signal.Tenant, signal.Peer);
        }
        _next?.Raise(signal);
    }

    /// <summary>The score of an agent as it stands. <c>default</c> if it is not watched.</summary>
    public AnomalyReading Score(TenantHandle tenant, AgentHandle agent) => Read(tenant, agent, static (in a, in _, terms) => a.Score(terms));

    /// <summary>How far an agent has gone from its original. <c>default</c> if it is not watched.</summary>
    public DriftReading Drift(TenantHandle tenant, AgentHandle agent) => Read(tenant, agent, static (in a, in past, terms) => a.Drift(terms, past));

    /// <summary>
    /// The alerts that are due, highest rank first: no more than people can review since the last call, and an hour's worth at most. What is left waits, or lapses, and is counted.
    /// </summary>
    public IReadOnlyList<Alert> TakeAlerts() => _desk.Take(_time.GetUtcNow());

    /// <summary>The groups that deviate as a whole now, in a fixed order.</summary>
    public IReadOnlyList<GroupShift> Shifts() =>
    [
        .. _groups.Values.Where(g => g.IsShifted)
            .Select(g => new GroupShift(g.Kind, g.Tenant, g.Name, g.Active, g.Affected, Alert.SignalsOf(g.ShiftedLanes)))
            .OrderBy(g => g.Kind).ThenBy(g => g.Tenant.Value).ThenBy(g => g.Name, StringComparer.Ordinal),
    ];

    private delegate T Reader<T>(in AgentWatch agent, in AgentPast past, WatchTerms terms);

    private T Read<T>(TenantHandle tenant, AgentHandle agent, Reader<T> reader)
        where T : struct
    {
        var lane = Lane(tenant, agent.Index);
        lock (lane.Lock)
        {
            ref var known = ref lane.Find_NeedsLock(tenant, agent.Index);
            return Unsafe.IsNullRef(ref known) || known.Handle != agent ? default : reader(known, lane.PastOf_NeedsLock(known), _terms);
        }
    }

    private WatchLane Lane(TenantHandle tenant, uint index) => _lanes[(index + (tenant.Value * 31u)) % LaneCount];

    private GroupWatch? Group(GroupKind kind, TenantHandle tenant, string name)
    {
        if (_groups.TryGetValue((kind, tenant, name), out var known)) { return known; }
        return _groups.Count >= _terms.Options.MaxGroups ? null : _groups.GetOrAdd((kind, tenant, name), static (key, terms) => new(key.Item1, key.Item2, key.Item3, terms), _terms);
    }

    private void Forget_NeedsLock(WatchLane lane, ref AgentWatch agent)
    {
        lane.Links.Forget(agent.FirstLink, lane);
        _overlaps.Left(agent.Groups);
        agent.Groups.Type.Left();
        agent.Groups.Cluster.Left();
        agent.Groups.Provider.Left();
        lane.Remove_NeedsLock(agent.Tenant, agent.Handle.Index);
        _agents.Remove();
    }
}
