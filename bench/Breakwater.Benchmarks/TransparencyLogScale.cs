using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Breakwater.TransparencyLog;

namespace Breakwater.Benchmarks;

/// <summary>
/// What the transparency log is held to: records appended and hashed in memory, made durable, verified, and proved from cold files. Run with
/// <c>transparency-log</c>; with <c>--full</c> the proofs are of a tree of 50 million entries, with <c>--proofs</c> nothing else is measured. The best of several rounds counts.
/// </summary>
internal static class TransparencyLogScale
{
    private const string Origin = "example.com/benchmark";
    private const int RecordBytes = 200;
    private const int Batch = 1_024;
    private const int Rounds = 5;
    private static readonly byte[] Record = [.. Enumerable.Range(0, RecordBytes).Select(i => (byte)i)];

    public static void Run(string[] args, TextWriter output)
    {
        var full = args.Contains("--full");
        var folder = Directory.CreateTempSubdirectory("transparency-log-");
        try
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var signer = new EcdsaNoteSigner(Origin, key);
            if (!args.Contains("--proofs"))
            {
                InMemory(signer, output);
                Durable(Path.Combine(folder.FullName, "log"), signer, output);
            }
            Proofs(Path.Combine(folder.FullName, "large"), full ? 50_000_000 : 2_000_000, signer, output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void InMemory(INoteSigner signer, TextWriter output)
    {
        const int Records = 400 * Batch;
        foreach (var threads in (int[])[1, 2])
        {
            var best = Best(() =>
            {
                using var log = MerkleLog.Open(new MemoryLogDirectory(), Options(signer), TimeProvider.System).Log!;
                Parallel(threads, _ =>
                {
                    for (var i = 0; i < Records / threads; i++)
                    {
                        log.Append(Record);
                        if (i % Batch == Batch - 1) { Require(log.Commit().Problem is null); }
                    }
                });
                Require(log.DurableSize == Records);
            });
            output.WriteLine(Text($"appended and hashed in memory, {RecordBytes} B, {threads} threads: {best.Rate(Records)}"));
        }
    }

    private static void Durable(string directory, INoteSigner signer, TextWriter output)
    {
        const int Records = 1_000 * Batch;
        var times = new TimedSigner(signer);
        var size = 0L;
        foreach (var threads in (int[])[1, 2, 4])
        {
            var best = Best(() =>
            {
                if (Directory.Exists(directory)) { Directory.Delete(directory, recursive: true); }
                using var log = MerkleLog.Open(directory, Options(times), TimeProvider.System).Log!;
                times.Begin();
                Parallel(threads, _ =>
                {
                    for (var i = 0; i < Records / threads / Batch; i++)
                    {
                        var last = 0L;
                        for (var j = 0; j < Batch; j++) { last = log.Append(Record).Position; }
                        Require(log.WaitUntilDurable(last).Status == AppendStatus.Durable);
                    }
                });
                size = log.DurableSize;
            });
            output.WriteLine(Text($"durable, {RecordBytes} B, {threads} threads that wait after {Batch:N0} each: {best.Rate(size)}; checkpoints at most {times.Widest.TotalMilliseconds:0} ms apart in any round"));
        }
        foreach (var threads in (int[])[1, 2])
        {
            var verified = Best(() => Require(LogVerifier.Verify(directory, new VerifyOptions { Keys = [signer.Verifier], Threads = threads }).IsIntact));
            output.WriteLine(Text($"verified, {size:N0} entries of {RecordBytes} B, {threads} threads: {verified.Rate(size)}"));
        }
        var small = Path.Combine(directory, "small");
        using (var log = MerkleLog.Open(small, Options(signer), TimeProvider.System).Log!)
        {
            for (var i = 0; i < size; i++)
            {
                log.Append(Record.AsSpan(0, 40));
                if (i % 100_000 == 0) { log.Commit(); }
            }
        }
        var smallest = Best(() => Require(LogVerifier.Verify(small, new VerifyOptions { Keys = [signer.Verifier] }).IsIntact));
        output.WriteLine(Text($"verified, {size:N0} entries of 40 B, all cores: {smallest.Rate(size)}"));
        var opened = Best(() => MerkleLog.Open(directory, Options(signer), TimeProvider.System).Log!.Dispose());
        output.WriteLine(Text($"opened and closed, {size:N0} entries: {opened.Elapsed.TotalMilliseconds:0.0} ms"));
    }

    // The leaves of this tree are no hashes of records, only bytes that differ: the cost of a proof does not depend on what they are of.
    private static void Proofs(string directory, long size, INoteSigner signer, TextWriter output)
    {
        var disk = new DiskLogDirectory(directory);
        Directory.CreateDirectory(directory);
        var tree = MerkleTree.Empty();
        var hashes = new HashFiles(disk);
        var leaf = new byte[MerkleHash.Bytes];
        for (var i = 0L; i < size; i++)
        {
            BitConverter.TryWriteBytes(leaf, i);
            tree.Append(leaf);
            if (i % 500_000 != 0 && i != size - 1) { continue; }
            hashes.Write(tree);
            foreach (var level in tree.Levels) { level.Drop(); }
        }
        LogWriter.WriteNote(disk, SignedNote.Sign(new Checkpoint(Origin, size, tree.Root()).Text, [signer]));
        LogHead.Create(disk, "head.tmp", new(size, tree.Root(), size / 65_536 * 65_536, 0, 65_536));
        hashes.Dispose();
        var worst = TimeSpan.Zero;
        var all = new List<double>();
        for (var i = 0; i < 25; i++)
        {
            var index = i == 0 ? 0 : i == 1 ? size - 1 : (long)((UInt128)size * (ulong)(i * 39_916_801L % 1_000_003) / 1_000_003);
            DropFromCache(directory);
            BitConverter.TryWriteBytes(leaf, index);
            var clock = Stopwatch.StartNew();
            using var view = LogView.TryOpen(directory, out var problem) ?? throw new InvalidOperationException(problem);
            var proof = view.InclusionProof(index);
            var took = clock.Elapsed;
            Require(MerkleProof.VerifyInclusion((ulong)index, (ulong)size, leaf, proof, view.Checkpoint.Root.ToArray()));
            all.Add(took.TotalMilliseconds);
            worst = took > worst && i > 0 ? took : worst;
        }
        all.Sort();
        output.WriteLine(Text($"proof from cold files, opening included, {size:N0} entries: median {all[all.Count / 2]:0.00} ms, worst of 24 {worst.TotalMilliseconds:0.00} ms"));
    }

    private static void DropFromCache(string directory)
    {
        foreach (var file in Directory.GetFiles(directory))
        {
            using var dd = Process.Start(new ProcessStartInfo("dd", ["of=" + file, "oflag=nocache", "conv=notrunc,fdatasync", "count=0"]) { RedirectStandardError = true })!;
            dd.StandardError.ReadToEnd();
            dd.WaitForExit();
        }
    }

    private static MerkleLogOptions Options(INoteSigner signer) => new() { Origin = Origin, Signers = [signer], MinimumFreeBytes = 0, ReservedBytes = 0 };

    private static Timing Best(Action action)
    {
        var best = new Timing(TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            using var process = Process.GetCurrentProcess();
            var worked = process.TotalProcessorTime;
            var clock = Stopwatch.StartNew();
            action();
            var elapsed = clock.Elapsed;
            process.Refresh();
            worked = process.TotalProcessorTime - worked;
            best = new(elapsed < best.Elapsed ? elapsed : best.Elapsed, worked < best.Worked ? worked : best.Worked);
        }
        return best;
    }

    private static void Parallel(int threads, Action<int> action)
    {
        var started = Enumerable.Range(0, threads).Select(i => new Thread(() => action(i))).ToList();
        started.ForEach(t => t.Start());
        started.ForEach(t => t.Join());
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Require(bool holds)
    {
        if (!holds) { throw new InvalidOperationException("The log did not do what is being timed: the figures would mean nothing."); }
    }

    /// <summary>Time on the wall, and of the processors: on a machine that others use too, only the second says what the work costs.</summary>
    private readonly record struct Timing(TimeSpan Elapsed, TimeSpan Worked)
    {
        public string Rate(long count) => Text($"{count / Elapsed.TotalSeconds / 1e3:0} thousand/s; {count / Worked.TotalSeconds / 1e3:0} thousand per processor second");
    }

    private sealed class TimedSigner(INoteSigner signer) : INoteSigner
    {
        private long _last;

        public TimeSpan Widest { get; private set; }

        public INoteVerifier Verifier => signer.Verifier;

        public void Begin() => _last = Stopwatch.GetTimestamp();

        public byte[] Sign(ReadOnlySpan<byte> text)
        {
            if (_last != 0 && Stopwatch.GetElapsedTime(_last) is var gap && gap > Widest) { Widest = gap; }
            _last = Stopwatch.GetTimestamp();
            return signer.Sign(text);
        }
    }
}
