using System.Formats.Tar;
using System.IO.Compression;
using Breakwater.Tests.Shared;

namespace Breakwater.Cedar.Tests.Vectors;

/// <summary>The files of the Cedar integration tests, by their path in the archive; the calling test is skipped where the archive is missing.</summary>
internal static class CedarVectors
{
    public static IReadOnlyDictionary<string, string> Corpus { get => field ??= Read("cedar/corpus-tests-half.tar.gz"); private set; }

    public static IReadOnlyDictionary<string, string> Handwritten { get => field ??= Read("cedar/handwritten-tests.tar.gz"); private set; }

    /// <summary>Files of both archives whose name ends so.</summary>
    public static IEnumerable<KeyValuePair<string, string>> All(string suffix) =>
        Corpus.Concat(Handwritten).Where(f => f.Key.EndsWith(suffix, StringComparison.Ordinal)).OrderBy(f => f.Key, StringComparer.Ordinal);

    /// <summary>A file that a test names.</summary>
    public static string File(string path) => Corpus.TryGetValue(path, out var text) ? text : Handwritten[path];

    private static Dictionary<string, string> Read(string archive)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        using var unzipped = new GZipStream(System.IO.File.OpenRead(OptionalVectors.Require(archive)), CompressionMode.Decompress);
        using var tar = new TarReader(unzipped);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is not { } data) { continue; }
            using var reader = new StreamReader(data);
            files[entry.Name] = reader.ReadToEnd();
        }
        return files;
    }
}
