namespace Breakwater.TransparencyLog.Tests;

/// <summary>The power went: not an <see cref="IOException"/>, so nothing in the log may catch it.</summary>
internal sealed class PowerLoss : Exception;

/// <summary>
/// A disk that keeps only what was flushed, names included: each unflushed name change is kept or dropped at a power loss, independently of the others. It has two folders,
/// one of which is <see cref="Cold"/>, so that one loss of power is that of both; the names of each are flushed by themselves. It can also refuse operations, be full, be read-only,
/// and pretend to flush.
/// </summary>
internal sealed class SimulatedDisk(ulong seed)
{
    /// <summary>What the names of the second folder begin with.</summary>
    public const string Cold = "cold-";

    private readonly Draws _draws = new(seed);
    private readonly List<(string? Removed, string? Set, SimulatedFile? File)> _pendingNames = [];
    private Dictionary<string, SimulatedFile> _durableNames = [];
    private Dictionary<string, SimulatedFile> _names = [];
    private int _mount;
    private bool _taken;

    /// <summary>Operations until the power goes; negative for never.</summary>
    public int OperationsUntilPowerLoss { get; set; } = -1;

    /// <summary>Share of changing operations that fail, in percent; half of them after they took effect.</summary>
    public int FailuresPercent { get; set; }

    /// <summary>Bytes that new files and growth beyond what was set aside may still take.</summary>
    public long Free { get; set; } = long.MaxValue / 2;

    public bool IsReadOnly { get; set; }

    /// <summary>Files whose flush does nothing, by the beginning of their name.</summary>
    public string? PretendsToFlush { get; set; }

    public bool PretendsToFlushNames { get; set; }

    /// <summary>Called with the name of each file that is about to be flushed.</summary>
    public Action<string>? OnFlush { get; set; }

    public IReadOnlyList<string> Names => [.. _names.Keys.Order(StringComparer.Ordinal)];

    public byte[] this[string name]
    {
        get => _names[name].Bytes;
        set => _names[name].Bytes = value;
    }

    public void Remove(string name) => _names.Remove(name);

    public LogDirectory Mount()
    {
        _mount++;
        _taken = false;
        return new Mounted(this, _mount, "");
    }

    /// <summary>The second of two at once.</summary>
    public LogDirectory MountBeside() => new Mounted(this, _mount, "");

    /// <summary>The second folder, beside what is mounted.</summary>
    public LogDirectory MountCold() => new Mounted(this, _mount, Cold);

    public SimulatedDisk Copy()
    {
        var copy = new SimulatedDisk(0);
        foreach (var (name, file) in _names) { copy._names[name] = file.Copy(); }
        return copy;
    }

    /// <summary>What the disk holds when the power is back.</summary>
    public void Restart()
    {
        foreach (var (removed, set, file) in _pendingNames)
        {
            if (_draws.Below(2) == 0) { continue; }
            if (removed is not null) { _durableNames.Remove(removed); }
            if (set is not null) { _durableNames[set] = file!; }
        }
        _pendingNames.Clear();
        foreach (var file in _durableNames.Values.Concat(_names.Values).Distinct()) { file.LosePower(_draws); }
        _names = new(_durableNames);
        Remount();
    }

    /// <summary>The process was killed, the machine was not: everything written is there, and nothing more is flushed than before.</summary>
    public void KillProcess() => Remount();

    private void Remount()
    {
        OperationsUntilPowerLoss = -1;
        FailuresPercent = 0;
        _mount++;
        _taken = false;
    }

    private void Step(int mount)
    {
        if (mount != _mount) { throw new PowerLoss(); }
        if (OperationsUntilPowerLoss > 0) { OperationsUntilPowerLoss--; }
    }

    private void Change(int mount, Action change)
    {
        Step(mount);
        if (IsReadOnly) { throw new UnauthorizedAccessException("Simulated: read-only."); }
        var lost = OperationsUntilPowerLoss == 0;
        var fails = !lost && _draws.Below(100) < FailuresPercent;
        if (!fails || _draws.Below(2) == 0) { change(); }
        if (lost) { Lose(); }
        if (fails) { throw new IOException("Simulated failure."); }
    }

