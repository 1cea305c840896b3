using System.Globalization;
using System.IO.Enumeration;
using System.Text.Json;
using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Evaluation;
using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Corpus;

/// <summary>
/// Runs a folder laid out like the Cedar integration tests (https://github.com/cedar-policy/cedar-integration-tests): every JSON file in it that has policies and requests is a
/// test, and the files it names are relative to its folder or one above. Decision, determining policies and erring policies are compared; whether policies validate is not.
/// What cannot be read is counted and named, never guessed.
/// </summary>
public sealed class CorpusRunner
{
    private readonly BoundRequest _bound = new();
    private readonly AuthorizationResult _result = new();
    private readonly List<CorpusFinding> _findings = [];
    private int _sets;
    private int _requests;
    private int _agreed;
    private int _disagreed;

    private CorpusRunner()
    {
    }

    /// <summary>Runs the tests of a folder and of those below it, in ordinal order of their paths.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="progress">Told before each file; null for nobody.</param>
    /// <param name="cancellation">Ends the run between two files.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">It, or one below it, cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static CorpusReport Run(string folder, IProgress<CorpusProgress>? progress = null, CancellationToken cancellation = default)
    {
        var run = new CorpusRunner();
        string[] files = [.. Files(folder).Order(StringComparer.Ordinal)];
        for (var i = 0; i < files.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new(i, files.Length));
            run.RunFile(files[i], Path.GetRelativePath(folder, files[i]));
        }
        return new(run._sets, run._requests, run._agreed, run._disagreed, run._requests - run._agreed - run._disagreed, run._findings);
    }

    /// <summary>The JSON files in and below a folder. Links to folders are not followed: one that leads up would have the same files run again and again.</summary>
    private static FileSystemEnumerable<string> Files(string folder) =>
        new(folder, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(), new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = 0 })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && entry.FileName.EndsWith(".json", StringComparison.OrdinalIgnoreCase),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };

    private void RunFile(string path, string name)
    {
        // A file that does not read may have any number of requests. It counts as a set of one: no count may look as if it were not there.
        var (isTest, requests) = (true, 1);
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            isTest = CorpusTest.IsOne(json.RootElement);
            if (!isTest) { return; }
            if (json.RootElement.GetProperty("requests") is { ValueKind: JsonValueKind.Array } list) { requests = list.GetArrayLength(); }
            var test = CorpusTest.Read(json.RootElement);
            var set = CorpusSet.Load(test, Path.GetDirectoryName(path)!);
            for (var i = 0; i < test.Requests.Count; i++) { RunRequest(test.Requests[i], i, set, name); }
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            var why = e is JsonException at ? string.Create(CultureInfo.InvariantCulture, $"This is not JSON, at {at.LineNumber + 1}:{at.BytePositionInLine + 1}.") : e.Message;
            _findings.Add(new(false, name, null, requests > 1 ? $"{requests} requests are not run: {why}" : why));
        }
        finally
        {
            if (isTest) { (_sets, _requests) = (_sets + 1, _requests + requests); }
        }
    }

    private void RunRequest(CorpusRequest expected, int number, CorpusSet set, string file)
    {
        var context = EntityJson.ParseContext(expected.Context, file, set.Schema, expected.Action);
        var errors = context.Errors;
        if (context.Context is { } record)
        {
            var request = new CedarRequest(expected.Principal, expected.Action, expected.Resource, record);
            errors = expected.MustConform && set.Schema is { } schema ? RequestValidator.Validate(request, schema) : [];
            if (errors.Count == 0)
            {
                _bound.Bind(set.Policies, set.Store, request);
                set.Policies.Authorize(_bound, _result);
                Compare(expected, number, set.Policies, file);
                return;
            }
        }
        _findings.Add(new(false, file, number, CorpusSet.Refused(errors).Message));
    }

    private void Compare(CorpusRequest expected, int number, CompiledPolicies policies, string file)
    {
        var reasons = Ids(policies, _result.Determining);
        var erring = Ids(policies, _result.Erring);
        if (_result.Decision == expected.Decision && reasons.SetEquals(expected.Reasons) && erring.SetEquals(expected.Errors))
        {
            _agreed++;
            return;
        }
        _disagreed++;
        _findings.Add(new(true, file, number, $"Expected {Say(expected.Decision, expected.Reasons, expected.Errors)}; got {Say(_result.Decision, reasons, erring)}."));
    }

    private static HashSet<string> Ids(CompiledPolicies policies, ReadOnlySpan<int> places)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var place in places) { ids.Add(policies.Policies[place].Id); }
        return ids;
    }

    private static string Say(CedarDecision decision, HashSet<string> reasons, HashSet<string> errors) => $"{decision} by [{string.Join(", ", reasons)}] with errors in [{string.Join(", ", errors)}]";
}
