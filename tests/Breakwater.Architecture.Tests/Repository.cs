namespace Breakwater.Architecture.Tests;

/// <summary>The files of the repository and the assemblies built from it.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Projects { get; } = [.. Directory.GetDirectories(Path.Combine(Root, "src")).Select(p => Path.GetFileName(p)!).Where(IsProject).Order(StringComparer.Ordinal)];

    /// <summary>The built assembly of a project under src, from the output of this test.</summary>
    public static string AssemblyPath(string project)
    {
        var file = Path.Combine(AppContext.BaseDirectory, project + ".dll");
        return File.Exists(file) ? file : throw new FileNotFoundException($"{project} is not built beside this test: reference it from the test project.", file);
    }

    /// <summary>Source files below a folder, as paths from the root with forward slashes, without what builds leave behind.</summary>
    public static IEnumerable<string> Files(string folder, params string[] extensions) =>
        Directory.Exists(Path.Combine(Root, folder))
            ? Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
                .Where(f => !f.Split('/').Any(part => part is "bin" or "obj" or "node_modules"))
                .Where(f => extensions.Length == 0 || extensions.Contains(Path.GetExtension(f)))
                .Order(StringComparer.Ordinal)
            : [];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static bool IsProject(string name) => File.Exists(Path.Combine(Root, "src", name, name + ".csproj"));

    // Builds map source paths, so the path of this file says nothing: the root is found from the output folder.
    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Breakwater.slnx"))) { return folder.FullName; }
        }
        throw new DirectoryNotFoundException("Breakwater.slnx was not found above the output folder of this test.");
    }
}
