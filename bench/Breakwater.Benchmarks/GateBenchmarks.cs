using BenchmarkDotNet.Attributes;
using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.RateLimiting;
using Breakwater.Trust;

namespace Breakwater.Benchmarks;

/// <summary>Admit and complete on open sessions (bar: 3 µs median, 0 B, and from 10 to 100,000 agents at most twice as long).</summary>
[MemoryDiagnoser]
public class GateBenchmarks
{
    private Governor _governor = null!;
    private Session[] _sessions = [];
    private ActionRequest _request;
    private int _next;

    internal Work Work;

    internal ControlMode Pace { get; init; }

    internal Governor Governor => _governor;

    internal string AgentName(int index) => _sessions[index].AgentName;

    [Params(10, 10_000, 100_000)]
    public int Agents { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var fleet = new TrustFleet(Agents);
        _governor = Governor.Create(fleet.Specification with { Controls = new Dictionary<string, ControlMode> { [KnownControls.Pace] = Pace } }, new() { Root = fleet.Hierarchy.Root.Key, Audit = new CountingSink(), Own = fleet.Hierarchy.Zones["c@r1"].Chain, RateLimits = Plenty(fleet.Specification) });
        _sessions = [.. fleet.Chains.Select(chain =>
        {
            var proof = PossessionProof.Make(_governor.Challenge(), chain.Leaf, fleet.AgentKeys[0], ref Work);
            return _governor.OpenSession(chain, proof, ref Work).Session!;
        })];
        _request = new() { Tool = _governor.Tool("read"), Chain = 1, Estimate = new(10) };
    }

    /// <summary>The shipped hierarchy with limits that are never reached: every level in the path, none in the way.</summary>
    private static RateLimitOptions Plenty(FleetSpecification fleet)
    {
        var options = FleetRateLimits.From(fleet);
        options.Agent = new() { Requests = Rate.PerSecond(1_000_000_000) };
        options.Fleets = [options.Agent];
        options.MaxAgents = 1 << 18;
        return options;
    }

    [Benchmark]
    public Completion AdmitAndComplete()
    {
        _next = (_next + 7_919) % _sessions.Length;
        var admission = _governor.Admit(_sessions[_next], _request, ref Work);
        return _governor.Complete(admission, Outcome.Succeeded, default);
    }

    /// <summary>Takes every event and keeps none, so that the gate is measured and not the memory of a sink that nobody drains.</summary>
    private sealed class CountingSink : AuditSink
    {
        private long _count;

        public override RecordStatus Append(in AuditEvent auditEvent, RecordUrgency urgency)
        {
            _count += auditEvent.Agent?.Length ?? 0;
            return RecordStatus.Kept;
        }
    }
}
