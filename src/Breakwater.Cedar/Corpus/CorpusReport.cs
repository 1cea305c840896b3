namespace Breakwater.Cedar.Corpus;

/// <summary>What came of running a corpus of decisions. Every request is agreed, disagreed or unsupported.</summary>
/// <param name="Sets">Test files: each names policies, entities, a schema and requests. A JSON file that does not parse counts as one with one request.</param>
/// <param name="Requests">Requests in all of them.</param>
/// <param name="Agreed">Requests with the expected decision, determining policies and erring policies.</param>
/// <param name="Disagreed">Requests with another.</param>
/// <param name="Unsupported">Requests that were not put to the engine, because something of their set could not be read.</param>
/// <param name="Findings">Each disagreement, and each thing that could not be read, in order.</param>
public sealed record CorpusReport(int Sets, int Requests, int Agreed, int Disagreed, int Unsupported, IReadOnlyList<CorpusFinding> Findings);

/// <summary>A disagreement, or something that could not be read.</summary>
/// <param name="IsDisagreement">Whether it is a disagreement.</param>
/// <param name="File">The test file.</param>
/// <param name="Request">Position of the request in the file, from 0; null if the whole file is concerned.</param>
/// <param name="Message">What is the matter.</param>
public sealed record CorpusFinding(bool IsDisagreement, string File, int? Request, string Message);

/// <summary>How far a run of a corpus is.</summary>
/// <param name="Done">JSON files looked at.</param>
/// <param name="Total">JSON files in the folder.</param>
public readonly record struct CorpusProgress(int Done, int Total);
