using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Breakwater.TransparencyLog.Tests;

/// <summary>Kills a process that appends, without warning, 200 times, and looks at what it left.</summary>
public sealed class KillTests
{
    private const int Runs = 200;
    private const int Directories = 4;
    private const string DirectoryVariable = "BREAKWATER_TLOG_TESTS_APPEND_TO";

    [Fact]
    public void What_a_killed_process_had_acknowledged_is_there_200_times_over() => Parallel.For(0, Directories, new ParallelOptions { MaxDegreeOfParallelism = 2 }, part =>
    {
        var directory = Directory.CreateTempSubdirectory("log-");
        try
        {
            var draws = new Draws((ulong)part);
            var total = 0L;
            for (var run = 0; run < Runs / Directories; run++)
            {
                var acknowledged = AppendUntilKilled(directory.FullName, 1 + draws.Below(60), draws.Below(200));
                total = Math.Max(total, Check(directory.FullName, acknowledged));
            }
            total.ShouldBeGreaterThan(1_000, "beyond several segments");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    });

    /// <summary>What a restart finds; the number of records.</summary>
    private static long Check(string directory, long acknowledged)
    {
        var opened = MerkleLog.Open(directory, Options(), TimeProvider.System);
        opened.Problems.ShouldBeEmpty();
        using var log = opened.Log.ShouldNotBeNull();
        log.DurableSize.ShouldBeGreaterThanOrEqualTo(acknowledged);
        log.View.Read(0, log.DurableSize, (index, record) => record.SequenceEqual(Content(index)).ShouldBeTrue($"record {index}")).ShouldBe(log.DurableSize);
        var report = LogVerifier.Verify(directory, new VerifyOptions { Keys = [Signer().Verifier] });
        report.Damage.ShouldBeNull();
        log.AppendDurable(Content(log.Size)).Status.ShouldBe(AppendStatus.Durable, "appends go on");
        return log.Size;
    }

    /// <summary>How many records were acknowledged when the process died: killed after so many lines, and a little later.</summary>
    private static long AppendUntilKilled(string directory, int lines, int spins)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(KillTests).Assembly.Location);
        start.Environment[DirectoryVariable] = directory;
        start.Environment["DOTNET_TieredPGO"] = "0";
        using var process = Process.Start(start)!;
        var size = 0L;
        var seen = 0;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            size = long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidOperationException(line);
            if (++seen != lines) { continue; }
            Thread.SpinWait(spins * 1_000);
            process.Kill();
        }
        process.WaitForExit();
        seen.ShouldBeGreaterThanOrEqualTo(lines, "the process must have been killed, not have ended");
        return size;
    }

    private static byte[] Content(long index) => Encoding.UTF8.GetBytes($"{index}:" + new string('x', (int)(index * 37 % 300)));

    private static HashSigner Signer() => new(TestKeys.Origin, SHA256.HashData("kill tests"u8));

    private static MerkleLogOptions Options() => new()
    {
        Origin = TestKeys.Origin,
        Signers = [Signer()],
        CheckpointInterval = TimeSpan.FromMilliseconds(2),
        MinimumFreeBytes = 0,
        ReservedBytes = 0,
        SegmentEntries = 256,
    };

    // In the child process the assembly is loaded with the variable set: it appends until it is killed, and never gets to any test.
    [ModuleInitializer]
    internal static void AppendIfAsked()
    {
        if (Environment.GetEnvironmentVariable(DirectoryVariable) is not { } directory) { return; }
        using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 64) { AutoFlush = true, NewLine = "\n" };
        var opened = MerkleLog.Open(directory, Options(), TimeProvider.System);
        if (opened.Log is not { } log)
        {
            output.WriteLine(string.Join("; ", opened.Problems));
            Environment.Exit(1);
            return;
        }
        while (true)
        {
            for (var i = log.Size % 7; i >= 0; i--) { log.Append(Content(log.Size)); }
            var result = log.WaitUntilDurable(log.Size - 1);
            output.WriteLine(result.Status == AppendStatus.Durable ? (result.Position + 1).ToString(CultureInfo.InvariantCulture) : result.Problem);
        }
    }
}
