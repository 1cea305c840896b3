namespace Breakwater.TransparencyLog.Tests;

/// <summary>
/// No flush is there in vain: whichever is left out, some seeded life of a log loses something, or has something again that it said was deleted. So that few seeds are enough, the power goes, or a
/// process is killed, where the flush that is left out makes a difference.
/// </summary>
public sealed class FlushTests
{
    private const int Lives = 4;
    private const ulong MostSeeds = 400;

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
        [FlushSite.ArchiveWritten] = [FlushSite.SegmentsDeleted],
        [FlushSite.ArchiveNamed] = [FlushSite.ExpiredDeleted],
        [FlushSite.ObjectWritten] = [FlushSite.SegmentsDeleted, FlushSite.ObjectDeleted],
        [FlushSite.ObjectNamed] = [FlushSite.SegmentsDeleted, FlushSite.ObjectDeleted],
        [FlushSite.ObjectFound] = [FlushSite.ObjectNamed, FlushSite.ObjectDeleted],
        [FlushSite.ObjectDeleted] = [FlushSite.ExpiredDeleted],
        [FlushSite.ExpiredDeleted] = [FlushSite.ArchiveNamed],
        [FlushSite.RecordsErased] = [FlushSite.ArchiveNamed],
    };

    public static TheoryData<string> All => [.. Enum.GetValues<FlushSite>().Where(s => s != FlushSite.NamesFoundForUpkeep).Select(s => s.ToString())];

    [Theory]
    [MemberData(nameof(All))]
    public void Leaving_out_any_one_flush_is_noticed(string name)
    {
        var site = Enum.Parse<FlushSite>(name);
        for (var seed = 1UL; seed <= MostSeeds; seed++)
        {
            if ((_log.TryGetValue(site, out var at) ? new CrashRun(seed, site, at).Problem(Lives) : new TierCrashRun(seed, site, _tiers[site]).Problem(Lives)) is not null) { return; }
        }
        Assert.Fail($"{MostSeeds} seeds went well without the flush {site}.");
    }

    /// <summary>The one that takes a certain course of events: a process is killed before the name of <c>archive</c> is flushed, another takes the log for upkeep and deletes what expired, and the power goes.</summary>
    [Fact]
    public void Leaving_out_the_flush_of_names_that_upkeep_finds_is_noticed()
    {
        var seeds = Enumerable.Range(1, 50).Select(s => (ulong)s).ToList();
        seeds.ShouldAllBe(s => DamageAfterUpkeep(s, null) == null);
        seeds.ShouldContain(s => DamageAfterUpkeep(s, FlushSite.NamesFoundForUpkeep) != null);
    }

    private static LogDamage? DamageAfterUpkeep(ulong seed, FlushSite? leftOut)
    {
        var disk = new SimulatedDisk(seed);
        var sites = new FlushSites(disk) { LeftOut = leftOut };
        var (directory, archive) = Mount();
        var log = MerkleLog.Open(directory, new() { Origin = TestKeys.Origin, Signers = [TestKeys.Signer], CheckpointInterval = TimeSpan.Zero, MinimumFreeBytes = 0, ReservedBytes = 0, SegmentEntries = 256, Archive = archive }, new HandTime()).Log!;
        for (var i = 0; i < 600; i++) { log.Append("a record"u8); }
        log.Commit(checkpoint: true).Problem.ShouldBeNull();
        var tiers = new SegmentTiers(log, directory, archive);
        for (var i = 0; i < 2; i++) { tiers.Compact().ShouldBeNull(); }
        sites.DiesAt = FlushSite.ArchiveNamed;
        Should.Throw<PowerLoss>(() => tiers.Expire(256));
        disk.KillProcess();
        (directory, archive) = Mount();
        var closed = ClosedLog.TryOpen(directory, out _, archive).ShouldNotBeNull();
        sites.DiesAt = FlushSite.ExpiredDeleted;
        Should.Throw<PowerLoss>(() => new SegmentTiers(closed, directory, archive).CleanUp());
        disk.Restart();
        return LogVerifier.Verify(disk.MountBeside(), new VerifyOptions { Keys = [TestKeys.Signer.Verifier], Archive = new SegmentArchive(disk.MountBeside(), new TestCodec()), Threads = 1 }).Damage;

        (LogDirectory, SegmentArchive) Mount()
        {
            var mounted = sites.Of(disk.Mount());
            return (mounted, new(mounted, new TestCodec()));
        }
    }
}
