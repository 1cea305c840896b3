using Breakwater.Fleet;

namespace Breakwater.Cli.Consoles;

/// <summary>Finds out whether a command will be able to write, before it starts to work.</summary>
internal static class OutputPath
{
    /// <summary>Why a folder cannot be written to; null if it can. Leaves nothing behind.</summary>
    public static Problem? CheckFolder(string path, string remedy)
    {
        if (string.IsNullOrWhiteSpace(path)) { return new("''", 0, 0, "The folder has no name.", remedy); }
        if (File.Exists(path)) { return new(path, 0, 0, "This is a file, not a folder.", remedy); }
        try
        {
            var existing = Path.GetFullPath(path);
            while (!Directory.Exists(existing))
            {
                var parent = Path.GetDirectoryName(existing);
                if (parent is null || File.Exists(parent)) { return new(path, 0, 0, $"The folder cannot be made: `{parent ?? existing}` is not a folder.", remedy); }
                existing = parent;
            }

            var trial = Path.Combine(existing, $".breakwater-{Environment.ProcessId}");
            File.Create(trial, 1, FileOptions.DeleteOnClose).Dispose();
            return null;
        }
        catch (Exception e) when (PathFailure.Is(e))
        {
            return new(path, 0, 0, "The folder cannot be written to.", remedy);
        }
    }

    /// <summary>Why a file cannot be written, in place of one that is there; null if it can. Leaves nothing behind.</summary>
    public static Problem? CheckFile(string path, string remedy)
    {
        if (string.IsNullOrWhiteSpace(path)) { return new("''", 0, 0, "The file has no name.", remedy); }
        if (Directory.Exists(path)) { return new(path, 0, 0, "This is a folder, not a file.", remedy); }
        var folder = Path.GetDirectoryName(path);
        return CheckFolder(string.IsNullOrEmpty(folder) ? "." : folder, remedy) is { } problem ? problem with { File = path } : null;
    }

    /// <summary>Writes a whole file or none, making its folder.</summary>
    public static Problem? WriteFile(string path, string text, string remedy)
    {
        try
        {
            var full = Path.GetFullPath(path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            var fresh = $"{full}.{Environment.ProcessId}.tmp";
            File.WriteAllText(fresh, text);
            File.Move(fresh, full, overwrite: true);
            return null;
        }
        catch (Exception e) when (PathFailure.Is(e))
        {
            return new(path, 0, 0, $"The file cannot be written: {e.Message}", remedy);
        }
    }

    /// <summary>
    /// Writes a whole folder or none, whatever ends the work: under another name first. A folder that is there, and empty, stays the one it is, and gets its files last.
    /// </summary>
    /// <param name="path">The folder: none yet, or an empty one.</param>
    /// <param name="write">Writes into the folder that it is given, which it makes.</param>
    public static T WriteFolder<T>(string path, Func<string, T> write)
    {
        var place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var isThere = Directory.Exists(place);
        // Folders above it that are missing come with it.
        var first = place;
        while (!isThere && !Directory.Exists(Path.GetDirectoryName(first))) { first = Path.GetDirectoryName(first)!; }
        var fresh = isThere ? Path.Combine(place, $".{Environment.ProcessId}.tmp") : $"{first}.{Environment.ProcessId}.tmp";
        try
        {
            var result = write(fresh + place[first.Length..]);
            if (!isThere) { Directory.Move(fresh, first); }
            else { foreach (var entry in Directory.GetFileSystemEntries(fresh).OrderBy(File.Exists)) { Directory.Move(entry, Path.Combine(place, Path.GetFileName(entry))); } }
            return result;
        }
        finally
        {
            if (Directory.Exists(fresh)) { Directory.Delete(fresh, recursive: true); }
        }
    }
}
