using System.Text;

namespace Breakwater.TransparencyLog.Tests;

/// <summary>
/// One seeded life of a log whose segments are compacted, moved and expired, by the process that has it open or by one that took it for upkeep, through failures, killed processes and power
/// losses. After every restart all that was acknowledged and not expired must be there, whatever form it is in.
/// </summary>
internal sealed class TierCrashRun(ulong seed, FlushSite? leftOut = null, params FlushSite[] at)
{
    private static readonly FlushSite[] _all = Enum.GetValues<FlushSite>();
    private static readonly HashSigner Signer = new(TestKeys.Origin, "a test key"u8.ToArray());
    private readonly Draws _draws = new(seed);
    private readonly HandTime _time = new();
    private readonly List<string> _attempted = [];
    private readonly HashSet<string> _deleted = [];
    private readonly HashSet<string> _gone = [];
    private long _expired;
    private FlushSites? _sites;
    private long _acknowledged;
    private long _mayBeExpired;

    /// <summary>How often segments were compacted, moved and expired.</summary>
    public int[] Done { get; } = new int[3];

    public string? Problem(int lives)
    {
        var disk = new SimulatedDisk(seed ^ 0xD15C);
        _sites = new(disk) { LeftOut = leftOut };
        for (var life = 0; life < lives; life++)
        {
            disk.OperationsUntilPowerLoss = 20 + _draws.Below(400);
            disk.FailuresPercent = _draws.Below(3) == 0 ? 5 : 0;
            _sites.Aim(_draws, at.Length > 0 ? at : _all);
            try
            {
                Live(disk);
            }
            catch (PowerLoss)
            {
            }
            (_sites.DiesAt, _sites.FailsAt) = (null, null);
            var killed = _draws.Below(2) == 0;
            if (killed) { disk.KillProcess(); } else { disk.Restart(); }
            // After a killed process another may go on before anyone looks.
            if (killed && life < lives - 1 && _draws.Below(2) == 0) { continue; }
            var back = disk.Names.FirstOrDefault(_deleted.Contains);
            var problem = back is null ? null : $"{back} was deleted and is back";
            try
            {
                problem ??= StillOn(disk) ?? Examine(disk);
            }
            catch (IOException e)
            {
                problem = e.Message;
            }
            if (problem is not null) { return $"seed {seed}, life {life}: {problem}"; }
        }
        return null;
    }

    private SegmentArchive ArchiveOf(SimulatedDisk disk, LogDirectory directory) => new(directory, new TestCodec(), new DirectoryObjectStore(_sites!.Of(disk.MountCold())));

    private (MerkleLog? Log, SegmentTiers? Tiers, IReadOnlyList<string> Problems) Open(SimulatedDisk disk)
    {
        var directory = _sites!.Of(disk.Mount());
        var archive = ArchiveOf(disk, directory);
        var opened = MerkleLog.Open(directory, new()
        {
            Origin = TestKeys.Origin, Signers = [Signer], CheckpointInterval = TimeSpan.Zero, MinimumFreeBytes = 0, ReservedBytes = 0, SegmentEntries = 256, Archive = archive,
        }, _time);
        return (opened.Log, opened.Log is { } log ? new(log, directory, archive) : null, opened.Problems);
    }

    private void Live(SimulatedDisk disk)
    {
        while (true)
        {
            if (_draws.Below(2) == 0 && Open(disk) is ({ } log, var tiers, _))
            {
                if (_attempted.Count > log.Size) { _attempted.RemoveRange((int)log.Size, _attempted.Count - (int)log.Size); }
                _acknowledged = Math.Max(_acknowledged, log.DurableSize);
                for (var step = _draws.Below(30); step > 0; step--) { Step(log, tiers!, disk); }
                log.Close();
            }
            var directory = _sites!.Of(disk.Mount());
            var archive = ArchiveOf(disk, directory);
            using var closed = ClosedLog.TryOpen(directory, out _, archive);
            if (closed is null) { continue; }
            if (_draws.Below(2) == 0) { new SegmentTiers(closed, directory, archive).CleanUp(); }
            for (var step = _draws.Below(6); step > 0; step--) { Tier(closed.View, new(closed, directory, archive), disk); }
        }
    }

    private void Step(MerkleLog log, SegmentTiers tiers, SimulatedDisk disk)
    {
        if (_draws.Below(3) > 0)
        {
            for (var i = _draws.Below(200); i >= 0; i--)
            {
                var content = $"{_attempted.Count}:{_draws.Below(1_000_000)}";
                if (log.Append(Encoding.UTF8.GetBytes(content)).Taken) { _attempted.Add(content); }
            }
            _acknowledged = Math.Max(_acknowledged, log.Commit(checkpoint: true).DurableSize);
            return;
        }
        Tier(log.View, tiers, disk);
    }

