using System.Security.Cryptography;
using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.Lab.Simulation;
using Breakwater.RateLimiting;
using Breakwater.Trust;

namespace Breakwater.Benchmarks;

/// <summary>
/// What real gates record of a bank's day: the shipped fleet's agents behind its four gates, tasks of 2 to 8 actions interleaved as they come, each with its own chain id and each action with its own digest,
/// both as random as real ones; some fail, some are refused. Time is made up; the records are the gates' own.
/// </summary>
internal static class RecordedGates
{
    private const int OpenTasks = 300;
    private const int MostWaiting = 64;

    /// <summary>Has the gates decide so many actions, and advances them and the sink now and then.</summary>
    /// <param name="scenario">The fleet file.</param>
    /// <param name="actions">How many actions.</param>
    /// <param name="sink">Where the records go.</param>
    /// <param name="clock">What the gates go by.</param>
    /// <param name="between">Time between two actions, on average.</param>
    /// <param name="seed">Decides every draw.</param>
    public static void Run(string scenario, int actions, AuditSink sink, HandClock clock, TimeSpan between, ulong seed)
    {
        var fleet = FleetFile.Load(scenario).Fleet!;
        var (roster, work, random) = (FleetRoster.Expand(fleet), default(Work), new LabRandom(seed));
        // What would forbid is not the point: the matrix decides, and the limits are never reached.
        var hierarchy = TrustHierarchy.Create(roster, P256Signer.Create, clock, ref work);
        var gates = fleet.Nodes.Select(node => Governor.Create(fleet, new()
        {
            Root = hierarchy.Root.Key, Audit = sink, Time = clock, Options = new() { Node = node.Id }, RateLimits = FleetRateLimits.Unlimited(fleet),
        })).ToArray();
        var agents = new List<(Governor Gate, Session Session, ToolHandle[] Tools)>();
        foreach (var agent in roster.Agents)
        {
            var gate = gates[Math.Max(0, fleet.Nodes.ToList().FindIndex(n => n.Serves.Contains(agent.Region.Id)))];
            var key = P256Signer.Create();
            if (hierarchy.Issue(agent, key.PublicKey, ref work, out _) is not { } chain) { continue; }
            if (gate.OpenSession(chain, PossessionProof.Make(gate.Challenge(), chain.Leaf, key, ref work), ref work).Session is { } session)
            {
                // One tool more than was granted: some agents try.
                agents.Add((gate, session, [.. agent.Group.Tools.Select(gate.Tool), gate.Tool("block-order")]));
            }
        }
        var tasks = new (UInt128 Chain, ulong Next, ulong End, int Agent)[OpenTasks];
        var waiting = new List<(Governor Gate, Admission Admission)>();
        Span<byte> id = stackalloc byte[16];
        for (var i = 0; i < actions; i++)
        {
            clock.Move(TimeSpan.FromSeconds(random.Exponential(between.TotalSeconds)));
            ref var task = ref tasks[random.NextInt(OpenTasks)];
            if (task.Next > task.End || task.Chain == 0)
            {
                RandomNumberGenerator.Fill(id);
                task = (BitConverter.ToUInt128(id), 1, 2 + (ulong)random.NextInt(7), random.NextInt(agents.Count));
            }
            else if (random.NextBool(0.3))
            {
                task.Agent = random.NextInt(agents.Count);
            }
            var (gate, session, tools) = agents[task.Agent];
            RandomNumberGenerator.Fill(id);
            var last = random.NextBool(0.03) ? tools.Length : tools.Length - 1;
            var admission = gate.Admit(session, new()
            {
                Tool = tools[random.NextInt(last)], Chain = task.Chain, Request = task.Next, Parent = task.Next - 1, ArgumentsDigest = BitConverter.ToUInt128(id), Estimate = new(2_000), Tokens = 1_500,
            }, ref work);
            task.Next++;
            if (admission.Decision.IsAllowed) { waiting.Add((gate, admission)); }
            if (waiting.Count > 0 && (waiting.Count > MostWaiting || random.NextBool(0.7)))
            {
                var done = random.NextInt(waiting.Count);
                waiting[done].Gate.Complete(waiting[done].Admission, random.NextBool(0.03) ? Outcome.Failed : Outcome.Succeeded, new(1_200, 300, 1, new((long)random.LogNormal(1_800, 9_000))));
                waiting.RemoveAt(done);
            }
            if (i % 2_000 != 0) { continue; }
            foreach (var each in gates) { each.Advance(ref work); }
        }
    }
}

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class HandClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => new(_ticks, TimeSpan.Zero);

    public void Move(TimeSpan by) => _ticks += by.Ticks;
}
