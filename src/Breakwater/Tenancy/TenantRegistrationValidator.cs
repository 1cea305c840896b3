namespace Breakwater.Tenancy;

/// <summary>Finds everything that two registrations share. O(keys + holdings).</summary>
internal static class TenantRegistrationValidator
{
    /// <summary>Every problem, in the order of the registrations; empty if nothing is shared.</summary>
    public static IReadOnlyList<string> Problems(IReadOnlyList<TenantRegistration> registrations)
    {
        var problems = new List<string>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var keys = new Dictionary<string, (int Tenant, string Purpose)>(StringComparer.Ordinal);
        var held = new Dictionary<object, (int Tenant, string Purpose)>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < registrations.Count; i++)
        {
            var registration = registrations[i];
            if (registration.Id.Length == 0) { problems.Add("A tenant has no id: give it one."); }
            else if (!ids.Add(registration.Id)) { problems.Add($"Tenant `{registration.Id}` is registered twice: give each its own id."); }
            foreach (var key in registration.Keys)
            {
                if (key.Bytes.IsEmpty) { problems.Add($"Tenant `{registration.Id}` has an empty key as {key.Purpose}: give it a key of its own, or none."); }
                else if (Other(keys, Convert.ToHexString(key.Bytes.Span), i, key.Purpose) is { } owner) { Shared(i, key.Purpose, owner, "make a key for each tenant"); }
            }
            foreach (var holding in registration.Holdings)
            {
                if (Other(held, holding.Held, i, holding.Purpose) is { } owner) { Shared(i, holding.Purpose, owner, "make one for each tenant"); }
            }
            const string destination = "audit destination";
            if (registration.Audit is { } sink && Other(held, sink, i, destination) is { } owns) { Shared(i, destination, owns, "give each tenant a sink of its own, or none, so that the gate's is used"); }
        }
        return problems;

        void Shared(int tenant, string purpose, (int Tenant, string Purpose) owner, string remedy) => problems.Add(
            $"Tenant `{registrations[tenant].Id}` shares its {purpose} with tenant `{registrations[owner.Tenant].Id}`"
            + (owner.Purpose == purpose ? "" : $" (there the {owner.Purpose})") + $": {remedy}.");
    }

    /// <summary>Who has it already, unless that is the same tenant.</summary>
    private static (int Tenant, string Purpose)? Other<T>(Dictionary<T, (int Tenant, string Purpose)> seen, T item, int tenant, string purpose)
        where T : notnull
    {
        if (seen.TryAdd(item, (tenant, purpose))) { return null; }
        return seen[item].Tenant == tenant ? null : seen[item];
    }
}
