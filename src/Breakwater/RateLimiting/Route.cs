namespace Breakwater.RateLimiting;

/// <summary>The shared buckets that a request goes through, by number: those of its tenant, fleet and everything, then those of its provider.</summary>
internal readonly struct Route(int[] tenant, int[] provider)
{
    public int[] Tenant { get; } = tenant;

    public int[] Provider { get; } = provider;

    public int Count => Tenant.Length + Provider.Length;

    /// <summary>Numbers ascend, which is the order in which locks are taken.</summary>
    public int this[int index] => index < Tenant.Length ? Tenant[index] : Provider[index - Tenant.Length];
}
