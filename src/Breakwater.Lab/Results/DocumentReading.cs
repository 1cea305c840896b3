namespace Breakwater.Lab.Results;

/// <summary>What came of reading a document: the document, or every problem that stood in the way.</summary>
/// <param name="Document">Null exactly when there are problems.</param>
/// <param name="Problems">In the order of the file.</param>
public sealed record DocumentReading<T>(T? Document, IReadOnlyList<DocumentProblem> Problems)
    where T : class;

/// <summary>Something wrong in a results or timings file.</summary>
/// <param name="File">Name of the file as it was given.</param>
/// <param name="Line">Line, from 1; 0 where the problem has none (the file cannot be opened, say).</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record DocumentProblem(string File, int Line, string Message, string Remedy)
{
    public override string ToString() => Line > 0 ? FormattableString.Invariant($"{File}:{Line}: {Message} {Remedy}") : $"{File}: {Message} {Remedy}";
}
