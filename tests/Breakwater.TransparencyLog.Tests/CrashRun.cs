using System.Text;

namespace Breakwater.TransparencyLog.Tests;

/// <summary>
/// One seeded life of a log: appends, commits, prunings, failures, killed processes and power losses, checked after every restart against what was acknowledged and
/// what was attempted.
/// </summary>
internal sealed class CrashRun(ulong seed, FlushSite? leftOut = null, params FlushSite[] at)
{
    private static readonly FlushSite[] _all = [.. Enum.GetValues<FlushSite>().Where(s => s < FlushSite.NamesFoundForUpkeep)];
    private static readonly HashSigner Signer = new(TestKeys.Origin, "a test key"u8.ToArray());
    private static readonly string[] Fill = [.. Enumerable.Range(0, 64).Select(n => new string((char)('a' + n % 26), n))];
    private readonly Draws _draws = new(seed);
    private readonly HandTime _time = new();
    private readonly List<string> _acknowledged = [];
    private readonly List<string> _attempted = [];
    private byte[] _checkpoint = [];
    private readonly HashSet<string> _deleted = [];
    private FlushSites? _sites;
    private long _pruned;
    private int _serial;

    public int Acknowledged => _acknowledged.Count;

    /// <summary>How often the power went or the process was killed.</summary>
    public int Crashes { get; private set; }

    public bool Pruned => _pruned > 0;

    /// <summary>What is wrong; null if all is well. Names the seed, which repeats the run.</summary>
    public string? Problem(int lives)
    {
        var disk = new SimulatedDisk(seed ^ 0xD15C);
        _sites = new(disk) { LeftOut = leftOut };
        for (var life = 0; life < lives; life++)
        {
            disk.OperationsUntilPowerLoss = 1 + _draws.Below(life == 0 ? 60 : 150);
            disk.FailuresPercent = _draws.Below(3) == 0 ? 10 : 0;
            _sites.Aim(_draws, at.Length > 0 ? at : _all);
            try
            {
                Live(disk);
            }
            catch (PowerLoss)
            {
            }
            var aimed = _sites.DiesAt is not null;
            (_sites.DiesAt, _sites.FailsAt) = (null, null);
            if (_draws.Below(aimed ? 2 : 4) == 0) { disk.KillProcess(); } else { disk.Restart(); }
            Crashes++;
            if (disk.Names.FirstOrDefault(_deleted.Contains) is { } back) { return $"seed {seed}, life {life}: {back} was deleted and is back"; }
            if (Examine(disk) is { } problem) { return $"seed {seed}, life {life}: {problem}"; }
        }
        return null;
    }

    private MerkleLogOpening Open(SimulatedDisk disk) => MerkleLog.Open(_sites!.Of(disk.Mount()), new MerkleLogOptions
    {
        Origin = TestKeys.Origin,
        Signers = [Signer],
        CheckpointInterval = TimeSpan.FromMilliseconds(500),
        MinimumFreeBytes = 0,
        ReservedBytes = 0,
        SegmentEntries = 256,
    }, _time);

    private void Live(SimulatedDisk disk)
    {
        while (true)
        {
            var log = Open(disk).Log;
            if (log is not null) { Adopt(log); }
            for (var step = _draws.Below(40); log is not null && step > 0; step--) { Step(log, disk); }
            if (log is not null && _draws.Below(2) == 0) { Note(log, log.Close().DurableSize); }
        }
    }

    // What a reopened log holds is what was attempted at those places; what it does not hold is gone, and its places are taken anew.
    private void Adopt(MerkleLog log)
    {
        if (_attempted.Count > log.Size) { _attempted.RemoveRange((int)log.Size, _attempted.Count - (int)log.Size); }
        Note(log, log.DurableSize);
    }

    private void Step(MerkleLog log, SimulatedDisk disk)
    {
        _time.Move(TimeSpan.FromMilliseconds(_draws.Below(400)));
        switch (_draws.Below(12))
        {
            case < 6:
                for (var i = _draws.Below(40); i >= 0; i--) { Append(log); }
                break;
            case < 8:
                Append(log);
                if (log.WaitUntilDurable(log.Size - 1).Status == AppendStatus.Durable) { Note(log, log.Size); }
                break;
            case < 11:
                Note(log, log.Commit(checkpoint: _draws.Below(4) == 0).DurableSize);
                break;
            default:
                var before = disk.Names;
                var result = log.Prune(_draws.Below((int)log.Size + 1));
                if (result.Problem is not null) { break; }
                _pruned = result.FirstEntry;
                _deleted.UnionWith(before.Except(disk.Names));
                if (_draws.Below(4) == 0) { disk.OperationsUntilPowerLoss = 1; }
                break;
        }
    }

    private void Append(MerkleLog log)
    {
        var content = $"{_serial++}:{Fill[_draws.Below(Fill.Length)]}";
        var result = log.Append(Encoding.UTF8.GetBytes(content), reserved: _draws.Below(5) == 0);
        if (result.Position != _attempted.Count) { throw new InvalidOperationException($"seed {seed}: position {result.Position} after {_attempted.Count}"); }
        _attempted.Add(content);
    }

    private void Note(MerkleLog log, long durable)
    {
        for (var i = _acknowledged.Count; i < durable; i++) { _acknowledged.Add(_attempted[i]); }
        if (log.View.Size > 0) { _checkpoint = log.View.Note.Bytes.ToArray(); }
    }

    private string? Examine(SimulatedDisk disk)
    {
        var opened = Open(disk);
        if (opened.Log is not { } log) { return "refused: " + string.Join("; ", opened.Problems); }
        if (log.DurableSize < _acknowledged.Count) { return $"{_acknowledged.Count} were acknowledged and {log.DurableSize} are there"; }
        if (log.DurableSize > _attempted.Count) { return $"{_attempted.Count} were attempted and {log.DurableSize} are there"; }
        if (log.View.FirstEntry < _pruned) { return $"{_pruned} were pruned and {log.View.FirstEntry} are gone"; }
        if (log.View.FirstEntry > 0) { _pruned = log.View.FirstEntry; }
        string? problem = null;
        var shown = log.View.Read(_pruned, log.DurableSize - _pruned, (index, record) =>
        {
            if (!record.SequenceEqual(Encoding.UTF8.GetBytes(_attempted[(int)index]))) { problem ??= $"record {index} is not what was appended there"; }
        });
        if (problem is not null) { return problem; }
        if (shown != log.DurableSize - _pruned) { return $"{shown} of {log.DurableSize - _pruned} records can be read"; }
        var report = LogVerifier.Verify(disk.MountBeside(), TestKeys.Against(Signer, _checkpoint));
        if (!report.IsIntact) { return "does not verify: " + report.Damage; }
        var position = log.Size;
        Adopt(log);
        Append(log);
        if (log.WaitUntilDurable(position).Status != AppendStatus.Durable) { return "appends do not go on"; }
        if (log.Close() is { Problem: { } trouble }) { return trouble; }
        Note(log, position + 1);
        return null;
    }
}
