using System.Globalization;
using System.Text;
using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Fleet;
using Breakwater.Policy;
using Breakwater.Policy.Bundles;

namespace Breakwater.Lab.Calibration.Probes;

/// <summary>The real policy control, over the agents of a fleet of the given size.</summary>
internal static class PolicyProbes
{
    private const int Many = 65;

    /// <summary>One policy more that has to be tried: a decision among many, divided by how many.</summary>
    public static CalibrationProbe PolicyCandidate { get; } = new(WorkUnit.PolicyCandidate, size =>
    {
        var many = Control(size, Many);
        var queries = Queries(many);
        return new((int operations, ref Work work) =>
        {
            // What a decision costs beyond its candidates is spread over so many of them that it weighs little; the unit is not counted here.
            var ignored = default(Work);
            for (var i = 0; i < operations; i++) { many.Control.Evaluate(many.Tenant, queries[i % queries.Length], ref ignored); }
            work.Add(WorkUnit.PolicyCandidate, ignored[WorkUnit.PolicyCandidate]);
        });
    });

    /// <summary>A request bound and answered where one policy has to be tried.</summary>
    public static CalibrationProbe PolicyEvaluated { get; } = new(WorkUnit.PolicyEvaluated, size =>
    {
        var one = Control(size, 1);
        var queries = Queries(one);
        return new((int operations, ref Work work) =>
        {
            for (var i = 0; i < operations; i++) { one.Control.Evaluate(one.Tenant, queries[i % queries.Length], ref work); }
        });
    });

    private static (PolicyControl Control, TenantHandle Tenant, FleetSpecification Fleet) Control(StateSize size, int candidates)
    {
        var fleet = FleetScaler.Scale(FleetFile.Parse(StarterFleet.Text, "starter").Fleet!, size == StateSize.Cache ? 50 : 50_000).Fleet;
        var control = new PolicyControl(fleet);
        var text = new StringBuilder("@id(\"all\") permit (principal, action, resource);\n");
        for (var i = 1; i < candidates; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"@id(\"p{i}\") forbid (principal, action, resource) when {{ principal.role like \"*nobody{i}\" || context.delegated }};\n");
        }
        var bundle = BundleReader.Parse(new(new Dictionary<string, string> { ["bundle.yaml"] = "name: probe\nversion: 1.0.0\nlayer: fleet\n", ["p.cedar"] = text.ToString() })).Bundle!;
        var published = control.Publish(bundle, new MemoryControlLog(TimeProvider.System), "calibration");
        return published.Published ? (control, control.Tenant(fleet.Tenants[0].Id), fleet) : throw new InvalidOperationException($"The probe's policies are refused: {published.Problems[0]}");
    }

    private static PolicyQuery[] Queries((PolicyControl Control, TenantHandle Tenant, FleetSpecification Fleet) made) =>
        [.. FleetRoster.Expand(made.Fleet).Agents.Where(a => a.Tenant == made.Fleet.Tenants[0].Id && a.Group.Tools.Count > 0).Select(a => new PolicyQuery
        {
            Principal = made.Control.Principal(a.Name, a.Group.Id, a.Region.Id), Tool = made.Control.Tool(a.Group.Tools[0]),
        })];
}
