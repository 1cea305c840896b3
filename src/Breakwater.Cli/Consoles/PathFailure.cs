using Breakwater.Fleet;

namespace Breakwater.Cli.Consoles;

/// <summary>Files and folders that cannot be read or written: something for whoever named them to mend, and no fault of ours.</summary>
internal static class PathFailure
{
    private const string Remedy = "Check the path and its permissions, and whether the disk has room.";

    /// <summary>Whether an exception is about a path.</summary>
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>What an exception says of paths, also one that gathers those of several threads; empty if it, or any of them, is about something else.</summary>
    public static IReadOnlyList<Problem> Problems(Exception e)
    {
        IReadOnlyList<Exception> all = e is AggregateException several ? several.Flatten().InnerExceptions : [e];
        return all.All(Is) ? [.. all.Select(f => new Problem("", 0, 0, f.Message, Remedy)).Distinct()] : [];
    }
}
