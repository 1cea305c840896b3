using Breakwater.Fleet;
using OpenTelemetry.Exporter;

namespace Breakwater.Cli.Telemetry;

/// <summary>Where telemetry goes, and how.</summary>
/// <param name="Endpoint">Root of the receiver's URLs; null for what the <c>OTEL_EXPORTER_OTLP_*</c> variables say.</param>
/// <param name="Protocol">Protocol.</param>
internal sealed record OtlpTarget(Uri? Endpoint, OtlpExportProtocol Protocol)
{
    /// <summary>Stands for the environment.</summary>
    public const string FromEnvironment = "env";

    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";
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
        return problems.Count > 0 ? (null, problems) : (new(otlp == FromEnvironment ? null : url, word == Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf), []);
    }

    /// <summary>Sets an exporter up for a signal.</summary>
    public void Apply(OtlpExporterOptions options, string signal, int timeoutMilliseconds)
    {
        options.Protocol = Protocol;
        if (Endpoint is { } root) { options.Endpoint = Protocol == OtlpExportProtocol.Grpc ? root : new($"{root.ToString().TrimEnd('/')}/v1/{signal}"); }
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_TIMEOUT") is null) { options.TimeoutMilliseconds = timeoutMilliseconds; }
    }
}
