namespace Breakwater.Tests.Fleet;

/// <summary>Finds files of the repository from wherever the tests were built to.</summary>
internal static class TestFiles
{
    public static string Bank { get; } = Path.Combine(Root(), "scenarios", "investment-bank.yaml");

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Breakwater.slnx"))) { directory = directory.Parent; }
        return directory?.FullName ?? throw new DirectoryNotFoundException("the repository's root is not above the tests");
    }
}
