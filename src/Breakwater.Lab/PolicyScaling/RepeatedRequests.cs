using System.Globalization;
using System.Text;
using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Simulation;
using Breakwater.Policy;
using Breakwater.Policy.Bundles;

namespace Breakwater.Lab.PolicyScaling;

/// <summary>The real policy control with and without its cache of decisions, where a share of the requests repeats exactly one that came before.</summary>
internal static class RepeatedRequests
{
    private const int Decisions = 2_000;
    private const int Cached = 1 << 14;

    /// <summary>Mean time of a decision in µs, with and without the cache, over the same requests.</summary>
    /// <param name="context">The run.</param>
    /// <param name="repeated">Share of the requests that are repetitions.</param>
    public static (double Without, double With) Of(RunContext context, double repeated) => (Play(context, repeated, 0), Play(context, repeated, Cached));

    private static double Play(RunContext context, double repeated, int cached)
    {
        var clock = context.NewSimulator().Clock;
        var fleet = context.Fleet;
        var control = new PolicyControl(fleet, new() { CachedDecisions = cached }, clock);
        var agents = context.Roster.Agents.Where(a => a.Group.Tools.Count > 0).ToList();
        Publish(control, new MemoryControlLog(clock));
        var principals = agents.Select(a => control.Principal(a.Name, a.Group.Id, a.Region.Id)).ToArray();
        var random = context.Random("repeats");
        var (picks, shares) = (random.Fork("picks"), random.Fork("shares"));
        var work = default(Work);
        for (var i = 0; i < Decisions; i++)
        {
            // What is no repetition comes from a caller of its own.
            var agent = agents[picks.NextInt(agents.Count)];
            var principal = shares.NextBool(repeated) ? principals[agent.Index % principals.Length] : control.Principal(Invariant(i), agent.Group.Id, agent.Region.Id);
            control.Evaluate(control.Tenant(agent.Tenant), new() { Principal = principal, Tool = control.Tool(agent.Group.Tools[0]) }, ref work);
        }
        return context.Calibration.Nanoseconds(work, context.Agents > PolicyScalingExperiment.InCache) / 1e3 / Decisions;
    }

    private static string Invariant(int number) => string.Create(CultureInfo.InvariantCulture, $"nobody-{number}");

    /// <summary>One policy permits and nine have to be tried in vain: ten candidates for every request.</summary>
    private static void Publish(PolicyControl control, MemoryControlLog log)
    {
        var text = new StringBuilder("@id(\"all\") permit (principal, action, resource);\n");
        for (var i = 1; i < TeamPolicies.Candidates; i++) { text.Append(CultureInfo.InvariantCulture, $"@id(\"p{i}\") forbid (principal, action, resource) when {{ context.delegated && context.crossJurisdiction }};\n"); }
        var read = BundleReader.Parse(new(new Dictionary<string, string>(StringComparer.Ordinal) { [BundleReader.BundleFile] = "name: ten\nversion: 1.0.0\nlayer: fleet\n", ["ten.cedar"] = text.ToString() }));
        var published = control.Publish(read.Bundle ?? throw new InvalidOperationException(read.Problems[0].ToString()), log, "lab");
        if (!published.Published) { throw new InvalidOperationException(published.Problems[0].ToString()); }
    }
}
