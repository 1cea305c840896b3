namespace Breakwater.TransparencyLog.Tests;

/// <summary>
/// No flush is there in vain: whichever is left out, some seeded life of a log loses something, or has something again that it said was deleted. So that few seeds are enough, the power goes, or a
/// process is killed, where the flush that is left out makes a difference.
/// </summary>
public sealed class FlushTests
{
    private const int Lives = 4;
    private const ulong MostSeeds = 1_000;

    // The flush that is left out, and where the power then goes.
    private static readonly Dictionary<FlushSite, FlushSite[]> _log = new()
    {
        [FlushSite.EntriesWritten] = [FlushSite.CheckpointNamed],
        [FlushSite.SegmentCreated] = [FlushSite.HashesWritten],
        [FlushSite.HeadCreated] = [FlushSite.SegmentCreated],
        [FlushSite.HeadSet] = [FlushSite.CheckpointNamed],
        [FlushSite.HeadFound] = [FlushSite.HeadSet, FlushSite.EntriesWritten],
        [FlushSite.HashesWritten] = [FlushSite.CheckpointNamed],
        [FlushSite.HashesNamed] = [FlushSite.CheckpointNamed],
        [FlushSite.CheckpointWritten] = [FlushSite.CheckpointNamed, FlushSite.EntriesWritten],
        [FlushSite.CheckpointNamed] = [FlushSite.SegmentsDeleted, FlushSite.EntriesWritten],
        [FlushSite.SegmentsDeleted] = [FlushSite.CheckpointNamed],
        [FlushSite.NamesFound] = [FlushSite.SegmentCreated],
    };

    private static readonly Dictionary<FlushSite, FlushSite[]> _tiers = new()
    {
        [FlushSite.NamesFoundForUpkeep] = [FlushSite.ArchiveNamed, FlushSite.ExpiredDeleted],
        [FlushSite.ArchiveWritten] = [FlushSite.SegmentsDeleted],
        [FlushSite.ArchiveNamed] = [FlushSite.ExpiredDeleted],
        [FlushSite.ObjectWritten] = [FlushSite.SegmentsDeleted, FlushSite.ObjectDeleted],
        [FlushSite.ObjectNamed] = [FlushSite.SegmentsDeleted, FlushSite.ObjectDeleted],
        [FlushSite.ObjectFound] = [FlushSite.ObjectNamed, FlushSite.ObjectDeleted],
        [FlushSite.ObjectDeleted] = [FlushSite.ExpiredDeleted],
        [FlushSite.ExpiredDeleted] = [FlushSite.ArchiveNamed],
    };

    public static TheoryData<string> All => [.. Enum.GetNames<FlushSite>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Leaving_out_any_one_flush_is_noticed(string name)
    {
        var site = Enum.Parse<FlushSite>(name);
        for (var seed = 1UL; seed <= MostSeeds; seed++)
        {
            if ((_log.TryGetValue(site, out var at) ? new CrashRun(seed, site, at).Problem(Lives) : new TierCrashRun(seed, site, _tiers[site]).Problem(Lives)) is { } p) { File.AppendAllText("/tmp/logproof-seeds", $"{name} {seed} {p}\n"); return; }
        }
        File.AppendAllText("/tmp/logproof-seeds", $"{name} NEVER\n");
        Assert.Fail($"{MostSeeds} seeds went well without the flush {site}.");
    }
}
