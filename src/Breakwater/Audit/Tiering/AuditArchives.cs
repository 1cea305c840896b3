using Breakwater.Fleet;
using Breakwater.TransparencyLog;

namespace Breakwater.Audit.Tiering;

/// <summary>Finds what belongs to an audit log besides its own folder: its compacted segments, warm and cold.</summary>
public static class AuditArchives
{
    /// <summary>The archive of a log, to read from; null and the reason if the settings do not read.</summary>
    /// <param name="log">The log's folder.</param>
    /// <param name="problem">Why there is none.</param>
    public static SegmentArchive? TryOpen(string log, out string? problem) => TryOpen(log, new DiskLogDirectory(log), out problem);

    /// <summary>A log as its latest checkpoint has it, with its archive, without taking it from its writer; null and the reason if there is none.</summary>
    /// <param name="log">The log's folder.</param>
    /// <param name="problem">Why there is none.</param>
    public static LogView? TryOpenView(string log, out string? problem)
    {
        var directory = new DiskLogDirectory(log);
        return TryOpen(log, directory, out problem) is { } archive ? LogView.TryOpen(directory, out problem, archive) : null;
    }

    internal static SegmentArchive? TryOpen(string log, LogDirectory directory, out string? problem)
    {
        problem = null;
        if (PlaceOf(log) is not { } place) { return new(directory, new AuditSegmentCodec()); }
        var problems = new List<Problem>();
        if (TierSettings.Load(place.Root, problems) is { } settings) { return new(directory, new AuditSegmentCodec(), ColdStore(settings, place.Root, place.Tenant, place.Class)); }
        problem = problems[0].ToString();
        return null;
    }

    internal static DirectoryObjectStore ColdStore(TierSettings settings, string root, string tenant, RetentionClass retention) =>
        new DirectoryObjectStore(new DiskLogDirectory(settings.ColdFolderOf(root, tenant, retention)), takes: true);

    /// <summary>Root, tenant and class of a log that lies as <see cref="AuditFolder"/> says; null for one that lies elsewhere.</summary>
    internal static (string Root, string Tenant, RetentionClass Class)? PlaceOf(string log)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(log));
        var (tenant, root) = (Path.GetDirectoryName(path), Path.GetDirectoryName(Path.GetDirectoryName(path)));
        return tenant is not null && root is not null && RetentionClasses.Parse(Path.GetFileName(path)) is { } retention ? (root, Path.GetFileName(tenant), retention) : null;
    }
}
