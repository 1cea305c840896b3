namespace Breakwater.Cedar.Syntax;

/// <summary>A text to parse, and what to call it in messages.</summary>
/// <param name="Name">Such as a file's name.</param>
/// <param name="Text">Cedar source.</param>
public sealed record PolicySource(string Name, string Text);

/// <summary>What may be chosen when policies are parsed.</summary>
public sealed record PolicyParseOptions
{
    /// <summary>
    /// Whether the annotation <c>@id("…")</c> names a policy; default no. A policy without one is then still named <c>policyN</c> by its position, N counting from 0
    /// over all sources.
    /// </summary>
    public bool IdFromAnnotation { get; init; }
}

/// <summary>What came of parsing policies: either all of them or every error.</summary>
/// <param name="Policies">The policies; null if there is an error.</param>
/// <param name="Errors">In the order of the text; empty if all went well.</param>
public sealed record PolicyParseResult(PolicySet? Policies, IReadOnlyList<CedarDiagnostic> Errors);

/// <summary>What came of parsing an expression.</summary>
/// <param name="Expression">The expression; null if there is an error.</param>
/// <param name="Errors">In the order of the text; empty if all went well.</param>
public sealed record ExpressionParseResult(Expression? Expression, IReadOnlyList<CedarDiagnostic> Errors);

/// <summary>
/// Parses Cedar policies, the whole language of version 4: https://docs.cedarpolicy.com/policies/syntax-grammar.html. Every error of a text is reported at
/// once, up to 500. Whatever the text is, parsing neither throws nor overflows the stack: brackets nest at most 256 deep, expressions at most 1,024, while chains of
/// <c>&amp;&amp;</c> and <c>||</c> may be of any length. Equal names, strings and entities of one call are one object. Thread-safe; time and memory are linear.
/// </summary>
public static class PolicyParser
{
    /// <summary>Parses a text of any number of policies and templates.</summary>
    /// <param name="text">Cedar source.</param>
    /// <param name="sourceName">What to call it in messages, such as its file's name.</param>
    /// <param name="options">Null for the defaults.</param>
    public static PolicyParseResult Parse(string text, string sourceName, PolicyParseOptions? options = null) => Parse([new PolicySource(sourceName, text)], options);

    /// <summary>Parses several texts into one set; ids must be distinct over all of them.</summary>
    /// <param name="sources">The texts, in order.</param>
    /// <param name="options">Null for the defaults.</param>
    public static PolicyParseResult Parse(IEnumerable<PolicySource> sources, PolicyParseOptions? options = null)
    {
        var errors = new List<CedarDiagnostic>();
        var policies = new List<Policy>();
        var names = new NameTable();
        var ids = new PolicyIds(options?.IdFromAnnotation ?? false);
        foreach (var source in sources) { new PolicySyntax(source.Text, source.Name, names, errors, ids).ReadPolicies(policies); }
        return new PolicyParseResult(errors.Count == 0 ? new PolicySet(policies) : null, errors);
    }

    /// <summary>Parses one expression, with nothing around it but blanks and comments.</summary>
    /// <param name="text">Cedar source.</param>
    /// <param name="sourceName">What to call it in messages.</param>
    public static ExpressionParseResult ParseExpression(string text, string sourceName)
    {
        var errors = new List<CedarDiagnostic>();
        var expression = new PolicySyntax(text, sourceName, new NameTable(), errors, new PolicyIds(false)).ReadOnlyExpression();
        return new ExpressionParseResult(errors.Count == 0 ? expression : null, errors);
    }
}
