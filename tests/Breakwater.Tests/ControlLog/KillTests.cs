using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Breakwater.ControlLog;
using Breakwater.TransparencyLog.Tests;

namespace Breakwater.Tests.ControlLog;

/// <summary>Kills a process that appends, without warning, and looks at what it left.</summary>
public sealed class KillTests : IDisposable
{
    private const string DirectoryVariable = "BREAKWATER_TESTS_APPEND_TO";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("control-log-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void What_a_killed_process_had_acknowledged_is_there_ten_times_over()
    {
        var draws = new Draws(10);
        var last = 0L;
        for (var round = 0; round < 10; round++)
        {
            last = AppendUntilKilled(1 + draws.Below(150)).ShouldNotBeNull("the process must acknowledge something");
            var opened = TestControlLog.Open(_directory.FullName);
            opened.Problems.ShouldBeEmpty();
            using var log = opened.Log!;
            log.DurableNumber.ShouldBeGreaterThanOrEqualTo(last);
            log.TryReadSnapshot(out var upTo, out _);
            var next = upTo + 1;
            foreach (var record in log.Read(next))
            {
                record.Number.ShouldBe(next++);
                Encoding.UTF8.GetString(record.Payload.Span).ShouldBe(Content(record.Number));
            }
            (next - 1).ShouldBe(log.DurableNumber);
        }
        last.ShouldBeGreaterThan(100);
    }

    /// <summary>The last number acknowledged before the kill; null if there was none.</summary>
    private long? AppendUntilKilled(int acknowledgements)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(KillTests).Assembly.Location);
        start.Environment[DirectoryVariable] = _directory.FullName;
        using var process = Process.Start(start)!;
        long? last = null;
        for (var seen = 0; process.StandardOutput.ReadLine() is { } line; seen++)
        {
            if (!long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) { throw new InvalidOperationException(line); }
            last = number;
            if (seen == acknowledgements) { process.Kill(); }
        }
        process.WaitForExit();
        return last;
    }

    private static string Content(long number) => $"{number}:" + new string('x', (int)(number * 37 % 700));

    // In the child process the assembly is loaded with the variable set: it appends until it is killed, and never gets to any test.
    [ModuleInitializer]
    internal static void AppendIfAsked()
    {
        if (Environment.GetEnvironmentVariable(DirectoryVariable) is not { } directory) { return; }
        var opened = TestControlLog.Open(directory);
        if (opened.Log is not { } log)
        {
            Console.Out.WriteLine(string.Join("; ", opened.Problems));
            Environment.Exit(1);
            return;
        }
        using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 64) { AutoFlush = true, NewLine = "\n" };
        while (true)
        {
            var result = log.Append(default, "test.record", Encoding.UTF8.GetBytes(Content(log.LastNumber + 1)), "child");
            output.WriteLine(result.Durable ? result.Number.ToString(CultureInfo.InvariantCulture) : result.Error);
            if (result.Number % 50 == 0) { log.WriteSnapshot(result.Number, "state"u8); }
        }
    }
}
