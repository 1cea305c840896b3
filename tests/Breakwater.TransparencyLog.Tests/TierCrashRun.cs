using System.Text;

namespace Breakwater.TransparencyLog.Tests;

/// <summary>
/// One seeded life of a log whose segments are compacted, moved and expired, by the process that has it open or by one that took it for upkeep, through failures, killed processes and power
/// losses. After every restart all that was acknowledged and not expired must be there, whatever form it is in.
/// </summary>
internal sealed class TierCrashRun(ulong seed, Action<SimulatedDisk>? sabotage = null)
{
    private static readonly HashSigner Signer = new(TestKeys.Origin, "a test key"u8.ToArray());
    private readonly Draws _draws = new(seed);
    private readonly HandTime _time = new();
    private readonly List<string> _attempted = [];
    private long _acknowledged;
    private long _mayBeExpired;

    /// <summary>How often segments were compacted, moved and expired.</summary>
    public int[] Done { get; } = new int[3];

    public string? Problem(int lives)
    {
        var disk = new SimulatedDisk(seed ^ 0xD15C);
        sabotage?.Invoke(disk);
        for (var life = 0; life < lives; life++)
        {
            disk.OperationsUntilPowerLoss = 20 + _draws.Below(400);
            disk.FailuresPercent = _draws.Below(3) == 0 ? 5 : 0;
            try
            {
                Live(disk);
            }
            catch (PowerLoss)
            {
            }
            if (_draws.Below(4) == 0) { disk.KillProcess(); } else { disk.Restart(); }
            string? problem;
            try
            {
                problem = Examine(disk);
            }
            catch (IOException e)
            {
                problem = e.Message;
            }
            if (problem is not null) { return $"seed {seed}, life {life}: {problem}"; }
        }
        return null;
    }

    private static SegmentArchive ArchiveOf(LogDirectory directory) => new(directory, new TestCodec(), new DirectoryObjectStore(new PartOfDirectory(directory, "cold-")));

    private (MerkleLog? Log, SegmentTiers? Tiers, IReadOnlyList<string> Problems) Open(SimulatedDisk disk)
    {
        var directory = disk.Mount();
        var archive = ArchiveOf(directory);
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
            var (log, tiers, _) = Open(disk);
            if (log is not null)
            {
                if (_attempted.Count > log.Size) { _attempted.RemoveRange((int)log.Size, _attempted.Count - (int)log.Size); }
                _acknowledged = Math.Max(_acknowledged, log.DurableSize);
                for (var step = _draws.Below(30); step > 0; step--) { Step(log, tiers!); }
                log.Close();
            }
            var directory = disk.Mount();
            var archive = ArchiveOf(directory);
            using var closed = ClosedLog.TryOpen(directory, out _, archive);
            if (closed is null) { continue; }
            for (var step = _draws.Below(6); step > 0; step--) { Tier(closed.View, new(closed, directory, archive)); }
        }
    }

    private void Step(MerkleLog log, SegmentTiers tiers)
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
        Tier(log.View, tiers);
    }

    private void Tier(LogView view, SegmentTiers tiers)
    {
        switch (_draws.Below(8))
        {
            case < 4 when tiers.FirstHot < tiers.EndWhole:
                Count(0, tiers.Compact());
                break;
            case < 6 when tiers.FirstWarm() < tiers.FirstHot:
                Count(1, tiers.MoveToCold());
                break;
            case 6 when _draws.Below(2) == 0 && tiers.FirstSegment < tiers.EndWhole:
                var before = tiers.FirstSegment + _draws.Below(2);
                _mayBeExpired = Math.Max(_mayBeExpired, before * view.SegmentEntries);
                Count(2, tiers.Expire(before));
                break;
            default:
                tiers.CleanUp();
                break;
        }
    }

    private void Count(int which, string? problem)
    {
        if (problem is null) { Done[which]++; }
    }

    private string? Examine(SimulatedDisk disk)
    {
        var (log, tiers, problems) = Open(disk);
        if (log is null || tiers is null) { return "refused: " + string.Join("; ", problems); }
        var view = log.View;
        if (view.DurableSize < _acknowledged) { return $"{_acknowledged} were acknowledged and {view.DurableSize} are there"; }
        if (view.FirstReadable > _mayBeExpired) { return $"{_mayBeExpired} might have expired and {view.FirstReadable} are gone"; }
        if (Unreadable(view) is { } unreadable) { return unreadable; }
        // What was begun is finished, and then everything is moved as far as it goes.
        if (tiers.CleanUp() is { } left) { return left; }
        if (_draws.Below(3) == 0)
        {
            while (tiers.FirstHot < tiers.EndWhole) { if (tiers.Compact() is { } problem) { return "compact: " + problem; } }
            while (tiers.FirstWarm() < tiers.FirstHot) { if (tiers.MoveToCold() is { } problem) { return "move: " + problem; } }
            if (Unreadable(log.View) is { } after) { return "after tiering: " + after; }
        }
        _mayBeExpired = log.View.FirstReadable;
        var verified = LogVerifier.Verify(disk.MountBeside(), new VerifyOptions { Keys = [Signer.Verifier], Archive = ArchiveOf(disk.MountBeside()), Threads = 1 });
        return verified.IsIntact ? log.Close().Problem : "does not verify: " + verified.Damage;
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
