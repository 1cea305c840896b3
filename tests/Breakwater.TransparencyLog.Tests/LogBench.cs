using System.Text;

namespace Breakwater.TransparencyLog.Tests;

/// <summary>A log on a simulated disk, with a clock that the test moves.</summary>
public abstract class LogBench
{
    private protected readonly SimulatedDisk _disk = new(1);
    private protected readonly HandTime _time = new();

    private protected MerkleLog Open(long minimumFree = 0, long reserved = 0) => MerkleLog.Open(_disk.Mount(), new MerkleLogOptions
    {
        Origin = TestKeys.Origin,
        Signers = [TestKeys.Signer],
        MinimumFreeBytes = minimumFree,
        ReservedBytes = reserved,
        MostPendingBytes = 1_000_000,
        SegmentEntries = 256,
    }, _time).Log.ShouldNotBeNull();

    private protected static List<string> Records(MerkleLog log)
    {
        var records = new List<string>();
        log.View.Read(0, log.DurableSize, (_, record) => records.Add(Encoding.UTF8.GetString(record)));
        return records;
    }
}
