using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Analysis;

/// <summary>A kind of request that the heads of two policies both match.</summary>
/// <param name="Action">The action.</param>
/// <param name="PrincipalType">Type of the principal.</param>
/// <param name="Principal">The principal, if it must be this one for the example; null if it can be any of the type that is where the heads want it.</param>
/// <param name="ResourceType">Type of the resource.</param>
/// <param name="Resource">The resource; likewise.</param>
public sealed record HeadOverlap(EntityUid Action, string PrincipalType, EntityUid? Principal, string ResourceType, EntityUid? Resource)
{
    /// <summary>In words, for a message.</summary>
    public override string ToString() => $"{Name(Principal, PrincipalType)} asks for `{Action}` on {Name(Resource, ResourceType)}";

    private static string Name(EntityUid? entity, string type) => entity is null ? $"a `{type}`" : $"`{entity}`";
}
