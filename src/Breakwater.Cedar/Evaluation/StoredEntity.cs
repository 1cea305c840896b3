using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation;

/// <summary>An entity as evaluation needs it: with all its ancestors.</summary>
internal sealed record StoredEntity(EntityUid Uid, CedarRecord Attributes, CedarRecord Tags, AncestorSet Ancestors);
