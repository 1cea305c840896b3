namespace Breakwater.Audit;

/// <summary>Where audit logs lie: <c>ROOT/TENANT/CLASS/</c>, each with its verifier key beside it in <c>CLASS.vkey</c>.</summary>
public static class AuditFolder
{
    /// <summary>The folder of what belongs to no tenant that is listed. No tenant can have this name.</summary>
    public const string Fleet = "_fleet";

    /// <summary>What a verifier key's file ends in.</summary>
    public const string KeyExtension = ".vkey";

    private const string Checkpoint = "checkpoint";

    /// <summary>The log of a tenant and a retention class.</summary>
    public static string PathOf(string root, string tenant, RetentionClass retention) => Path.Combine(root, tenant, RetentionClasses.NameOf(retention));

    /// <summary>Where a log's verifier key is.</summary>
    public static string KeyPathOf(string log) => Path.TrimEndingDirectorySeparator(log) + KeyExtension;

    /// <summary>The logs in a folder: the folder itself if it is one, or those one or two levels below, in ordinal order.</summary>
    /// <exception cref="UnauthorizedAccessException">One of these folders cannot be read, so that it is not known whether it is a log.</exception>
    /// <exception cref="IOException">The same.</exception>
    public static IReadOnlyList<string> Logs(string folder)
    {
        if (!Directory.Exists(folder)) { return []; }
        if (IsLog(folder)) { return [folder]; }
        var below = Directory.GetDirectories(folder);
        string[] found = [.. below.Where(IsLog), .. below.Where(d => !IsLog(d)).SelectMany(Directory.GetDirectories).Where(IsLog)];
        Array.Sort(found, StringComparer.Ordinal);
        return found;
    }

    /// <summary>
    /// The names of the logs whose verifier keys lie in a folder or one level below it, in ordinal order, whether the logs are there or not: a log may be removed, and who checks must then notice.
    /// </summary>
    public static IReadOnlyList<string> Keyed(string folder)
    {
        if (!Directory.Exists(folder)) { return []; }
        string[] found = [.. from place in Directory.GetDirectories(folder).Prepend(folder) from key in Directory.GetFiles(place, "*" + KeyExtension) select NameOf(folder, key[..^KeyExtension.Length])];
        Array.Sort(found, StringComparer.Ordinal);
        return found;
    }

    /// <summary>A log's name below a folder, for people.</summary>
    public static string NameOf(string folder, string log) => Path.GetRelativePath(folder, log) is var name && name == "." ? Path.GetFileName(Path.GetFullPath(log)) : name.Replace('\\', '/');

    internal static bool IsTenant(string? name) =>
        name is { Length: > 0 and <= 255 } && char.IsAsciiLetterOrDigit(name[0]) && name[^1] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    // Even a log that lost its checkpoint is one, so that its verification says so. A folder that cannot be read throws: whoever is silent about it leaves out a log.
    private static bool IsLog(string directory) => Directory.EnumerateFiles(directory).Any(f => Path.GetFileName(f) is Checkpoint or "head" or "entries-000000000000");
}
