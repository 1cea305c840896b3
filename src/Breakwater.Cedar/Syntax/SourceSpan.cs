namespace Breakwater.Cedar.Syntax;

/// <summary>A stretch of source text.</summary>
/// <param name="Offset">First character, from 0.</param>
/// <param name="Length">Number of characters.</param>
/// <param name="Line">Line of the first character, from 1.</param>
/// <param name="Column">Column of the first character, from 1.</param>
public readonly record struct SourceSpan(int Offset, int Length, int Line, int Column);
