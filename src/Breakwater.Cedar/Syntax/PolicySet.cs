using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Syntax;

/// <summary>Policies and templates with distinct ids, in order. Immutable, thread-safe.</summary>
public sealed class PolicySet
{
    /// <summary>A set of these.</summary>
    /// <exception cref="ArgumentException">An id occurs twice.</exception>
    public PolicySet(IEnumerable<Policy> policies)
    {
        Policies = [.. policies];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (Policies.FirstOrDefault(p => !seen.Add(p.Id)) is { } twice) { throw new ArgumentException($"The policy id `{twice.Id}` occurs twice.", nameof(policies)); }
    }

    /// <summary>Policies and templates, in order.</summary>
    public IReadOnlyList<Policy> Policies { get; }

    /// <summary>Makes a policy of a template by filling its slots.</summary>
    /// <param name="template">The template.</param>
    /// <param name="id">Id of the new policy.</param>
    /// <param name="principal">For <c>?principal</c>; must be given exactly if the template has that slot.</param>
    /// <param name="resource">For <c>?resource</c>; likewise.</param>
    /// <exception cref="ArgumentException">A slot is left open, or a value given for none.</exception>
    public static Policy Link(Policy template, string id, EntityUid? principal, EntityUid? resource) => template with
    {
        Id = id,
        Principal = Fill(template.Principal, principal, "?principal"),
        Resource = Fill(template.Resource, resource, "?resource"),
    };

    private static Scope Fill(Scope scope, EntityUid? entity, string slot) => (scope.HasSlot, entity) switch
    {
        (false, null) => scope,
        (true, { } uid) => scope with { HasSlot = false, Entities = [uid] },
        (true, null) => throw new ArgumentException($"The template's slot {slot} needs an entity."),
        _ => throw new ArgumentException($"The template has no slot {slot}."),
    };
}
