namespace Breakwater.Cedar.Syntax;

/// <summary>
/// The pattern of <c>like</c>: literal pieces between wildcards, escapes resolved. <c>"a*b"</c> has the pieces <c>a</c> and <c>b</c>; a pattern without a wildcard has one
/// piece; <c>"*"</c> has two empty ones. Immutable.
/// </summary>
/// <param name="Pieces">At least one; between each two stands a wildcard that matches any text, the empty one included.</param>
public sealed record LikePattern(IReadOnlyList<string> Pieces);
