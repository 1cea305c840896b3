namespace Breakwater.Architecture.Tests;

public sealed class SourceTests
{
    private const int MostLines = 400;

    // Files that deserve to be longer, each with the reason and its present length, which may shrink and not grow.
    private static readonly Dictionary<string, (int Lines, string Reason)> LongFiles = new(StringComparer.Ordinal);

    [Fact]
    public void No_source_file_is_long_without_a_recorded_reason()
    {
        var files = Repository.Files("src", ".cs", ".razor").Select(f => (File: f, Lines: File.ReadLines(Path.Combine(Repository.Root, f)).Count())).ToList();
        files.ShouldNotBeEmpty();
        files.Where(f => f.Lines > (LongFiles.TryGetValue(f.File, out var known) ? known.Lines : MostLines)).ShouldBeEmpty();
        LongFiles.Where(l => l.Value.Reason.Length == 0 || files.All(f => f.File != l.Key || f.Lines <= MostLines)).ShouldBeEmpty("an entry that is no longer needed is removed");
    }

    [Fact]
    public void Every_project_lists_the_banned_symbols()
    {
        var common = Repository.Read("src/Directory.Build.props");
        common.ShouldContain("eng/BannedSymbols.txt");
        common.ShouldContain("Microsoft.CodeAnalysis.BannedApiAnalyzers");
        Repository.Read("src/Breakwater/Breakwater.csproj").ShouldContain("eng/BannedSymbols.Runtime.txt");
        foreach (var project in Repository.Projects)
        {
            var file = Repository.Read($"src/{project}/{project}.csproj");
            file.ShouldNotContain("RS0030", Case.Insensitive, "the ban may not be silenced");
            file.ShouldNotContain("ImportDirectoryBuildProps", Case.Insensitive);
            Directory.GetFiles(Path.Combine(Repository.Root, "src", project), "Directory.Build.*", SearchOption.AllDirectories).ShouldBeEmpty("the common settings are the only ones");
        }
        Repository.Read("eng/BannedSymbols.txt").ShouldContain("P:System.DateTimeOffset.UtcNow;");
        Repository.Read("eng/BannedSymbols.Runtime.txt").ShouldContain("T:System.Console;");
    }

    [Fact]
    public void Nothing_points_outside_the_repository()
    {
        // Put together here, so that this file does not find itself.
        string[] unwanted = ["../" + "shared", "/" + "work/"];
        var files = new[] { "src", "docs", "catalog", "scenarios", "eng" }.SelectMany(f => Repository.Files(f))
            .Concat(new[] { "README.md", "NOTICE" }.Where(f => File.Exists(Path.Combine(Repository.Root, f)))).ToList();
        files.Where(f => unwanted.Any(u => Repository.Read(f).Contains(u, StringComparison.Ordinal))).ShouldBeEmpty();
    }
}
