using System.Text;
using Breakwater.Cedar.Evaluation.Indexing;
using Breakwater.Cedar.Values;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Fleet.Reading;
using Breakwater.Policy.Arguments;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Composition;
using Breakwater.Policy.Diffing;
using Breakwater.Policy.Manifests;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy.Inspection;

/// <summary>
/// Bundles composed, validated and compiled for one tenant of a fleet, as publishing them would, and in force nowhere: what tests, lint and explanations look at. Immutable
/// and thread-safe; answering allocates.
/// </summary>
public sealed class LoadedPolicies
{
    private readonly FleetRoster _roster;

    private LoadedPolicies(PolicyWorld world, PolicyView view) => (World, View, _roster) = (world, view, FleetRoster.Expand(world.Fleet));

    /// <summary>Tenant id.</summary>
    public string Tenant => View.Stack.Tenant;

    /// <summary>The bundles in the order of composition; among them the fleet file's own permission matrix, where it is the base.</summary>
    public IReadOnlyList<PolicyBundle> Bundles => View.Stack.Bundles;

    internal PolicyWorld World { get; }

    internal PolicyView View { get; }

    /// <summary>Loads bundles. Null, with every problem, if they cannot be in force together.</summary>
    /// <param name="fleet">The fleet.</param>
    /// <param name="tenant">Tenant id; null for the only one.</param>
    /// <param name="bundles">The bundles, one version of each; none stands for the permission matrix of the fleet file.</param>
    /// <param name="problems">Why they do not load; empty if they do.</param>
    public static LoadedPolicies? Load(FleetSpecification fleet, string? tenant, IReadOnlyList<PolicyBundle> bundles, out IReadOnlyList<Problem> problems)
    {
        var found = new List<Problem>();
        problems = found;
        if (TenantOf(fleet, tenant, bundles, found) is not { } name) { return null; }
        var world = new PolicyWorld(fleet);
        var policies = TenantPolicies.Compile(world, TenantPolicies.None(name), [.. bundles.Select(b => new LiveBundle(b, true))], new(), static _ => null, found);
        return found.Count == 0 && policies?.InForce is { } view ? new(world, view) : null;
    }

    /// <summary>The manifest of a tool; null if its arguments are not declared.</summary>
    public ToolManifest? Manifest(string tool) => View.Stack.Manifests.Select(m => m.Manifest).FirstOrDefault(m => string.Equals(m.Tool, tool, StringComparison.Ordinal));

    /// <summary>Names of the request that the fleet does not know; policies would deny it for a reason that nobody meant.</summary>
    public IReadOnlyList<RequestProblem> UnknownNames(StatedRequest request)
    {
        var fleet = World.Fleet;
        var problems = new List<RequestProblem>();
        var groups = fleet.Clusters.Where(c => c.Tenant == Tenant).SelectMany(c => c.Groups).ToList();
        var group = groups.Find(g => g.Id == request.Group);
        if (group is null) { problems.Add(Unknown("group", request.Group, $"is no group of tenant `{Tenant}`", groups.Select(g => g.Id))); }
        else if (request.Region.Length > 0 && !group.Regions.Contains(request.Region, StringComparer.Ordinal))
        {
            problems.Add(Unknown("region", request.Region, $"is no region of the group `{group.Id}`", group.Regions));
        }
        if (!fleet.Tools.Any(t => t.Id == request.Tool)) { problems.Add(Unknown("tool", request.Tool, "is no tool of the fleet", fleet.Tools.Select(t => t.Id))); }
        if (request.Target is { } target && World.Entities.TargetOf(target).IsDefault) { problems.Add(Unknown("target", target, "is no place of the fleet", World.Entities.Targets.Select(t => t.Uid.Id))); }
        if (request.Agent is { } agent && !_roster.Agents.Any(a => a.Name == agent && a.Group.Id == request.Group && a.Region.Id == request.Region))
        {
            problems.Add(Unknown("agent", agent, "is no agent of that group in that region", _roster.Agents.Where(a => a.Group.Id == request.Group && a.Region.Id == request.Region).Select(a => a.Name)));
        }
        foreach (var masked in request.Masked.Where(m => Manifest(request.Tool)?.Find(m) is null)) { problems.Add(new("masked", $"`{masked}` is no declared argument of `{request.Tool}`", "name an argument of its manifest")); }
        return problems;
    }

