namespace Breakwater.Cedar.Evaluation;

/// <summary>How policies are compiled.</summary>
public sealed record CompilationOptions
{
    /// <summary>
    /// The deepest nesting of expressions accepted, from 1; default 1,100, which the parser never exceeds. A limit of stack: evaluation descends once for each level. Chains of <c>&amp;&amp;</c> and of <c>||</c> are one
    /// level however long they are.
    /// </summary>
    public int MaxDepth { get; init; } = 1_100;

    /// <summary>
    /// The most attributes by whose value policies are filed, from 0 (none); default 8. Each costs one look-up when a request is bound. The attributes that most
    /// policies compare are taken.
    /// </summary>
    public int MaxIndexedAttributes { get; init; } = 8;

    /// <summary>The options as they are by default.</summary>
    public static CompilationOptions Default { get; } = new();
}
