using System.CommandLine;
using Breakwater.Fleet;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Cases;
using Breakwater.Policy.Inspection;

namespace Breakwater.Cli.Commands.Policy;

/// <summary>Reads what the policy commands are given: folders of bundles, and the fleet that they are for.</summary>
internal static class BundleInput
{
    public static Argument<string[]> Bundles() => new("BUNDLE") { Description = "Folders of bundles; a folder without a bundle.yaml stands for the bundles in it", Arity = ArgumentArity.OneOrMore };

    public static Option<string?> FleetOption() => Arguments.Text("--fleet", "FLEET.yaml", $"The fleet they are for (default: the one that a {PolicyCaseReader.FileName} in or above the first folder names)");

    /// <summary>A path below another, as short as it can be said from here.</summary>
    public static string Below(string folder, string path)
    {
        if (Path.IsPathRooted(path)) { return path; }
        var whole = Path.GetFullPath(Path.Combine(folder, path));
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), whole);
        return relative.StartsWith("..", StringComparison.Ordinal) ? whole : relative;
    }

    /// <summary>Reads the bundle of each folder; a folder without a <c>bundle.yaml</c> stands for those in it that have one. Adds every problem.</summary>
    public static IReadOnlyList<PolicyBundle> Read(IEnumerable<string> folders, List<Problem> problems)
    {
        var bundles = new List<PolicyBundle>();
        foreach (var folder in folders.SelectMany(Folders))
        {
            var read = BundleReader.Read(folder);
            problems.AddRange(read.Problems);
            if (read.Bundle is { } bundle) { bundles.Add(bundle); }
        }
        return bundles;
    }

    /// <summary>The fleet file that is named, or else the one that a file of cases in or above the first folder names; null if there is neither.</summary>
    public static string? FleetOf(string? named, IReadOnlyList<string> folders)
    {
        if (named is not null || folders.Count == 0) { return named; }
        string[] places = [folders[0], Path.GetDirectoryName(Path.GetFullPath(folders[0]).TrimEnd(Path.DirectorySeparatorChar)) ?? "."];
        foreach (var place in places)
        {
            var file = Path.Combine(place, PolicyCaseReader.FileName);
            if (File.Exists(file) && PolicyCaseReader.Load(file).File is { } cases) { return Below(place, cases.Fleet); }
        }
        return null;
    }

    /// <summary>Loads a fleet; null, with the problems added, if it is none.</summary>
    public static FleetSpecification? Fleet(CommandContext context, string? path, List<Problem> problems)
    {
        if (path is null)
        {
            problems.Add(new("", 0, 0, "policies are read against a fleet, and none is named", $"add `--fleet FLEET.yaml`, or a `{PolicyCaseReader.FileName}` beside the bundles that names one"));
            return null;
        }
        var fleet = context.Services.LoadFleet(path);
        problems.AddRange(fleet.Problems);
        return fleet.Value;
    }

    /// <summary>Composes and compiles bundles; null, with the problems added, if they cannot be in force together.</summary>
    public static LoadedPolicies? Load(FleetSpecification fleet, string? tenant, IReadOnlyList<PolicyBundle> bundles, List<Problem> problems)
    {
        var loaded = LoadedPolicies.Load(fleet, tenant, bundles, out var found);
        problems.AddRange(found);
        return loaded;
    }

    private static IEnumerable<string> Folders(string folder)
    {
        if (!Directory.Exists(folder) || HasBundle(folder)) { return [folder]; }
        string[] below = [.. Directory.EnumerateDirectories(folder).Where(HasBundle).Order(StringComparer.Ordinal)];
        return below.Length > 0 ? below : [folder];
    }

    // Throws where a folder cannot be read: it may hold one.
    private static bool HasBundle(string folder) => Directory.EnumerateFiles(folder, BundleReader.BundleFile).Any();
}
