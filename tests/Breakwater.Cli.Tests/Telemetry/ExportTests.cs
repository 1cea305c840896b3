using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Breakwater.Cli.Tests.EndToEnd;
using Breakwater.Contracts;

namespace Breakwater.Cli.Tests.Telemetry;

/// <summary>A real run, exported to a real receiver, to none, and to one that never answers.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Metrics_and_spans_of_a_run_arrive_and_change_no_result()
    {
        using var receiver = new OtlpReceiver();
        var (exitCode, _, error) = RunProcess("2,5", "exported", "--otlp", receiver.Url);
        exitCode.ShouldBe(ExitCode.Done);
        error.ShouldNotContain("not delivered");
        receiver.Posts.ShouldAllBe(p => (p.Path == "/v1/metrics" || p.Path == "/v1/traces") && p.Type == "application/x-protobuf");
        receiver.Scopes.ShouldBe([BreakwaterTelemetry.Name]);
        new[]
        {
            InstrumentNames.Decisions, InstrumentNames.PolicyEvaluations, InstrumentNames.Verifications, InstrumentNames.AuditRecords, InstrumentNames.AuditBytes,
            InstrumentNames.RateLimitDecisions, InstrumentNames.CacheLookups, "breakwater.audit.log.bytes",
        }.Except(receiver.Metrics).ShouldBeEmpty();
        // Clocks of simulations time nothing.
        receiver.Metrics.ShouldNotContain(InstrumentNames.PolicyDuration);
        receiver.Metrics.ShouldNotContain("gen_ai.client.operation.duration");
        receiver.Spans.ShouldContain("stress");
        receiver.Spans.ShouldContain("stress trust/hierarchy-cached");
        receiver.Spans.ShouldAllBe(s => s.StartsWith("stress", StringComparison.Ordinal));

        Run("2,5", "alone").ExitCode.ShouldBe(ExitCode.Done);
        File.ReadAllBytes(_folder["exported/results.json"]).ShouldBe(File.ReadAllBytes(_folder["alone/results.json"]));
        File.ReadAllBytes(_folder["exported/report.html"]).ShouldBe(File.ReadAllBytes(_folder["alone/report.html"]));
    }

    [Fact]
    public void Without_a_receiver_the_run_is_the_same_and_a_line_says_why_nothing_was_delivered()
    {
        // The first port, which nobody listens on.
        const string url = "http://127.0.0.1:1";
        var (exitCode, output, error) = RunProcess("5", "run", "--otlp", url);
        exitCode.ShouldBe(ExitCode.Done);
        output.ShouldContain("Report: ");
        File.Exists(_folder["run/results.json"]).ShouldBeTrue();
        var last = error.TrimEnd().Split('\n')[^1];
        last.ShouldStartWith($"Telemetry was not delivered to {url}: Connection refused");
        last.ShouldEndWith("The run is not affected.");
    }

    [Fact]
    public void A_receiver_that_never_answers_is_not_waited_for()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var (exitCode, _, error) = Run("5", "run", "--otlp", $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}");
        exitCode.ShouldBe(ExitCode.Done);
        error.ShouldContain("Telemetry was not delivered");
        File.Exists(_folder["run/results.json"]).ShouldBeTrue();
    }

    /// <summary>In a process of its own, with a receiver's time that a busy machine does not use up.</summary>
    private (int ExitCode, string Output, string Error) RunProcess(string dimensions, string folder, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Breakwater.Cli.dll"), .. Arguments(dimensions, folder, more)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OTEL_EXPORTER_OTLP_TIMEOUT"] = "120000";
        start.Environment["no_proxy"] = "127.0.0.1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    private (int ExitCode, string Output, string Error) Run(string dimensions, string folder, params string[] more) => RealCommand.Run(Arguments(dimensions, folder, more));

    private string[] Arguments(string dimensions, string folder, string[] more) =>
        ["stress", Path.Combine(Repository.Root, "scenarios", "agora-6.yaml"), "--quick", "--scale", "5", "--dimension", dimensions, "--out", _folder[folder], .. more];
}
