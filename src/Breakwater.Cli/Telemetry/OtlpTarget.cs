using System.Globalization;
using Breakwater.Fleet;
using OpenTelemetry.Exporter;

namespace Breakwater.Cli.Telemetry;

/// <summary>Where telemetry goes, and how.</summary>
/// <param name="Endpoint">Root of the receiver's URLs; null for what the <c>OTEL_EXPORTER_OTLP_*</c> variables say.</param>
/// <param name="Protocol">Protocol.</param>
/// <param name="Timeout">How long the receiver has for one request.</param>
/// <param name="Interval">How often metrics are exported.</param>
internal sealed record OtlpTarget(Uri? Endpoint, OtlpExportProtocol Protocol, TimeSpan Timeout, TimeSpan Interval)
{
    /// <summary>Stands for the environment.</summary>
    public const string FromEnvironment = "env";

    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string TimeoutVariable = "OTEL_EXPORTER_OTLP_TIMEOUT";
    private const string IntervalVariable = "OTEL_METRIC_EXPORT_INTERVAL";
    private const string Grpc = "grpc";
    private const string HttpProtobuf = "http/protobuf";

    /// <summary>For people: the endpoint, wherever it is stated.</summary>
    public string Name => Endpoint?.ToString().TrimEnd('/') ?? Environment.GetEnvironmentVariable(EndpointVariable) ?? "the OTLP receiver";

    /// <summary>Reads what was asked for: nothing, a target, or what is wrong with it. Without a protocol the environment's holds, and without that HTTP.</summary>
    /// <param name="otlp">Value of <c>--otlp</c>.</param>
    /// <param name="protocol">Value of <c>--otlp-protocol</c>.</param>
    /// <param name="environment">Reads a variable.</param>
    public static (OtlpTarget? Target, IReadOnlyList<Problem> Problems) Read(string? otlp, string? protocol, Func<string, string?> environment)
    {
        var problems = new List<Problem>();
        if (otlp is null)
        {
            if (protocol is not null) { problems.Add(new("--otlp-protocol", 0, 0, "It says how telemetry is exported, and none is.", "Name the endpoint with --otlp URL, or leave it out.")); }
            return (null, problems);
        }
        var (endpoint, from) = otlp == FromEnvironment ? (environment(EndpointVariable), EndpointVariable) : (otlp, "--otlp");
        var known = Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);
        // Without one in the environment the exporter's own default holds.
        if (!known && !(otlp == FromEnvironment && string.IsNullOrEmpty(endpoint)))
        {
            problems.Add(new(from, 0, 0, $"`{endpoint}` is no URL of an OTLP receiver.", "Write one such as http://localhost:4318."));
        }
        var (word, said) = protocol is null ? (environment(ProtocolVariable), ProtocolVariable) : (protocol, "--otlp-protocol");
        if (!string.IsNullOrEmpty(word) && word is not (Grpc or HttpProtobuf)) { problems.Add(new(said, 0, 0, $"`{word}` is no protocol that is spoken here.", $"Write {Grpc} or {HttpProtobuf}.")); }
        var timeout = Milliseconds(TimeoutVariable, 2_000);
        var interval = Milliseconds(IntervalVariable, 5_000);
        return problems.Count > 0 ? (null, problems) : (new(otlp == FromEnvironment ? null : url, word == Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf, timeout, interval), []);

        TimeSpan Milliseconds(string variable, int unlessSet)
        {
            var text = environment(variable);
            if (string.IsNullOrEmpty(text)) { return TimeSpan.FromMilliseconds(unlessSet); }
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var set) && set > 0) { return TimeSpan.FromMilliseconds(set); }
            problems.Add(new(variable, 0, 0, $"`{text}` is no number of milliseconds.", $"Write a whole number above 0, or leave it out for {unlessSet}."));
            return default;
        }
    }

    /// <summary>Sets an exporter up for a signal.</summary>
    public void Apply(OtlpExporterOptions options, string signal)
    {
        options.Protocol = Protocol;
        if (Endpoint is { } root) { options.Endpoint = Protocol == OtlpExportProtocol.Grpc ? root : new($"{root.ToString().TrimEnd('/')}/v1/{signal}"); }
        options.TimeoutMilliseconds = (int)Timeout.TotalMilliseconds;
    }
}
