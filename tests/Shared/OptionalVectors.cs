namespace Breakwater.Tests.Shared;

/// <summary>
/// Test vectors from outside, which are not part of this repository. They are looked for beside it, or where the environment variable
/// <c>BREAKWATER_VECTORS</c> says; a test that needs them is skipped, visibly, where they are missing.
/// </summary>
internal static class OptionalVectors
{
    /// <summary>The file's path; the calling test is skipped if it is not there.</summary>
    /// <param name="relative">Path below the folder of vectors, such as <c>rfc6962/testdata.tar.gz</c>.</param>
    public static string Require(string relative)
    {
        var path = Path.Combine(Folder, relative);
        if (!File.Exists(path)) { Assert.Skip($"The optional test vectors {relative} are not here; set BREAKWATER_VECTORS to their folder to run this test."); }
        return path;
    }

    private static string Folder { get; } = Environment.GetEnvironmentVariable("BREAKWATER_VECTORS") is { Length: > 0 } set ? set : Path.Combine(RepositoryRoot(), "..", "shared", "vectors");

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Breakwater.slnx"))) { return folder.FullName; }
        }
        return AppContext.BaseDirectory;
    }
}
