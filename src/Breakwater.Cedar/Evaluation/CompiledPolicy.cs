using Breakwater.Cedar.Evaluation.Nodes;
using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Evaluation;

/// <summary>A policy in executable form, with what a report needs of its text. Immutable.</summary>
public sealed class CompiledPolicy
{
    internal CompiledPolicy(Policy policy, CompiledScope principal, CompiledScope action, CompiledScope resource, Node[] conditions, bool neverApplies)
    {
        Id = policy.Id;
        Effect = policy.Effect;
        Annotations = policy.Annotations;
        Source = policy.Source;
        Span = policy.Span;
        Principal = principal;
        Action = action;
        Resource = resource;
        Conditions = conditions;
        NeverApplies = neverApplies;
    }

    /// <summary>Unique within its set.</summary>
    public string Id { get; }

    /// <summary>Permit or forbid.</summary>
    public PolicyEffect Effect { get; }

    /// <summary>Annotations in source order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Annotations { get; }

    /// <summary>Name of the file.</summary>
    public string Source { get; }

    /// <summary>The whole policy in its file.</summary>
    public SourceSpan Span { get; }

    /// <summary>Whether it matches no request, its condition being constantly false or its list of actions empty: it can neither apply nor fail, and is never tried.</summary>
    public bool NeverApplies { get; }

    internal CompiledScope Principal { get; }

    internal CompiledScope Action { get; }

    internal CompiledScope Resource { get; }

    internal Node[] Conditions { get; }

    /// <summary>The value of an annotation; null if it has none of that name.</summary>
    public string? Annotation(string name)
    {
        foreach (var annotation in Annotations) { if (string.Equals(annotation.Key, name, StringComparison.Ordinal)) { return annotation.Value; } }
        return null;
    }

    internal Truth Test(EvaluationState state)
    {
        var request = state.Request;
        if (!Principal.Matches(request.PrincipalScope) || !Action.Matches(request.ActionScope) || !Resource.Matches(request.ResourceScope)) { return Truth.False; }
        foreach (var condition in Conditions)
        {
            var truth = condition.Test(state);
            if (truth != Truth.True) { return truth; }
        }
        return Truth.True;
    }
}
