using System.Text;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Syntax;

/// <summary>
/// Writes policies and expressions as Cedar source, in one canonical form: what is written parses to an equal tree, positions aside. Comments and layout of the
/// original are not kept, nor is the id unless it is an annotation. Thread-safe; an expression deeper than the parser accepts may exhaust the stack.
/// </summary>
public static class PolicyText
{
    /// <summary>All policies, a blank line between them.</summary>
    public static string Write(PolicySet policies) => string.Join('\n', policies.Policies.Select(Write));

    /// <summary>A policy or template, with a line break at its end.</summary>
    public static string Write(Policy policy)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in policy.Annotations)
        {
            text.Append('@').Append(name);
            if (value.Length > 0) { text.Append('(').Append(CedarText.Quote(value)).Append(')'); }
            text.Append('\n');
        }
        text.Append(policy.Effect == PolicyEffect.Permit ? "permit (" : "forbid (");
        Write(text, "principal", policy.Principal);
        Write(text.Append(", "), "action", policy.Action);
        Write(text.Append(", "), "resource", policy.Resource);
        text.Append(')');
        foreach (var condition in policy.Conditions)
        {
            text.Append(condition.IsUnless ? "\nunless { " : "\nwhen { ");
            new ExpressionWriter(text).Write(condition.Body, Binding.Any);
            text.Append(" }");
        }
        return text.Append(";\n").ToString();
    }

    /// <summary>An expression, on one line unless a text in it has several.</summary>
    public static string Write(Expression expression)
    {
        var text = new StringBuilder();
        new ExpressionWriter(text).Write(expression, Binding.Any);
        return text.ToString();
    }

    private static void Write(StringBuilder text, string variable, Scope scope)
    {
        text.Append(variable);
        if (scope.Kind is ScopeKind.Is or ScopeKind.IsIn) { text.Append(" is ").Append(scope.EntityType); }
        if (scope.Kind == ScopeKind.Equal) { text.Append(" == "); }
        if (scope.Kind is ScopeKind.In or ScopeKind.InAny or ScopeKind.IsIn) { text.Append(" in "); }
        if (scope.HasSlot) { text.Append('?').Append(variable); }
        else if (scope.Kind == ScopeKind.InAny) { text.Append('[').AppendJoin(", ", scope.Entities).Append(']'); }
        else if (scope.Entities is [var entity]) { text.Append(entity); }
    }
}
