using Breakwater.Contracts;
using Breakwater.RateLimiting;

namespace Breakwater.Lab.Traffic;

/// <summary>Handles of tenants, as the runtime gives them out when it resolves their names: nobody else can make one.</summary>
internal static class TenantHandles
{
    /// <summary>Handles of so many tenants, by position.</summary>
    public static TenantHandle[] First(int count)
    {
        var names = Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"tenant-{i}")).ToArray();
        var limiter = new RateLimiter(new() { Tenants = [.. names.Select(n => new TenantRateLimits(n, RateLimits.None))], MaxReservations = 64 }, TimeProvider.System);
        return [.. names.Select(limiter.Tenant)];
    }
}
