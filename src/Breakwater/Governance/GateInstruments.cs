using System.Diagnostics.Metrics;
using Breakwater.Contracts;

namespace Breakwater.Governance;

/// <summary>What the gate counts for operators. Per tenant and cluster, never per agent.</summary>
internal static class GateInstruments
{
    public static readonly Counter<long> Decisions = BreakwaterTelemetry.Counter(InstrumentNames.Decisions, "{decision}", "Decisions of the gate, by effect, control and reason");

    /// <summary>With the bounds that the conventions give.</summary>
    public static readonly Histogram<long> Tokens = BreakwaterTelemetry.Histogram<long>(
        "gen_ai.client.token.usage", "{token}", "Number of input and output tokens used",
        1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864);

    /// <summary>With the bounds that the conventions give.</summary>
    public static readonly Histogram<double> Operations = BreakwaterTelemetry.Histogram(
        "gen_ai.client.operation.duration", "s", "GenAI operation duration",
        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);

    /// <summary>Whether anybody listens to decisions.</summary>
    public static bool DecisionsAreHeard => Decisions.Enabled || BreakwaterTelemetry.Source.HasListeners();

    /// <summary>Whether anybody listens to how actions end.</summary>
    public static bool EndsAreHeard => Tokens.Enabled || Operations.Enabled || BreakwaterTelemetry.Source.HasListeners();
}
