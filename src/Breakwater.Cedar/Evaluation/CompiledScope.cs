using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Evaluation;

/// <summary>The constraint of a policy's head on one variable, in keys of <see cref="Indexing.KeyTable"/>.</summary>
/// <param name="Kind">Which constraint; none of them can fail.</param>
/// <param name="Entity">Key of the entity compared with.</param>
/// <param name="Type">Key of the type.</param>
internal readonly record struct CompiledScope(ScopeKind Kind, int Entity, int Type)
{
    public bool Matches(in BoundVariable variable) => Kind switch
    {
        ScopeKind.Any => true,
        ScopeKind.Equal => variable.Self == Entity,
        ScopeKind.In => variable.IsIn(Entity),
        ScopeKind.Is => variable.Type == Type,
        _ => variable.Type == Type && variable.IsIn(Entity),
    };
}