    private void Act(int mount, Action action, Action? fail = null)
    {
        Step(mount);
        if (OperationsUntilPowerLoss == 0) { Lose(); }
        if (fail is not null && _draws.Below(100) < FailuresPercent)
        {
            fail();
            throw new IOException("Simulated failure to flush.");
        }
        action();
    }

    private void Lose()
    {
        _mount++;
        throw new PowerLoss();
    }

    private void Take(long bytes)
    {
        if (bytes > Free) { throw new IOException("Simulated: no space left on device."); }
        Free -= bytes;
    }

    private sealed class Mounted(SimulatedDisk disk, int mount, string folder) : LogDirectory
    {
        private bool _mine;

        public override string PathOf(string name) => "/simulated/" + folder + name;

        public override void Acquire()
        {
            if (disk.IsReadOnly) { throw new UnauthorizedAccessException("Simulated: read-only."); }
            if (disk._taken) { throw new IOException("Simulated: in use."); }
            disk._taken = _mine = true;
        }

        public override IReadOnlyList<string> Names() => [.. disk.Names.Where(Holds).Select(n => n[folder.Length..])];

        public override LogFile Create(string name, long reservedBytes = 0)
        {
            var file = new SimulatedFile { Reserved = reservedBytes };
            name = folder + name;
            disk.Change(mount, () =>
            {
                disk.Take(reservedBytes);
                disk._names[name] = file;
                disk._pendingNames.Add((null, name, file));
            });
            return new OpenFile(disk, mount, name, file);
        }

        public override LogFile Open(string name) => disk._names.TryGetValue(folder + name, out var file) ? new OpenFile(disk, mount, folder + name, file) : throw new FileNotFoundException(name);

        public override LogFile? TryOpenRead(string name) => disk._names.TryGetValue(folder + name, out var file) ? new OpenFile(disk, mount, folder + name, file) : null;

        public override void Rename(string from, string to) => disk.Change(mount, () =>
        {
            if (!disk._names.Remove(folder + from, out var file)) { return; }
            disk._names[folder + to] = file;
            disk._pendingNames.Add((folder + from, folder + to, file));
        });

        public override void Delete(string name) => disk.Change(mount, () =>
        {
            if (disk._names.Remove(folder + name, out var file)) { disk.Free += Math.Max(file.Reserved, file.Length); }
            disk._pendingNames.Add((folder + name, null, null));
        });

        public override void Flush() => disk.Act(mount, () =>
        {
            if (disk.PretendsToFlushNames) { return; }
            disk._pendingNames.RemoveAll(p => Holds(p.Removed ?? p.Set!));
            disk._durableNames = new(disk._durableNames.Where(n => !Holds(n.Key)).Concat(disk._names.Where(n => Holds(n.Key))));
        }, () => { });

        public override long FreeBytes => disk.Free;

        private bool Holds(string name) => name.StartsWith(Cold, StringComparison.Ordinal) == (folder == Cold);

        protected override void Dispose(bool disposing)
        {
            if (_mine && mount == disk._mount) { disk._taken = false; }
        }
    }

    private sealed class OpenFile(SimulatedDisk disk, int mount, string name, SimulatedFile file) : LogFile
    {
        public override long Length => file.Length;

        public override int Read(long offset, Span<byte> destination)
        {
            disk.Act(mount, () => { });
            return file.Read(offset, destination);
        }

        public override void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            var copy = bytes.ToArray();
            disk.Change(mount, () =>
            {
                disk.Take(Math.Max(0, offset + copy.Length - Math.Max(file.Reserved, file.Length)));
                file.Write(offset, copy);
            });
        }

        public override void Truncate(long length) => disk.Change(mount, () => file.Truncate(length));

        public override void Flush() => disk.Act(mount, () =>
        {
            disk.OnFlush?.Invoke(name);
            if (disk.PretendsToFlush is { } beginning && name.StartsWith(beginning, StringComparison.Ordinal)) { return; }
            file.Flush();
        }, () => file.FailToFlush(disk._draws));

        protected override void Dispose(bool disposing) { }
    }
}
