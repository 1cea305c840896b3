namespace Breakwater.Cedar.Syntax;

/// <summary>Something that is wrong with a source text, or worth knowing about it.</summary>
/// <param name="Source">Name of the file, as it was given to the parser.</param>
/// <param name="Span">Where.</param>
/// <param name="Message">What is wrong: one sentence.</param>
/// <param name="Remedy">What to do about it: one sentence; null if the message says it.</param>
/// <param name="PolicyId">The policy concerned; null if none is.</param>
public sealed record CedarDiagnostic(string Source, SourceSpan Span, string Message, string? Remedy = null, string? PolicyId = null)
{
    /// <summary><c>file:line:column: message</c>, then the remedy.</summary>
    public override string ToString() => $"{Source}:{Span.Line}:{Span.Column}: {Message}{(Remedy is null ? "" : $" {Remedy}")}";
}
