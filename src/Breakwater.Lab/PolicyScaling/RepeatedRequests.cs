using System.Globalization;
using System.Text;
using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Lab.Experiments;
using Breakwater.Policy;
using Breakwater.Policy.Bundles;

namespace Breakwater.Lab.PolicyScaling;

/// <summary>
/// What the real policy control's cache of decisions costs and saves: each agent asks for something twice in a row, so that the first is a miss and the second a hit. What
/// lies between follows from the two.
/// </summary>
internal sealed class RepeatedRequests
{
    private const int Cached = 1 << 14;
    private readonly double _engine, _miss, _hit;

    public RepeatedRequests(RunContext context)
    {
        (_engine, _) = Play(context, 0);
        (_miss, _hit) = Play(context, Cached);
    }

    /// <summary>Mean time of a decision in µs, with and without the cache, where a share of the requests repeats exactly one that is still kept.</summary>
    public (double Without, double With) At(double repeated) => (_engine, repeated * _hit + (1 - repeated) * _miss);

    /// <summary>Mean time in µs of first and of second requests.</summary>
    private static (double First, double Second) Play(RunContext context, int cached)
    {
        var clock = context.NewSimulator().Clock;
        var control = new PolicyControl(context.Fleet, new() { CachedDecisions = cached }, clock);
        Publish(control, new MemoryControlLog(clock));
        var agents = context.Roster.Agents.Where(a => a.Group.Tools.Count > 0).ToList();
        var (first, second) = (default(Work), default(Work));
        foreach (var agent in agents)
        {
            var query = new PolicyQuery { Principal = control.Principal(agent.Name, agent.Group.Id, agent.Region.Id), Tool = control.Tool(agent.Group.Tools[0]) };
            control.Evaluate(control.Tenant(agent.Tenant), query, ref first);
            control.Evaluate(control.Tenant(agent.Tenant), query, ref second);
        }
        double Mean(in Work work) => context.Calibration.Nanoseconds(work, context.Agents > PolicyScalingExperiment.InCache) / 1e3 / agents.Count;
        return (Mean(first), Mean(second));
    }

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
