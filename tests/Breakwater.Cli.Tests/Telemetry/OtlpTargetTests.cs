using Breakwater.Cli.Telemetry;
using OpenTelemetry.Exporter;

namespace Breakwater.Cli.Tests.Telemetry;

public sealed class OtlpTargetTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("http://localhost:4318", null, null, "http://localhost:4318/v1/metrics", OtlpExportProtocol.HttpProtobuf)]
    [InlineData("https://host/otlp/", "http/protobuf", "grpc", "https://host/otlp/v1/metrics", OtlpExportProtocol.HttpProtobuf)]
    [InlineData("http://localhost:4317", "grpc", null, "http://localhost:4317/", OtlpExportProtocol.Grpc)]
    [InlineData("http://localhost:4317", null, "grpc", "http://localhost:4317/", OtlpExportProtocol.Grpc)]
    public void An_endpoint_is_the_root_of_its_signals(string otlp, string? protocol, string? variable, string endpoint, OtlpExportProtocol expected)
    {
        var (target, problems) = OtlpTarget.Read(otlp, protocol, name => name == "OTEL_EXPORTER_OTLP_PROTOCOL" ? variable : null);
        problems.ShouldBeEmpty();
        var options = new OtlpExporterOptions();
        target!.Apply(options, "metrics");
        (options.Endpoint.ToString(), options.Protocol, options.TimeoutMilliseconds).ShouldBe((endpoint, expected, 2_000));
    }

    [Fact]
    public void The_environment_is_left_to_the_exporter_and_checked_beforehand()
    {
        var (target, none) = OtlpTarget.Read(OtlpTarget.FromEnvironment, null, name => name == "OTEL_EXPORTER_OTLP_ENDPOINT" ? "http://collector:4318" : null);
        none.ShouldBeEmpty();
        target!.Endpoint.ShouldBeNull();
        OtlpTarget.Read(OtlpTarget.FromEnvironment, null, _ => null).Target.ShouldNotBeNull();
        var (nothing, problems) = OtlpTarget.Read(OtlpTarget.FromEnvironment, null, _ => "collector");
        nothing.ShouldBeNull();
        problems.Select(p => p.File).ShouldBe(["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TIMEOUT", "OTEL_METRIC_EXPORT_INTERVAL"]);
    }

    [Theory]
    [InlineData("250", true)]
    [InlineData("", true)]
    [InlineData("0", false)]
    [InlineData("-1", false)]
    [InlineData("5s", false)]
    [InlineData("3000000000", false)]
    public void Times_are_whole_milliseconds(string written, bool isGood)
    {
        var (target, problems) = OtlpTarget.Read("http://host", null, name => name is "OTEL_EXPORTER_OTLP_TIMEOUT" or "OTEL_METRIC_EXPORT_INTERVAL" ? written : null);
        problems.Count.ShouldBe(isGood ? 0 : 2);
        if (!isGood) { return; }
        (target!.Timeout.TotalMilliseconds, target.Interval.TotalMilliseconds).ShouldBe(written.Length > 0 ? (250, 250) : (2_000, 5_000));
        var options = new OtlpExporterOptions();
        target.Apply(options, "traces");
        options.TimeoutMilliseconds.ShouldBe((int)target.Timeout.TotalMilliseconds);
    }

    [Theory]
    [InlineData("--otlp: `localhost` is no URL of an OTLP receiver.", "--otlp", "localhost")]
    [InlineData("--otlp: `ftp://host` is no URL of an OTLP receiver.", "--otlp", "ftp://host")]
    [InlineData("--otlp-protocol: `smoke` is no protocol that is spoken here.", "--otlp", "http://host", "--otlp-protocol", "smoke")]
    [InlineData("--otlp-protocol: It says how telemetry is exported, and none is.", "--otlp-protocol", "grpc")]
    public void What_cannot_be_meant_is_said_before_anything_runs(string said, params string[] arguments)
    {
        _bench.Run(["stress", "good.yaml", .. arguments]).ShouldBe(ExitCode.BadInput);
        _bench.Error.ShouldContain(said);
        _bench.Stressed.ShouldBeNull();
    }
}
