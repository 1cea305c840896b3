using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>The keys a tenant's delegations rest on.</summary>
/// <param name="Users">Key of the user authority, which signs <see cref="UserAssertion"/>s.</param>
/// <param name="Paths">Key of whoever approves paths in advance, which signs <see cref="PathTemplate"/>s; null if the tenant uses none.</param>
public sealed record DelegationKeys(PublicKey Users, PublicKey? Paths);
