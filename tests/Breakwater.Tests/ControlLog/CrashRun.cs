using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.TransparencyLog.Tests;

namespace Breakwater.Tests.ControlLog;

/// <summary>
/// One seeded life of a log: appends, restrictions, snapshots, failures and power losses, checked after every restart against what was
/// acknowledged and what was attempted.
/// </summary>
internal sealed class CrashRun(ulong seed, Action<SimulatedDisk>? sabotage = null)
{
    private readonly Draws _draws = new(seed);
    private readonly Dictionary<long, string> _acknowledged = [];
    private readonly Dictionary<long, HashSet<string>> _attempted = [];
    private readonly Dictionary<long, string> _restrictionsInForce = [];
    private readonly HashSet<(long, string)> _snapshotsAttempted = [];
    private readonly List<string> _refused = [];
    private readonly HashSet<string> _takenBack = [];
    private ReadOnlyMemory<byte> _checkpoint;
    private long _snapshot;
    private int _serial;

    /// <summary>How many times something was acknowledged, over the run.</summary>
    public int Acknowledged => _acknowledged.Count;

    /// <summary>How many permits were refused and taken back before the power went, over the run.</summary>
    public int TakenBack => _takenBack.Count;

    /// <summary>What is wrong; null if all is well. Names the seed, which repeats the run.</summary>
    public string? Problem()
    {
        var disk = new SimulatedDisk(seed ^ 0xD15C);
        sabotage?.Invoke(disk);
        for (var life = 0; life < 4; life++)
        {
            disk.OperationsUntilPowerLoss = 1 + _draws.Below(life == 0 ? 80 : 300);
            disk.FailuresPercent = _draws.Below(3) == 0 ? 10 : 0;
            try
            {
                Live(disk);
            }
            catch (PowerLoss)
            {
            }
            disk.Restart();
            _restrictionsInForce.Clear();
            _refused.Clear();
            if (Examine(disk) is { } problem) { return $"seed {seed}, life {life}: {problem}"; }
        }
        return null;
    }

    private void Live(SimulatedDisk disk)
    {
        while (true)
        {
            var log = TestControlLog.Open(disk, TimeProvider.System).Log;
            if (log is not null) { _refused.Clear(); }
            for (var step = _draws.Below(60); log is not null && step > 0; step--) { Step(log); }
            if (_draws.Below(2) == 0) { log?.Dispose(); }
            _restrictionsInForce.Clear();
        }
    }

    private void Step(FileControlLog log)
    {
        Do(log);
        _checkpoint = log.Checkpoint;
    }

    private void Do(FileControlLog log)
    {
        var content = $"{_serial++}:" + new string((char)('a' + _draws.Below(26)), _draws.Below(500));
        var bytes = System.Text.Encoding.UTF8.GetBytes(content);
        switch (_draws.Below(10))
        {
            case < 5:
                Attempt(log.LastNumber + 1, content);
                var appended = log.Append(new TenantHandle(1), "test.permit", bytes, "tester");
                if (!appended.Durable)
                {
                    _refused.Add(content);
                    break;
                }
                Acknowledge(log.DurableNumber);
                Acknowledge(appended.Number, content);
                break;
            case < 8:
                var number = log.LastNumber + 1;
                Attempt(number, content);
                log.EnqueueRestriction(default, "test.restrict", bytes, "tester").Number.ShouldBe(number);
                _restrictionsInForce[number] = content;
                break;
            case 8:
                log.TryFlush();
                Acknowledge(log.DurableNumber);
                break;
            default:
                var upTo = log.DurableNumber;
                _snapshotsAttempted.Add((upTo, content));
                if (log.WriteSnapshot(upTo, bytes).Durable) { _snapshot = upTo; }
                Acknowledge(log.DurableNumber);
                break;
        }
    }

    private void Attempt(long number, string content)
    {
        if (!_attempted.TryGetValue(number, out var contents)) { _attempted[number] = contents = []; }
        contents.Add(content);
    }

    private void Acknowledge(long number, string content)
    {
        if (_acknowledged.TryGetValue(number, out var earlier) && earlier != content) { throw new InvalidOperationException($"{number} was acknowledged twice"); }
        _acknowledged[number] = content;
        _takenBack.UnionWith(_refused);
        _refused.Clear();
    }

    // Whatever the log made durable after it had refused something, it took that back with it or before.
    private void Acknowledge(long durable)
    {
        foreach (var number in _restrictionsInForce.Keys.Where(n => n <= durable).ToArray())
        {
            _restrictionsInForce.Remove(number, out var content);
            Acknowledge(number, content!);
        }
    }

    private string? Examine(SimulatedDisk disk)
    {
        var opened = TestControlLog.Open(disk, TimeProvider.System, _checkpoint);
        if (opened.Log is null) { return "refused: " + string.Join("; ", opened.Problems); }
        var log = opened.Log;
        var hasSnapshot = log.TryReadSnapshot(out var upTo, out var state);
        if (upTo < _snapshot) { return $"snapshot {_snapshot} is gone; there is {upTo}"; }
        if (hasSnapshot && !_snapshotsAttempted.Contains((upTo, System.Text.Encoding.UTF8.GetString(state)))) { return $"snapshot {upTo} was never written"; }
        var last = 0L;
        var found = new HashSet<long>();
        foreach (var record in log.Read(1))
        {
            if (record.Number <= last) { return $"{record.Number} after {last}"; }
            last = record.Number;
            found.Add(last);
            var content = System.Text.Encoding.UTF8.GetString(record.Payload.Span);
            if (_takenBack.Contains(content)) { return $"record {last} was refused and taken back"; }
            if (_acknowledged.TryGetValue(last, out var promised) ? promised != content : !_attempted.TryGetValue(last, out var tried) || !tried.Contains(content))
            {
                return $"record {last} holds what was not written there";
            }
        }
        var missing = _acknowledged.Keys.Where(n => n > upTo && !found.Contains(n)).Order().ToArray();
        if (missing.Length > 0) { return $"acknowledged records are gone: {string.Join(", ", missing)}"; }
        // What survived without having been acknowledged is from now on part of the log.
        foreach (var record in log.Read(upTo + 1)) { _acknowledged[record.Number] = System.Text.Encoding.UTF8.GetString(record.Payload.Span); }
        foreach (var number in _attempted.Keys.Where(n => n > log.DurableNumber).ToArray()) { _attempted.Remove(number); }
        log.Dispose();
        return null;
    }
}
