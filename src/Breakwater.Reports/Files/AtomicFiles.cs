using System.Globalization;

namespace Breakwater.Reports.Files;

/// <summary>Writes files whole or not at all: each beside its place first, to the disk, then moved over what was there.</summary>
internal static class AtomicFiles
{
    /// <summary>Writes the files under the directory, which is created if need be.</summary>
    /// <returns>The full paths, in the order given.</returns>
    public static IReadOnlyList<string> Write(string directory, IReadOnlyList<(string Name, byte[] Content)> files)
    {
        var paths = files.Select(f => Path.GetFullPath(Path.Combine(directory, f.Name))).ToList();
        var waiting = new List<string>();
        try
        {
            for (var i = 0; i < files.Count; i++)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(paths[i])!);
                waiting.Add(Waiting(paths[i]));
                using var file = new FileStream(waiting[i], FileMode.Create, FileAccess.Write, FileShare.None);
                file.Write(files[i].Content);
                file.Flush(flushToDisk: true);
            }

            for (var i = 0; i < files.Count; i++)
            {
                File.Move(waiting[i], paths[i], overwrite: true);
            }

            return paths;
        }
        finally
        {
            foreach (var left in waiting.Where(File.Exists))
            {
                File.Delete(left);
            }
        }
    }

    /// <summary>The process id keeps two runs into one directory apart.</summary>
    private static string Waiting(string path) => string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}.partial");
}
