using System.Security.Cryptography;
using Breakwater.Audit.Tiering;
using Breakwater.TransparencyLog;

namespace Breakwater.Audit;

/// <summary>How audit logs are kept. Checked, all problems at once, when they are opened.</summary>
public sealed class TransparencyAuditOptions
{
    /// <summary>The folder of all logs; each has its own below it: <c>TENANT/90d</c>, <c>1y</c>, <c>3y</c>, <c>7y</c>.</summary>
    public required string Directory { get; init; }

    /// <summary>The beginning of the logs' names in the world, such as <c>example.com/audit</c>; tenant and class follow. No spaces and no plus signs.</summary>
    public required string Origin { get; init; }

    /// <summary>The key that signs the checkpoints of all logs, ECDSA P-256. It stays the caller's to dispose, after the sink.</summary>
    public required ECDsa Key { get; init; }

    /// <summary>The tenants that have logs of their own. Events of no tenant, and of a tenant that is not listed, go to the fleet's: names that arrive from outside make no logs.</summary>
    public required IReadOnlyList<string> Tenants { get; init; }

    /// <summary>The first commit after this long writes a checkpoint: 500 ms by default.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Below this much free space records of <see cref="RecordPriority.Routine"/> are refused: 1 GiB by default.</summary>
    public long ShedRoutineBelowBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Below this much free space records of <see cref="RecordPriority.Elevated"/> are refused too: 512 MiB by default.</summary>
    public long ShedElevatedBelowBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>Below this much free space all are refused but those of <see cref="RecordPriority.Control"/>: 256 MiB by default.</summary>
    public long MinimumFreeBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Space set aside in each log of seven years, which has the changes of control state, for when the disk is full altogether: 4 MiB by default.</summary>
    public long ReservedBytes { get; init; } = 4L * 1024 * 1024;

    /// <summary>Most bytes that wait to be committed in each log: 16 MiB by default. Routine records are refused from half of it on, elevated ones from three quarters.</summary>
    public int MostPendingBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How often refusals that go on are recorded: every minute by default. When they end, it is done at the next beat.</summary>
    public TimeSpan RefusalInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Records in a segment of a new log: 65,536 by default, a multiple of 256. Whole segments change their tier and expire. An existing log keeps its own.</summary>
    public int SegmentRecords { get; init; } = 65_536;

    /// <summary>The object store for cold segments of a tenant's class; by default a folder, as <see cref="TierSettings"/> in the folder of all logs say.</summary>
    public Func<string, RetentionClass, IObjectStore>? OpenColdStore { get; init; }

    /// <summary>Where a log's folder is; the disk by default.</summary>
    public Func<string, LogDirectory> OpenDirectory { get; init; } = path => new DiskLogDirectory(path);

    internal List<string> Problems()
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(Directory)) { problems.Add($"{nameof(Directory)}: name a folder for the logs."); }
        if (string.IsNullOrEmpty(Origin) || Origin.Contains('+') || Origin.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) { problems.Add($"{nameof(Origin)}: must be one word without plus signs, such as example.com/audit."); }
        if (Key is null || Key.KeySize != 256) { problems.Add($"{nameof(Key)}: must be an ECDSA P-256 key."); }
        if (Tenants is null) { problems.Add($"{nameof(Tenants)}: may be empty, not null."); }
        foreach (var tenant in Tenants ?? [])
        {
            if (!AuditFolder.IsTenant(tenant)) { problems.Add($"{nameof(Tenants)}: `{tenant}` cannot be the name of a folder: use letters, digits, hyphens, dots and underscores, and begin with a letter or digit."); }
        }
        if (Tenants is not null && Tenants.Distinct(StringComparer.OrdinalIgnoreCase).Count() != Tenants.Count) { problems.Add($"{nameof(Tenants)}: two differ in nothing or in case only, which some disks do not tell apart."); }
        if (MinimumFreeBytes < 0 || ShedElevatedBelowBytes < MinimumFreeBytes || ShedRoutineBelowBytes < ShedElevatedBelowBytes)
        {
            problems.Add($"{nameof(ShedRoutineBelowBytes)}, {nameof(ShedElevatedBelowBytes)}, {nameof(MinimumFreeBytes)}: each must be at least the next, and none negative.");
        }
        if (SegmentRecords < TilePath.Width || SegmentRecords % TilePath.Width != 0) { problems.Add($"{nameof(SegmentRecords)}: must be a multiple of {TilePath.Width}."); }
        if (RefusalInterval < TimeSpan.Zero) { problems.Add($"{nameof(RefusalInterval)}: must be zero or more."); }
        return problems;
    }
}
