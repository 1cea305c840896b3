namespace Breakwater.Policy;

/// <summary>The policies of a tenant as they would be, or are.</summary>
/// <param name="Tenant">Tenant id.</param>
/// <param name="Policies">Policies in live bundles.</param>
/// <param name="Compiled">What they were compiled to.</param>
/// <param name="Shared">What of it belongs to the fleet and not to the tenant.</param>
internal readonly record struct CandidatePolicies(string Tenant, int Policies, object Compiled, object Shared);
