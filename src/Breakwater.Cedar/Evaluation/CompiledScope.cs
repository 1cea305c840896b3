using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Evaluation;

/// <summary>The constraint of a policy's head on one variable, in keys of <see cref="Indexing.KeyTable"/>.</summary>
/// <param name="Kind">Which constraint; none of them can fail.</param>
/// <param name="Entity">Key of the entity compared with.</param>
/// <param name="Type">Key of the type.</param>
/// <param name="Many">Keys of the entities, for a list of actions.</param>
internal readonly record struct CompiledScope(ScopeKind Kind, int Entity, int Type, int[]? Many)
{
    public bool Matches(in BoundVariable variable) => Kind switch
    {
        ScopeKind.Any => true,
        ScopeKind.Equal => variable.Self == Entity,
        ScopeKind.In => variable.IsIn(Entity),
        ScopeKind.Is => variable.Type == Type,
        ScopeKind.IsIn => variable.Type == Type && variable.IsIn(Entity),
        _ => MatchesAny(variable),
    };

    private bool MatchesAny(in BoundVariable variable)
    {
        foreach (var entity in Many!) { if (variable.IsIn(entity)) { return true; } }
        return false;
    }
}
