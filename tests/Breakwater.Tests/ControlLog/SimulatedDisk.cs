using Breakwater.ControlLog;

namespace Breakwater.Tests.ControlLog;

/// <summary>The power went: not an <see cref="IOException"/>, so nothing in the log may catch it.</summary>
internal sealed class PowerLoss : Exception;

/// <summary>
/// A disk that keeps only what was flushed. At a power loss each unflushed write is kept, dropped or torn into 16-byte pieces, each unflushed name
/// change is kept or dropped, independently of one another. It can also refuse operations, be full, and pretend to flush.
/// </summary>
internal sealed class SimulatedDisk(ulong seed)
{
    private readonly Draws _draws = new(seed);
    private Dictionary<string, Inode> _durableNames = [];
    private readonly List<(string? Removed, string? Set, Inode? Inode)> _pendingNames = [];
    private Dictionary<string, Inode> _names = [];
    private int _mount;
    private bool _taken;

    /// <summary>Operations until the power goes; negative for never.</summary>
    public int OperationsUntilPowerLoss { get; set; } = -1;

    /// <summary>Share of changing operations that fail, in percent; half of them after they took effect.</summary>
    public int FailuresPercent { get; set; }

    /// <summary>Bytes that new files and growth beyond what was set aside may still take; null for no limit.</summary>
    public long? Free { get; set; }

    /// <summary>Files whose flush does nothing, by the beginning of their name; empty text means all.</summary>
    public string? PretendsToFlush { get; set; }

    public bool PretendsToFlushNames { get; set; }

    public IReadOnlyList<string> Names => [.. _names.Keys.Order(StringComparer.Ordinal)];

    public byte[] this[string name]
    {
        get => [.. _names[name].Bytes];
        set => _names[name].Bytes = [.. value];
    }

    public void Remove(string name) => _names.Remove(name);

    public LogFiles Mount()
    {
        _mount++;
        _taken = false;
        return new Files(this, _mount);
    }

    /// <summary>The second of two at once.</summary>
    public LogFiles MountBeside() => new Files(this, _mount);

    public SimulatedDisk Copy()
    {
        var copy = new SimulatedDisk(0);
        foreach (var (name, inode) in _names) { copy._names[name] = new Inode { Bytes = [.. inode.Bytes] }; }
        return copy;
    }

    /// <summary>What the disk holds when the power is back.</summary>
    public void Restart()
    {
        foreach (var (removed, set, inode) in _pendingNames)
        {
            if (_draws.Below(2) == 0) { continue; }
            if (removed is not null) { _durableNames.Remove(removed); }
            if (set is not null) { _durableNames[set] = inode!; }
        }
        _pendingNames.Clear();
        foreach (var inode in _durableNames.Values.Concat(_names.Values).Distinct()) { inode.LosePower(_draws); }
        _names = new(_durableNames);
        OperationsUntilPowerLoss = -1;
        FailuresPercent = 0;
        _mount++;
        _taken = false;
    }

    private void Before(int mount)
    {
        if (mount != _mount) { throw new PowerLoss(); }
        if (OperationsUntilPowerLoss > 0) { OperationsUntilPowerLoss--; }
    }

    private void Change(int mount, Action change)
    {
        Before(mount);
        var lost = OperationsUntilPowerLoss == 0;
        var fails = !lost && _draws.Below(100) < FailuresPercent;
        if (!fails || _draws.Below(2) == 0) { change(); }
        if (lost)
        {
            _mount++;
            throw new PowerLoss();
        }
        if (fails) { throw new IOException("Simulated failure."); }
    }

    private void Act(int mount, Action action, Action? fail = null, bool mayFail = true)
    {
        Before(mount);
        if (OperationsUntilPowerLoss == 0)
        {
            _mount++;
            throw new PowerLoss();
        }
        if (mayFail && _draws.Below(100) < FailuresPercent)
        {
            fail?.Invoke();
            throw new IOException("Simulated failure to flush.");
        }
        action();
    }

    private sealed class Files(SimulatedDisk disk, int mount) : LogFiles
    {
        private bool _mine;

        public override string PathOf(string name) => "/simulated/" + name;

        public override void Acquire()
        {
            if (disk._taken) { throw new IOException("In use."); }
            disk._taken = _mine = true;
        }

        public override IReadOnlyList<string> List() => disk.Names;

        public override LogFile Create(string name, long reservedBytes)
        {
            if (reservedBytes > disk.Free) { throw new IOException("Disk full."); }
            var inode = new Inode { Reserved = reservedBytes };
            disk.Change(mount, () =>
            {
                disk.Free -= reservedBytes;
                disk._names[name] = inode;
                disk._pendingNames.Add((null, name, inode));
            });
            return new OpenFile(disk, mount, name, inode);
        }

