using System.Text;
using Breakwater.Fleet;
using Breakwater.Fleet.Reading;
using Breakwater.Policy.Manifests;

namespace Breakwater.Policy.Bundles;

/// <summary>
/// Reads a bundle: <c>bundle.yaml</c>, <c>*.cedar</c>, and <c>manifests.yaml</c> where there is one. Strict, and all problems of all files at once; nothing is half loaded.
/// Never throws for what a folder may hold. Thread-safe. O(bytes).
/// </summary>
public static class BundleReader
{
    /// <summary>The file that describes the bundle.</summary>
    public const string BundleFile = "bundle.yaml";

    /// <summary>The file that lists the tools' arguments.</summary>
    public const string ManifestFile = "manifests.yaml";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the bundle in a folder. Other files in it, and folders below it, are not part of the bundle.</summary>
    /// <param name="folder">Path of the folder, shown in problems as given.</param>
    public static BundleReadResult Read(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var problems = new List<Problem>();
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            if (!Directory.Exists(folder)) { return Failed(folder, "there is no such folder", "name the folder that holds `bundle.yaml`"); }
            long bytes = 0;
            foreach (var path in Directory.EnumerateFiles(folder).Where(IsPart).Order(StringComparer.Ordinal))
            {
                // Checked before reading, so that a huge file is refused and not loaded.
                bytes += new FileInfo(path).Length;
                if (bytes > BundleContent.MaxBytes || files.Count == BundleContent.MaxFiles) { return TooLarge(folder); }
                if (ReadText(path, problems) is { } text) { files.Add(Path.GetFileName(path), text); }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Failed(folder, "the folder cannot be read", "check its path and permissions");
        }
        if (problems.Count > 0) { return new(null, problems); }
        return Parse(new(files), folder);
    }

    /// <summary>Reads a bundle from its files.</summary>
    /// <param name="content">The files.</param>
    /// <param name="folder">Name of the folder to show in problems; empty for none.</param>
    public static BundleReadResult Parse(BundleContent content, string folder = "") => Parse(content, folder, out _);

    /// <summary>Reads a bundle from its files, and hands out the syntax trees, which the bundle does not keep.</summary>
    internal static BundleReadResult Parse(BundleContent content, string folder, out IReadOnlyList<Cedar.Syntax.Policy> policies)
    {
        ArgumentNullException.ThrowIfNull(content);
        policies = [];
        if (content.Bytes > BundleContent.MaxBytes || content.Names.Count > BundleContent.MaxFiles) { return TooLarge(folder); }
        var problems = new List<Problem>();
        var head = content.Find(BundleFile) is { } text
            ? BundleFileReader.Read(text, Path.Combine(folder, BundleFile), problems)
            : Missing(folder, problems);
        var manifests = content.Find(ManifestFile) is { } listed ? ManifestReader.Read(listed, Path.Combine(folder, ManifestFile), problems) : [];
        policies = BundlePolicies.Read(content, folder, problems);
        if (head is not null && manifests is not null) { CheckAdapters(head, manifests, Path.Combine(folder, BundleFile), problems); }
        return problems.Count > 0 || head is null || manifests is null
            ? new(null, problems)
            : new(head with { Folder = folder, PolicyCount = policies.Count, Manifests = manifests, Content = content }, []);
    }

    private static bool IsPart(string path) => Path.GetFileName(path) is BundleFile or ManifestFile || path.EndsWith(".cedar", StringComparison.Ordinal);

    private static string? ReadText(string path, List<Problem> problems)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            return StrictUtf8.GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes);
        }
        catch (DecoderFallbackException)
        {
            problems.Add(new(path, 0, 0, "the file is not UTF-8 text", "save it as UTF-8"));
            return null;
        }
    }

    /// <summary>An adapter that fills an argument nobody declares would be inert.</summary>
    private static void CheckAdapters(PolicyBundle bundle, IReadOnlyList<ToolManifest> manifests, string file, List<Problem> problems)
    {
        foreach (var rule in bundle.Adapters.SelectMany(a => a.Rules))
        {
            var argument = manifests.FirstOrDefault(m => m.Tool == rule.Tool)?.Find(rule.To);
            if (argument is null)
            {
                problems.Add(new(
                    file, 0, 0, $"an adapter fills the argument {Problems.Quote(rule.To)} of the tool {Problems.Quote(rule.Tool)}, which `{ManifestFile}` does not declare",
                    "declare it there, or remove the rule"));
            }
            else if (rule.Default is { } text && !argument.TryDefault(text, out _))
            {
                problems.Add(new(
                    file, 0, 0, $"an adapter gives {Problems.Quote(rule.To)} of {Problems.Quote(rule.Tool)} the default {Problems.Quote(text)}, which is no {argument.Kind.Word()}",
                    "write a value that the argument could have"));
            }
        }
    }

    private static PolicyBundle? Missing(string folder, List<Problem> problems)
    {
        problems.Add(new(Path.Combine(folder, BundleFile), 0, 0, "the bundle has no `bundle.yaml`", "add one with `name:`, `version:` and `layer:`"));
        return null;
    }

    private static BundleReadResult TooLarge(string folder) => Failed(
        folder, $"the bundle has more than {BundleContent.MaxFiles} files or {BundleContent.MaxBytes / 1024} KiB", "split it into a base and overlays");

    private static BundleReadResult Failed(string path, string message, string remedy) => new(null, [new(path, 0, 0, message, remedy)]);
}
