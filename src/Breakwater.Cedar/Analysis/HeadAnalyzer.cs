using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Analysis;

/// <summary>
/// Compares the heads of policies: exactly, over all requests and entity data that conform to the schema, whichever entities there are. Conditions are not looked at. A
/// slot of a template counts as no constraint, as if it were filled with whatever fits. Not thread-safe.
/// </summary>
public sealed class HeadAnalyzer
{
    private readonly SchemaHierarchy _hierarchy;
    private readonly RequestEnvironment[] _environments;

    /// <summary>An analyzer for a schema.</summary>
    public HeadAnalyzer(CedarSchema schema) : this(new SchemaHierarchy(schema))
    {
    }

    internal HeadAnalyzer(SchemaHierarchy hierarchy)
    {
        _hierarchy = hierarchy;
        _environments = [.. RequestEnvironment.Of(hierarchy.Schema)];
    }

    internal IReadOnlyList<RequestEnvironment> Environments => _environments;

    /// <summary>Whether any request at all can match the policy's head.</summary>
    public bool CanMatch(Policy policy) => FindOverlap(policy, policy) is not null;

    /// <summary>An example of a request that both heads match; null if there can be none. The effort is that of the combinations of principal type, action and resource type.</summary>
    public HeadOverlap? FindOverlap(Policy first, Policy second) => _environments.Select(e => FindOverlap(first, second, e)).FirstOrDefault(o => o is not null);

    /// <summary>Whether every request that matches the head of <paramref name="narrower"/> matches that of <paramref name="wider"/>. A template covers nothing by its slots.</summary>
    public bool Covers(Policy wider, Policy narrower) => Array.TrueForAll(_environments, e => Covers(wider, narrower, e));

    internal HeadOverlap? FindOverlap(Policy first, Policy second, RequestEnvironment environment)
    {
        if (!Allows(first, environment) || !Allows(second, environment)) { return null; }
        var resources = ScopeCase.Of(environment.Resource, _hierarchy, first.Resource, second.Resource);
        foreach (var principal in ScopeCase.Of(environment.Principal, _hierarchy, first.Principal, second.Principal))
        {
            if (resources.FirstOrDefault(principal.IsCompatible) is { } resource) { return new(environment.Action.Uid, environment.Principal, principal.Entity, environment.Resource, resource.Entity); }
        }
        return null;
    }

    internal bool Covers(Policy wider, Policy narrower, RequestEnvironment environment)
    {
        if (!Allows(narrower, environment)) { return true; }
        var resources = ScopeCase.Of(environment.Resource, _hierarchy, narrower.Resource);
        foreach (var principal in ScopeCase.Of(environment.Principal, _hierarchy, narrower.Principal))
        {
            foreach (var resource in resources.Where(principal.IsCompatible))
            {
                if (!Allows(wider, environment) || !principal.Implies(wider.Principal, environment.Principal) || !resource.Implies(wider.Resource, environment.Resource)) { return false; }
            }
        }
        return true;
    }

    private bool Allows(Policy policy, RequestEnvironment environment) => ScopeTruth.OfAction(policy.Action, environment.Action.Uid, _hierarchy);
}
