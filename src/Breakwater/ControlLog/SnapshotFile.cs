using System.Globalization;
using Breakwater.TransparencyLog;

namespace Breakwater.ControlLog;

/// <summary>
/// The state of a snapshot, bare: what it is and that it is whole, an entry of the log says. Written under a passing name, flushed, renamed, and the directory flushed, before
/// that entry is appended: it is there completely or not at all.
/// </summary>
internal static class SnapshotFile
{
    private const string Prefix = "snapshot-";
    private const string PassingName = "snapshot.tmp";

    public static bool IsName(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    public static string NameOf(long position) => Prefix + position.ToString("D20", CultureInfo.InvariantCulture);

    public static void Write(LogDirectory directory, long position, ReadOnlySpan<byte> state)
    {
        using (var file = directory.Create(PassingName, state.Length))
        {
            file.Write(0, state);
            file.Flush();
        }
        directory.Rename(PassingName, NameOf(position));
        directory.Flush();
    }

    /// <summary>The state; null if the file is missing or is not what the log says.</summary>
    public static byte[]? Read(LogDirectory directory, in SnapshotMark mark)
    {
        using var file = directory.TryOpenRead(NameOf(mark.Position));
        if (file is null || file.Length != mark.Length) { return null; }
        var state = new byte[mark.Length];
        return file.Read(0, state) == state.Length && SnapshotMark.Of(mark.Position, mark.UpTo, mark.Needed, state) == mark ? state : null;
    }
}