    /// <summary>The request with its arguments bound by the tool's manifest, exactly as the gate binds them; null, with the reason, if they are refused.</summary>
    public RecordedRequest? Bind(StatedRequest request, out Reason? refusal)
    {
        var recorded = new RecordedRequest
        {
            Agent = request.Agent, Group = request.Group, Region = request.Region, Tool = request.Tool, Target = request.Target, Delegated = request.Delegated, Time = request.Time,
        };
        if (Manifest(request.Tool) is not { } manifest)
        {
            refusal = request.Arguments is null ? null : PolicyReasons.NoManifest;
            return refusal is null ? recorded : null;
        }
        refusal = request.Arguments is null && request.Masked.Count == 0 ? PolicyReasons.NoArguments : null;
        if (refusal is not null) { return null; }
        var values = new CedarValue[manifest.Arguments.Count];
        foreach (var masked in request.Masked) { values[manifest.IndexOf(masked)] = CedarValue.Masked(masked); }
        refusal = ArgumentBinder.Bind(manifest, Encoding.UTF8.GetBytes(request.Arguments ?? "{}"), values);
        if (refusal is not null) { return null; }
        return recorded with
        {
            Arguments = values.Select((v, i) => (manifest.Arguments[i].Id, Value: v)).Where(a => a.Value.Kind != CedarKind.None).ToDictionary(a => a.Id, a => a.Value, StringComparer.Ordinal),
        };
    }

    /// <summary>The arguments of a request as the bytes that its tool would get; null if the tool declares none, or one of them is masked.</summary>
    public byte[]? ArgumentsOf(RecordedRequest request) =>
        Manifest(request.Tool) is not { } manifest || request.Arguments.Values.Any(v => v.Kind == CedarKind.Masked) ? null : ArgumentText.Of(manifest, request.Arguments);

    /// <summary>What the policies say to a request.</summary>
    public RequestAnswer Answer(StatedRequest request)
    {
        if (Bind(request, out var refusal) is not { } recorded) { return new(new(refusal, Obligations.None, false), [], null, 0); }
        var applied = new List<AppliedPolicy>();
        var judge = new RequestJudge(World, View, View);
        var judgement = judge.Of(recorded, applied);
        return new(judgement.Verdict, applied, judgement.Undecided, (int)judge.Tried);
    }

    /// <summary>How the policies of each place are filed; places to which the same bundles speak are one.</summary>
    public IReadOnlyList<PolicyPlace> Places()
    {
        var places = new List<PolicyPlace>();
        foreach (var set in View.Distinct)
        {
            var at = new List<string>();
            for (var c = 0; c < World.Fleet.Clusters.Count; c++)
            {
                for (var j = 0; j < World.Entities.Jurisdictions.Length; j++)
                {
                    if (World.Fleet.Clusters[c].Tenant == Tenant && ReferenceEquals(View.Set(c, j), set)) { at.Add(World.Entities.Jurisdictions[j] is { Length: > 0 } law ? $"{World.Fleet.Clusters[c].Id} under {law}" : World.Fleet.Clusters[c].Id); }
                }
            }
            places.Add(new(at, set.Compiled.Explain()));
        }
        return places;
    }

    private static string? TenantOf(FleetSpecification fleet, string? stated, IReadOnlyList<PolicyBundle> bundles, List<Problem> problems)
    {
        var tenant = stated ?? bundles.Select(b => b.Tenant).FirstOrDefault(t => t is not null) ?? (fleet.Tenants.Count == 1 ? fleet.Tenants[0].Id : null);
        if (tenant is null) { problems.Add(new("", 0, 0, "the fleet has several tenants, and nothing says which of them is meant", $"name one: {string.Join(", ", fleet.Tenants.Select(t => $"`{t.Id}`"))}")); }
        else if (!fleet.Tenants.Any(t => t.Id == tenant))
        {
            var unknown = Unknown("tenant", tenant, "is no tenant of the fleet", fleet.Tenants.Select(t => t.Id));
            problems.Add(new("", 0, 0, unknown.Message, unknown.Remedy));
            return null;
        }
        foreach (var other in bundles.Where(b => b.Tenant is not null && tenant is not null && b.Tenant != tenant))
        {
            problems.Add(BundleStack.About(other, $"is for the tenant `{other.Tenant}`, not for `{tenant}`", "leave it out, or name its tenant"));
        }
        return problems.Count == 0 ? tenant : null;
    }

    private static RequestProblem Unknown(string key, string name, string message, IEnumerable<string> known)
    {
        var names = known.ToList();
        var near = NearestName.To(name, names);
        return new(key, $"{Breakwater.Fleet.Reading.Problems.Quote(name)} {message}", near is not null ? $"did you mean `{near}`?" : names.Count is > 0 and <= 12 ? $"it is one of {string.Join(", ", names.Select(n => $"`{n}`"))}" : "correct the name");
    }
}

/// <summary>The policies that are in force at a place, and how they are filed.</summary>
/// <param name="At">Clusters and jurisdictions: <c>equities under UK</c>.</param>
/// <param name="Index">How they are filed, and which are outside the index and why.</param>
public sealed record PolicyPlace(IReadOnlyList<string> At, IndexSummary Index);
