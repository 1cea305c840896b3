using System.Collections.Concurrent;
using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>An agent or orchestrator as the delegation control knows it. Whoever adds it vouches that the key is its own and its credential trusted.</summary>
/// <param name="Name">Outside name, unique in its tenant.</param>
/// <param name="Group">Its group, or its own id for an orchestrator: the name that declarations use.</param>
/// <param name="Key">Its key; null for one that can only receive, such as a short-lived instance.</param>
/// <param name="Since">When its present credential was issued: a revocation until then or later covers it.</param>
/// <param name="Authorities">Names of the zone and region above it, whose revocation covers it too.</param>
public sealed record DelegationParty(string Name, string Group, PublicKey? Key, DateTimeOffset Since, IReadOnlyList<string> Authorities);

/// <summary>The agents and orchestrators whose keys a node has learned, tenant first. Thread-safe, O(1).</summary>
public sealed class DelegationParties
{
    private readonly ConcurrentDictionary<(TenantHandle Tenant, string Name), KnownParty> _parties = new();

    /// <summary>Adds a party, or puts its renewed credential in the place of the old one.</summary>
    public void Set(TenantHandle tenant, DelegationParty party) => _parties[(tenant, party.Name)] = new(party, new());

    /// <summary>Forgets a party that left.</summary>
    public void Remove(TenantHandle tenant, string name) => _parties.TryRemove((tenant, name), out _);

    /// <summary>A party by name; null if the node does not know it.</summary>
    public DelegationParty? Find(TenantHandle tenant, string name) => Known(tenant, name)?.Party;

    internal KnownParty? Known(TenantHandle tenant, string name) => _parties.TryGetValue((tenant, name), out var known) ? known : null;
}

/// <summary>A party with what the table of revocations said of it.</summary>
internal sealed record KnownParty(DelegationParty Party, CleanMark Mark);
