using Breakwater.Contracts;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Traffic;
using Breakwater.Observability;

namespace Breakwater.Lab.Watching;

/// <summary>
/// Simulated agents whose behaviour is known, in front of the real watchers: busier by day than by night, each a little different from its type, some signals wandering slowly and some measured only
/// on a sample, so that what is usual has to be learnt and is not a textbook's noise. Changes are planted through <see cref="Change"/>. Same seed, same messages.
/// </summary>
internal sealed class WatchedFleet
{
    public static readonly TenantHandle Tenant = TenantHandles.First(1)[0];
    private readonly ManualClock _clock = new(new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));
    private readonly SimulatedAgent[] _agents;
    private readonly List<(double Offset, int Agent)> _due = [];
    private readonly double _perMinute;

    public WatchedFleet(int agents, double messagesPerMinute, ulong seed, WatchOptions? options = null, Func<int, AgentPlace>? place = null)
    {
        _perMinute = messagesPerMinute;
        Watch = new(options ?? new(), _clock);
        var random = new LabRandom(seed);
        _agents = [.. Enumerable.Range(0, agents).Select(i => new SimulatedAgent(random.Fork((ulong)i)))];
        for (var i = 0; i < agents; i++) { Watch.Watch(Tenant, Handle(i), place?.Invoke(i) ?? new("trader", $"desk-{i % 4}", $"provider-{i % 3}", RiskClass.Medium)); }
    }

    public FleetWatch Watch { get; }

    public DateTimeOffset Now => _clock.GetUtcNow();

    public long Messages { get; private set; }

    /// <summary>How an agent behaves in a minute, given its usual way: agent, minutes since the start, chance, usual behaviour.</summary>
    public Func<int, long, LabRandom, Behaviour, Behaviour>? Change { get; set; }

    /// <summary>Told of each message's reading.</summary>
    public Action<int, AnomalyReading>? Read { get; set; }

    /// <summary>When the simulated days begin.</summary>
    public static DateTimeOffset Era => ManualClock.Era;

    public static AgentHandle Handle(int agent) => new((uint)agent, 1);

    /// <summary>Runs for so many minutes; <paramref name="eachMinute"/> is called at the end of each.</summary>
    public void Run(long minutes, Action? eachMinute = null)
    {
        for (var m = 0L; m < minutes; m++)
        {
            var start = _clock.GetUtcNow();
            var minute = (start.UtcTicks - ManualClock.Era.UtcTicks) / TimeSpan.TicksPerMinute;
            _due.Clear();
            for (var i = 0; i < _agents.Length; i++) { Plan(i, minute); }
            // Everyone's messages in the order of time, as a node sees them; of equal times the lower number first.
            _due.Sort();
            foreach (var (offset, index) in _due)
            {
                _clock.Set(start.AddSeconds(offset));
                var agent = _agents[index];
                var reading = Watch.Observe(agent.Next(index, _agents.Length) with { Tenant = Tenant, Message = (ulong)++Messages });
                Read?.Invoke(index, reading);
            }
            _clock.Set(start.AddMinutes(1));
            eachMinute?.Invoke();
        }
    }

    private void Plan(int index, long minute)
    {
        var agent = _agents[index];
        var hour = (int)(minute / 60 % 24);
        if (minute % 60 == 0) { agent.Wander(); }
        var usual = new Behaviour { Rate = _perMinute * (hour is >= 7 and < 19 ? 1.25 : 0.5) };
        agent.Now = Change?.Invoke(index, minute, agent.Random, usual) ?? usual;
        for (var offset = agent.Random.Exponential(60 / agent.Now.Rate); offset < 60; offset += agent.Random.Exponential(60 / agent.Now.Rate)) { _due.Add((offset, index)); }
    }

    private sealed class ManualClock(DateTimeOffset now) : TimeProvider
    {
        public static readonly DateTimeOffset Era = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
        private DateTimeOffset _now = now;

        public void Set(DateTimeOffset now) => _now = now;

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