    private void Tier(LogView view, SegmentTiers tiers, SimulatedDisk disk)
    {
        var names = disk.Names;
        switch (_draws.Below(9))
        {
            case 7 when tiers.FirstSegment < tiers.EndWhole:
                var segment = tiers.FirstSegment + _draws.Below((int)(tiers.EndWhole - tiers.FirstSegment));
                tiers.WriteIndex(segment, Encoding.UTF8.GetBytes($"index {segment}"));
                break;
            case < 4 when tiers.FirstHot < tiers.EndWhole:
                Count(0, tiers.Compact());
                break;
            case < 6 when tiers.FirstWarm() < tiers.FirstHot:
                Count(1, tiers.MoveToCold());
                break;
            case 6 when tiers.FirstSegment < tiers.EndWhole:
                // Whole segments, or up to any entry within one.
                var before = Math.Min(view.Size, (tiers.FirstSegment + _draws.Below(2)) * view.SegmentEntries + (_draws.Below(2) == 0 ? 0 : _draws.Below((int)view.SegmentEntries)));
                _mayBeExpired = Math.Max(_mayBeExpired, before);
                if (!Count(2, tiers.Expire(before))) { break; }
                _expired = Math.Max(_expired, before);
                _deleted.UnionWith(names.Except(disk.Names).Where(n => !n.EndsWith(LogWriter.PassingSuffix, StringComparison.Ordinal)));
                if (_draws.Below(4) == 0) { disk.OperationsUntilPowerLoss = 1; }
                break;
            default:
                tiers.CleanUp();
                break;
        }
    }

    private bool Count(int which, string? problem)
    {
        if (problem is null) { Done[which]++; }
        return problem is null;
    }

    private string? Examine(SimulatedDisk disk)
    {
        var (log, tiers, problems) = Open(disk);
        if (log is null || tiers is null) { return "refused: " + string.Join("; ", problems); }
        var view = log.View;
        if (view.DurableSize < _acknowledged) { return $"{_acknowledged} were acknowledged and {view.DurableSize} are there"; }
        if (view.FirstReadable > _mayBeExpired) { return $"{_mayBeExpired} might have expired and {view.FirstReadable} are gone"; }
        if (Unreadable(view) is { } unreadable) { return unreadable; }
        for (var segment = tiers.FirstSegment; segment < tiers.EndWhole; segment++)
        {
            if (view.ReadSegmentIndex(segment) is { } index && Encoding.UTF8.GetString(index) != $"index {segment}") { return $"the index of segment {segment} is not what was written"; }
        }
        // What was begun is finished, and then everything is moved as far as it goes.
        if (tiers.CleanUp() is { } left) { return left; }
        if (_draws.Below(3) == 0)
        {
            while (tiers.FirstHot < tiers.EndWhole) { if (tiers.Compact() is { } problem) { return "compact: " + problem; } }
            while (tiers.FirstWarm() < tiers.FirstHot) { if (tiers.MoveToCold() is { } problem) { return "move: " + problem; } }
            if (Unreadable(log.View) is { } after) { return "after tiering: " + after; }
        }
        // What was asked for and is still hot has expired once it is compacted.
        _mayBeExpired = Math.Max(log.View.FirstReadable, ArchiveOf(disk, disk.MountBeside()).FirstEntry ?? 0);
        var verified = LogVerifier.Verify(disk.MountBeside(), new VerifyOptions { Keys = [Signer.Verifier], Archive = ArchiveOf(disk, disk.MountBeside()), Threads = 1 });
        return verified.IsIntact ? log.Close().Problem : "does not verify: " + verified.Damage;
    }

    /// <summary>What was said to have expired is on the disk in no form.</summary>
    private string? StillOn(SimulatedDisk disk)
    {
        for (var i = Math.Max(0, (int)_expired - 600); i < _expired; i++) { _gone.Add(_attempted[i]); }
        foreach (var name in disk.Names)
        {
            var bytes = disk[name];
            if (name.StartsWith("entries-", StringComparison.Ordinal) && TextsIn(bytes).FirstOrDefault(_gone.Contains) is { } text) { return $"`{text}` expired and is in {name}"; }
            if (!name.StartsWith("compacted-", StringComparison.Ordinal) && !name.StartsWith("cold-compacted-", StringComparison.Ordinal) || name.EndsWith(LogWriter.PassingSuffix, StringComparison.Ordinal)) { continue; }
            if (CompactedSegment.Read(Number(name), name, 0, Get) is { } head && TextsIn(head.ReadBlock(0, new TestCodec(), name, 0, Get)).FirstOrDefault(_gone.Contains) is { } packed) { return $"`{packed}` expired and is in {name}"; }

            byte[]? Get(long offset, int length) => offset > bytes.Length ? [] : bytes[(int)offset..(int)Math.Min(bytes.Length, offset + length)];
        }
        return null;

        static long Number(string name) => long.Parse(name.AsSpan(name.IndexOf('-', StringComparison.Ordinal) is 4 ? 15 : 10, 12), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> TextsIn(byte[] entries)
    {
        for (var at = 0; at + 2 <= entries.Length;)
        {
            var size = entries[at] << 8 | entries[at + 1];
            if (at + 2 + size > entries.Length) { yield break; }
            yield return Encoding.UTF8.GetString(entries, at + 2, size);
            at += 2 + size;
        }
    }

    private string? Unreadable(LogView view)
    {
        string? problem = null;
        var first = view.FirstReadable;
        var shown = view.Read(first, view.DurableSize - first, (index, record) =>
        {
            if (!record.SequenceEqual(Encoding.UTF8.GetBytes(_attempted[(int)index]))) { problem ??= $"record {index} is not what was appended there"; }
        });
        return problem ?? (shown == view.DurableSize - first ? null : $"{shown} of {view.DurableSize - first} records can be read");
    }
}
