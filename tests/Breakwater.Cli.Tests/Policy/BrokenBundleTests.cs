namespace Breakwater.Cli.Tests.Policy;

/// <summary>Bundles as people break them, and the very words they are told. Each folder holds what is expected beside the bundle.</summary>
public sealed class BrokenBundleTests
{
    public static TheoryData<string> Folders => [.. Directory.EnumerateDirectories(PolicyBench.Broken).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void What_is_wrong_is_said_with_its_place_and_a_remedy(string name)
    {
        var folder = Path.Combine(PolicyBench.Broken, name);
        var (exitCode, output, error) = PolicyBench.Run("policy", "lint", folder, "--fleet", "scenarios/advisors-1000.yaml");
        var said = $"exit code {exitCode}\n{output}{error}".Replace(Path.Combine("tests", "Breakwater.Cli.Tests", "Policy", "Broken", name), "BUNDLE", StringComparison.Ordinal);
        said.ShouldBe(File.ReadAllText(Path.Combine(folder, "expected.txt")).ReplaceLineEndings("\n"));
    }
}
