using Breakwater.Cedar.Syntax;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy.Composition;

/// <summary>Finds out what policies read of the context.</summary>
internal static class ContextUse
{
    /// <summary>Whether the policy may look at the clock: it names it, or uses the context as a whole.</summary>
    public static bool ReadsNow(Cedar.Syntax.Policy policy)
    {
        // Every use of the context that is a look at one other attribute is harmless; a use that is no such look is not.
        var uses = 0;
        foreach (var part in policy.Conditions.SelectMany(c => c.Body.SelfAndParts()))
        {
            uses += part switch
            {
                VariableExpression { Variable: RequestVariable.Context } => 1,
                AttributeExpression { Target: VariableExpression { Variable: RequestVariable.Context }, Name: not PolicyNames.Now } => -1,
                HasExpression { Target: VariableExpression { Variable: RequestVariable.Context }, Name: not PolicyNames.Now } => -1,
                _ => 0,
            };
        }
        return uses > 0;
    }
}
