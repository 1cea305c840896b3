using Breakwater.Contracts;

namespace Breakwater.Trust;

/// <summary>What a verification is remembered under: the tenant first, then the subject's credential.</summary>
/// <param name="Tenant">Tenant; <c>default</c> for regional authorities, which serve the fleet.</param>
/// <param name="Credential">Fingerprint of the credential.</param>
public readonly record struct TrustKey(TenantHandle Tenant, Fingerprint Credential)
{
    /// <inheritdoc/>
    public override int GetHashCode() => Credential.GetHashCode() ^ Tenant.Value;
}
