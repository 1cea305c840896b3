using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

/// <summary>
/// Numbers the shared buckets of a hierarchy (tenants, fleets, global, providers, so that every route ascends) and leaves out what is not limited.
/// </summary>
internal sealed class HierarchyBuilder
{
    private readonly List<SharedBucket> _buckets = [];
    private readonly int _safetyPercent;

    public HierarchyBuilder(RateLimitOptions options)
    {
        _safetyPercent = options.SafetyReservePercent;
        var tenants = options.Tenants.Select(t => Add(RateLevel.Tenant, t.Limits)).ToList();
        var fleets = options.Fleets.Select(f => Add(RateLevel.Fleet, f)).ToList();
        var global = Add(RateLevel.Global, options.Global);
        var routes = fleets.Select(f => (int[])[.. f, .. global]).ToList();
        TenantRoutes = [.. options.Tenants.Select((t, i) => tenants[i].Length == 0 ? routes[t.Fleet] : [.. tenants[i], .. routes[t.Fleet]])];
        var providers = options.Providers
            .Select(p => Add(RateLevel.Provider, p.Adaptive is { } adaptive ? p.Limits with { Concurrency = adaptive.Initial } : p.Limits)).ToList();
        ProviderRoutes = [[], .. providers];
        ConcurrencyOf = [.. providers.Select(p => Array.Find(p, b => _buckets[b].Dimension == RateDimension.Concurrency))];
        Buckets = [.. _buckets];
    }

    public SharedBucket[] Buckets { get; }

    /// <summary>By tenant's ordinal.</summary>
    public int[][] TenantRoutes { get; }

    /// <summary>By provider's handle; none has an empty one.</summary>
    public int[][] ProviderRoutes { get; }

    /// <summary>By provider's ordinal: its concurrency, where it has one.</summary>
    public int[] ConcurrencyOf { get; }

    private int[] Add(RateLevel level, RateLimits limits)
    {
        var first = _buckets.Count;
        AddIfLimited(RateDimension.Requests, BucketTerms.Of(limits.Requests));
        AddIfLimited(RateDimension.Tokens, BucketTerms.Of(limits.Tokens));
        AddIfLimited(RateDimension.Concurrency, BucketTerms.Of(limits.Concurrency));
        return [.. Enumerable.Range(first, _buckets.Count - first)];

        void AddIfLimited(RateDimension dimension, BucketTerms terms)
        {
            if (terms.IsLimited) { _buckets.Add(new(level, dimension, terms, _safetyPercent)); }
        }
    }
}
