using System.Diagnostics;
using Breakwater.Contracts;
using Breakwater.Pace;

namespace Breakwater.Benchmarks;

/// <summary>What a phase costs an action: switched off, nothing degraded, somebody else degraded, the agent itself. Batches in turn, so that what the machine does meanwhile hits all alike. And what a change costs.</summary>
internal static class PaceScale
{
    private const int Batch = 2_000, Batches = 500, Agents = 1_000, Looks = 50_000_000, Changes = 900;

    public static void Run(TextWriter output)
    {
        (string Name, GateBenchmarks Gate)[] cases =
        [
            ("switched off", Make(ControlMode.Off)), ("nothing degraded", Make(ControlMode.On)),
            ("one other agent in Alternate", Make(ControlMode.On)), ("all in Alternate, by their tenant", Make(ControlMode.On)),
        ];
        var tenant = cases[0].Gate.Governor.Tenants[0].Id;
        Degrade(cases[2].Gate, PaceScope.Agent(tenant, cases[2].Gate.AgentName(1)));
        Degrade(cases[3].Gate, PaceScope.Tenant(tenant));
        var times = new double[cases.Length, Batches];
        for (var b = -20; b < Batches; b++)
        {
            for (var c = 0; c < cases.Length; c++)
            {
                var gate = cases[c].Gate;
                var started = Stopwatch.GetTimestamp();
                for (var i = 0; i < Batch; i++) { gate.AdmitAndComplete(); }
                if (b >= 0) { times[c, b] = Stopwatch.GetElapsedTime(started).TotalNanoseconds / Batch; }
            }
        }
        for (var c = 0; c < cases.Length; c++)
        {
            var own = Enumerable.Range(0, Batches).Select(b => times[c, b]).Order().ToArray();
            var beyond = Enumerable.Range(0, Batches).Select(b => times[c, b] - times[0, b]).Order().ToArray();
            output.WriteLine(FormattableString.Invariant($"{cases[c].Name,-36} median {own[Batches / 2],7:0} ns, beyond off {beyond[Batches / 2],5:0} ns ({beyond[Batches / 4]:0} to {beyond[Batches * 3 / 4]:0})"));
        }
        foreach (var (name, gate) in cases.AsSpan(1)) { Look(output, name, gate); }
        var from = Stopwatch.GetTimestamp();
        for (var i = 2; i < 2 + Changes; i++) { Degrade(cases[2].Gate, PaceScope.Agent(tenant, cases[2].Gate.AgentName(i))); }
        output.WriteLine(FormattableString.Invariant($"{"a change, not yet on disk",-36} mean {Stopwatch.GetElapsedTime(from).TotalNanoseconds / Changes:0} ns"));
    }

    private static GateBenchmarks Make(ControlMode mode)
    {
        var gate = new GateBenchmarks { Agents = Agents, Pace = mode };
        gate.Setup();
        return gate;
    }

    /// <summary>The phase of one agent, asked for again and again.</summary>
    private static void Look(TextWriter output, string name, GateBenchmarks gate)
    {
        var (held, work, sum, tenant, agent) = (0L, default(Work), 0, gate.Governor.Tenants[0].Handle, gate.AgentName(0));
        var least = double.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < Looks / 5; i++) { sum += (int)gate.Governor.Pace.Of(tenant, agent, 0, ref held, ref work); }
            least = Math.Min(least, Stopwatch.GetElapsedTime(started).TotalNanoseconds / (Looks / 5));
        }
        output.WriteLine(FormattableString.Invariant($"{name,-36} a look at the phase {least:0.0} ns{(sum < 0 ? "!" : "")}"));
    }

    private static void Degrade(GateBenchmarks gate, PaceScope scope)
    {
        var result = gate.Governor.Degrade(scope, PaceState.Alternate, "measured", "benchmark");
        if (!result.Done) { throw new InvalidOperationException(result.Error); }
    }
}