        public override LogFile Open(string name) =>
            disk._names.TryGetValue(name, out var inode) ? new OpenFile(disk, mount, name, inode) : throw new FileNotFoundException(name);

        public override void Rename(string from, string to) => disk.Change(mount, () =>
        {
            if (!disk._names.Remove(from, out var inode)) { return; }
            disk._names[to] = inode;
            disk._pendingNames.Add((from, to, inode));
        });

        public override void Delete(string name) => disk.Change(mount, () =>
        {
            if (disk._names.Remove(name, out var inode)) { disk.Free += inode.Reserved; }
            disk._pendingNames.Add((name, null, null));
        });

        public override void Flush() => disk.Act(mount, () =>
        {
            if (disk.PretendsToFlushNames) { return; }
            disk._pendingNames.Clear();
            disk._durableNames = new(disk._names);
        });

        public override void Dispose()
        {
            if (_mine) { disk._taken = false; }
        }
    }

    private sealed class OpenFile(SimulatedDisk disk, int mount, string name, Inode inode) : LogFile
    {
        public override long Length => inode.Bytes.Count;

        public override int Read(long offset, Span<byte> destination)
        {
            disk.Act(mount, () => { }, mayFail: false);
            var count = (int)Math.Clamp(inode.Bytes.Count - offset, 0, destination.Length);
            for (var i = 0; i < count; i++) { destination[i] = inode.Bytes[(int)offset + i]; }
            return count;
        }

        public override void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            var copy = bytes.ToArray();
            var grows = Math.Max(0, offset + copy.Length - Math.Max(inode.Reserved, inode.Bytes.Count));
            if (grows > disk.Free) { throw new IOException("Disk full."); }
            disk.Change(mount, () =>
            {
                disk.Free -= grows;
                inode.Apply(offset, copy);
                inode.Pending.Add((offset, copy));
            });
        }

        public override void Truncate(long length) => disk.Change(mount, () =>
        {
            inode.Cut(length);
            inode.Pending.Add((length, null));
        });

        public override void Flush() => disk.Act(mount, () =>
        {
            if (disk.PretendsToFlush is { } beginning && name.StartsWith(beginning, StringComparison.Ordinal)) { return; }
            inode.Flush();
        }, () => inode.FailToFlush(disk._draws));

        public override void Dispose() { }
    }

    private sealed class Inode
    {
        public List<byte> Bytes { get; set; } = [];

        public List<byte> Durable { get; set; } = [];

        public List<(long Offset, byte[]? Bytes)> Pending { get; } = [];

        public long Reserved { get; init; }

        public void Apply(long offset, ReadOnlySpan<byte> bytes)
        {
            while (Bytes.Count < offset + bytes.Length) { Bytes.Add(0); }
            for (var i = 0; i < bytes.Length; i++) { Bytes[(int)offset + i] = bytes[i]; }
        }

        public void Cut(long length)
        {
            if (Bytes.Count > length) { Bytes.RemoveRange((int)length, Bytes.Count - (int)length); }
        }

        /// <summary>Half of the time a flush that fails also forgets: the bytes stay readable, and no later flush writes them.</summary>
        public void FailToFlush(Draws draws)
        {
            if (draws.Below(2) == 0) { Settle(draws); }
        }

        public void LosePower(Draws draws)
        {
            Settle(draws);
            Bytes = [.. Durable];
        }

        private void Settle(Draws draws)
        {
            var cached = Bytes;
            Bytes = [.. Durable];
            foreach (var (offset, bytes) in Pending)
            {
                var fate = draws.Below(3);
                if (fate == 0) { continue; }
                if (bytes is null)
                {
                    Cut(offset);
                    continue;
                }
                for (var at = 0; at < bytes.Length; at += 16)
                {
                    if (fate == 1 || draws.Below(2) == 0) { Apply(offset + at, bytes.AsSpan(at, Math.Min(16, bytes.Length - at))); }
                }
            }
            Durable = Bytes;
            Bytes = cached;
            Pending.Clear();
        }

        public void Flush()
        {
            var cached = Bytes;
            Bytes = Durable;
            foreach (var (offset, bytes) in Pending)
            {
                if (bytes is null) { Cut(offset); } else { Apply(offset, bytes); }
            }
            Durable = Bytes;
            Bytes = cached;
            Pending.Clear();
        }
    }
}

/// <summary>Repeatable draws (SplitMix64).</summary>
internal sealed class Draws(ulong seed)
{
    private ulong _state = seed;

    public int Below(int limit)
    {
        _state += 0x9E3779B97F4A7C15;
        var x = _state;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return (int)((x ^ (x >> 31)) % (ulong)limit);
    }
}
