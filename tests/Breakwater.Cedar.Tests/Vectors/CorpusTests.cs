using System.Formats.Tar;
using System.IO.Compression;
using Breakwater.Cedar.Corpus;
using Breakwater.Tests.Shared;

namespace Breakwater.Cedar.Tests.Vectors;

public sealed class CorpusTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("cedar/corpus-tests-half.tar.gz", "corpus-tests", 3_957)]
    [InlineData("cedar/handwritten-tests.tar.gz", "", 22)]
    public void Every_decision_reason_and_error_of_the_integration_tests_is_right(string archive, string folder, int sets)
    {
        using (var unzipped = new GZipStream(File.OpenRead(OptionalVectors.Require(archive)), CompressionMode.Decompress)) { TarFile.ExtractToDirectory(unzipped, _folder.FullName, overwriteFiles: true); }

        var report = CorpusRunner.Run(Path.Combine(_folder.FullName, folder));

        report.Findings.ShouldBeEmpty();
        (report.Sets, report.Disagreed, report.Unsupported).ShouldBe((sets, 0, 0));
        report.Agreed.ShouldBe(report.Requests);
        report.Requests.ShouldBeGreaterThanOrEqualTo(sets);
    }

    [Fact]
    public void What_disagrees_is_named_and_what_cannot_be_read_is_counted_apart()
    {
        Write("tests/policies.cedar", "permit(principal, action, resource) when { context.n > 1 };");
        Write("data/entities.json", "[]");
        Write("tests/right.json", Test("tests/policies.cedar", ("{\"n\": 2}", "allow", "policy0", ""), ("{\"n\": 1}", "deny", "", ""), ("{}", "deny", "", "policy0")));
        Write("tests/wrong.json", Test("tests/policies.cedar", ("{\"n\": 2}", "deny", "", ""), ("{\"n\": 2}", "allow", "", ""), ("{}", "deny", "", ""), ("{\"n\": 2}", "allow", "policy0", "")));
        Write("tests/missing.json", Test("tests/none.cedar", ("{}", "allow", "", ""), ("{}", "allow", "", "")));
        Write("tests/outside.json", Test("../policies.cedar", ("{}", "allow", "", "")));
        Write("tests/garbled.json", "{");
        Write("tests/context.json", Test("tests/policies.cedar", ("[]", "allow", "", ""), ("{\"n\": 2}", "allow", "policy0", "")));

        var report = CorpusRunner.Run(_folder.FullName);

        (report.Sets, report.Requests, report.Agreed, report.Disagreed, report.Unsupported).ShouldBe((6, 13, 5, 3, 5), "what is no JSON counts as a set of one");
        report.Findings.Count(f => f.IsDisagreement).ShouldBe(3);
        report.Findings.Where(f => f.IsDisagreement).ShouldAllBe(f => f.File == Path.Combine("tests", "wrong.json"));
        report.Findings.Where(f => !f.IsDisagreement).Select(f => Path.GetFileName(f.File)).ShouldBe(["context.json", "garbled.json", "missing.json", "outside.json"]);
    }

    private static string Test(string policies, params (string Context, string Decision, string Reason, string Error)[] requests)
    {
        static string List(string id) => id.Length == 0 ? "[]" : $"[\"{id}\"]";
        static string Uid(string type) => $$"""{"type": "{{type}}", "id": "x"}""";
        return $$"""
            {"policies": "{{policies}}", "entities": "data/entities.json", "requests": [{{string.Join(',', requests.Select(r =>
                $$"""{"principal": {{Uid("User")}}, "action": {{Uid("Action")}}, "resource": {{Uid("Doc")}}, "context": {{r.Context}}, "decision": "{{r.Decision}}", "reason": {{List(r.Reason)}}, "errors": {{List(r.Error)}}}"""))}}]}
            """;
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
