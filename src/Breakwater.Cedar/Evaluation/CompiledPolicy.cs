using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Evaluation;

/// <summary>What a report needs to know of a compiled policy. Immutable.</summary>
public sealed class CompiledPolicy
{
    internal CompiledPolicy(Policy policy, bool neverApplies)
    {
        Id = policy.Id;
        Effect = policy.Effect;
        Annotations = policy.Annotations;
        Source = policy.Source;
        Span = policy.Span;
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

    /// <summary>The value of an annotation; null if it has none of that name.</summary>
    public string? Annotation(string name)
    {
        foreach (var annotation in Annotations) { if (string.Equals(annotation.Key, name, StringComparison.Ordinal)) { return annotation.Value; } }
        return null;
    }
}
