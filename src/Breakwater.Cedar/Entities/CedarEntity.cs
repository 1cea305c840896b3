using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Entities;

/// <summary>An entity with its data. Immutable.</summary>
/// <param name="Uid">Its name.</param>
/// <param name="Attributes">Its attributes.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Parents">Direct parents.</param>
public sealed record CedarEntity(EntityUid Uid, CedarRecord Attributes, CedarRecord Tags, IReadOnlyList<EntityUid> Parents);

/// <summary>A request as a host states it.</summary>
/// <param name="Principal">Who asks.</param>
/// <param name="Action">What for.</param>
/// <param name="Resource">On what.</param>
/// <param name="Context">Under which circumstances.</param>
public sealed record CedarRequest(EntityUid Principal, EntityUid Action, EntityUid Resource, CedarRecord Context);
