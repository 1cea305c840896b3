using System.Diagnostics;
using System.Globalization;
using System.Text;
using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Governance;
using Breakwater.Policy;
using Breakwater.Policy.Arguments;
using Breakwater.Policy.Bundles;
using Breakwater.RateLimiting;
using Breakwater.Trust;

namespace Breakwater.Benchmarks;

/// <summary>What a decision of the policy control costs, with and without its cache: the least of several rounds, one thread. <c>policy-control</c></summary>
internal static class PolicyScale
{
    private const int Rounds = 9, Decisions = 40_000;

    public static void Run(TextWriter output)
    {
        output.WriteLine("agents  policies  candidates  cache  arguments   ns/decision   B/decision");
        foreach (var agents in (int[])[10, 10_000, 100_000])
        {
            foreach (var (policies, cached, arguments) in new[] { (0, false, false), (0, true, false), (10, false, false), (10, true, false), (1_000, false, false), (1_000, true, false), (10, false, true), (10, true, true) })
            {
                Measure(output, agents, policies, cached, arguments);
            }
        }
        Binding(output);
        Entities(output);
    }

    private static void Measure(TextWriter output, int agents, int policies, bool cached, bool withArguments)
    {
        var fleet = new TrustFleet(agents).Specification;
        var control = new PolicyControl(fleet, new() { CachedDecisions = cached ? 1 << 18 : 0 });
        if (policies > 0) { Publish(control, policies, withArguments); }
        var roster = Fleet.FleetRoster.Expand(fleet).Agents;
        var tenant = control.Tenant(roster[0].Tenant);
        var bound = new BoundArguments();
        if (withArguments && control.Bind(tenant, control.Tool("read"), """{"amount": 12.5, "venue": "XLON"}"""u8, bound) is { } refusal) { throw new InvalidOperationException(refusal.Text); }
        var queries = roster.Select(a => new PolicyQuery
        {
            Principal = control.Principal(a.Name, a.Group.Id, a.Region.Id), Tool = control.Tool("read"), Arguments = withArguments ? bound : null, ArgumentsDigest = withArguments ? bound.Digest : 0,
        }).ToArray();
        var (best, bytes, work, next) = (double.MaxValue, long.MaxValue, default(Work), 0);
        for (var round = 0; round < Rounds; round++)
        {
            var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            for (var i = 0; i < Decisions; i++)
            {
                next = (next + 7_919) % queries.Length;
                if (!control.Evaluate(tenant, queries[next], ref work).IsPermitted) { throw new InvalidOperationException("Denied."); }
            }
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalNanoseconds / Decisions);
            bytes = Math.Min(bytes, (GC.GetAllocatedBytesForCurrentThread() - allocated) / Decisions);
        }
        var candidates = work[WorkUnit.PolicyEvaluated] == 0 ? 0 : work[WorkUnit.PolicyCandidate] / work[WorkUnit.PolicyEvaluated];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{agents,6}  {policies,8}  {candidates,10}  {(cached ? "on" : "off"),5}  {(withArguments ? "yes" : "no"),9}  {best,12:0}  {bytes,11}"));
    }

    /// <summary>A tenth of the policies speaks to the tool, and all of those but one are refused by their condition; at most ten can match.</summary>
    private static void Publish(PolicyControl control, int policies, bool withArguments)
    {
        var text = new StringBuilder("@id(\"all\") permit (principal, action == Action::\"read\", resource);\n");
        for (var i = 1; i < policies; i++)
        {
            var scope = i < 10 ? "principal" : $"principal == Agent::\"somebody-{i}\"";
            var condition = withArguments ? "context.args.amount.greaterThan(decimal(\"5000.0\"))" : $"principal.tier == \"none{i}\" || context.delegated";
            text.Append(CultureInfo.InvariantCulture, $"@id(\"p{i}\") forbid ({scope}, action == Action::\"read\", resource) when {{ {condition} }};\n");
        }
        var files = new Dictionary<string, string> { ["bundle.yaml"] = "name: bench\nversion: 1.0.0\nlayer: fleet\n", ["p.cedar"] = text.ToString() };
        if (withArguments) { files["manifests.yaml"] = "tools:\n  - id: read\n    arguments:\n      - { id: amount, type: money }\n      - { id: venue, type: choice, values: [XLON] }\n"; }
        var read = BundleReader.Parse(new(files));
        var published = control.Publish(read.Bundle ?? throw new InvalidOperationException(read.Problems[0].ToString()), new MemoryControlLog(TimeProvider.System), "bench");
        if (!published.Published) { throw new InvalidOperationException(published.Problems[0].ToString()); }
    }

    /// <summary>Admit and complete with the control on and off: what it adds to the whole gate.</summary>
    public static void Gate(TextWriter output)
    {
        output.WriteLine("agents  policy    ns/admit+complete   B");
        foreach (var agents in (int[])[10, 10_000, 100_000])
        {
            foreach (var mode in (ControlMode[])[ControlMode.On, ControlMode.Off])
            {
                var fleet = new TrustFleet(agents);
                var specification = fleet.Specification with { Controls = new Dictionary<string, ControlMode> { ["policy"] = mode } };
                var gate = Governor.Create(specification, new() { Root = fleet.Hierarchy.Root.Key, Audit = new NoSink(), RateLimits = FleetRateLimits.Unlimited(specification), Own = fleet.Hierarchy.Zones["c@r1"].Chain });
                var work = default(Work);
                var sessions = fleet.Chains.Select(chain => gate.OpenSession(chain, PossessionProof.Make(gate.Challenge(), chain.Leaf, fleet.AgentKeys[0], ref work), ref work).Session!).ToArray();
                var request = new ActionRequest { Tool = gate.Tool("read"), Chain = 1, Estimate = new(10) };
                var (best, bytes, next) = (double.MaxValue, long.MaxValue, 0);
                for (var round = 0; round < Rounds; round++)
                {
                    var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
                    for (var i = 0; i < Decisions; i++)
                    {
                        next = (next + 7_919) % sessions.Length;
                        var admission = gate.Admit(sessions[next], request, ref work);
                        if (gate.Complete(admission, Outcome.Succeeded, default) != Completion.Settled) { throw new InvalidOperationException("Refused."); }
                    }
                    best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalNanoseconds / Decisions);
                    bytes = Math.Min(bytes, (GC.GetAllocatedBytesForCurrentThread() - allocated) / Decisions);
                }
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{agents,6}  {mode,6}    {best,17:0}   {bytes}"));
            }
        }
    }

    private sealed class NoSink : AuditSink
    {
        public override RecordStatus Append(in AuditEvent auditEvent, RecordUrgency urgency) => RecordStatus.Kept;
    }

    /// <summary>What resolving an agent's data for each request would add to a decision, where it is not held as it is shipped.</summary>
    public static void Entities(TextWriter output)
    {
        foreach (var agents in (int[])[10, 10_000, 100_000])
        {
            var fleet = new TrustFleet(agents).Specification;
            var control = new PolicyControl(fleet);
            var roster = Fleet.FleetRoster.Expand(fleet).Agents;
            var (best, bytes, next) = (double.MaxValue, long.MaxValue, 0);
            for (var round = 0; round < Rounds; round++)
            {
                var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
                for (var i = 0; i < Decisions; i++)
                {
                    next = (next + 7_919) % roster.Count;
                    if (control.Principal(roster[next].Name, roster[next].Group.Id, roster[next].Region.Id) is null) { throw new InvalidOperationException("Nobody."); }
                }
                best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalNanoseconds / Decisions);
                bytes = Math.Min(bytes, (GC.GetAllocatedBytesForCurrentThread() - allocated) / Decisions);
            }
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{agents} agents: data of an agent resolved anew {best:0} ns, {bytes} B; held 0 ns, 0 B"));
        }
    }

    private static void Binding(TextWriter output)
    {
        var control = new PolicyControl(new TrustFleet(10).Specification);
        Publish(control, 10, withArguments: true);
        var (bound, tenant, tool) = (new BoundArguments(), new TenantHandle(1), control.Tool("read"));
        var (best, bytes) = (double.MaxValue, long.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            for (var i = 0; i < Decisions; i++) { control.Bind(tenant, tool, """{"amount": 12.5, "venue": "XLON"}"""u8, bound); }
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalNanoseconds / Decisions);
            bytes = Math.Min(bytes, (GC.GetAllocatedBytesForCurrentThread() - allocated) / Decisions);
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"binding two arguments: {best:0} ns, {bytes} B"));
    }
}
