using Breakwater.Lab.Results;
using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>The figures to watch, as the run's own instruments counted them; absent from results that have none.</summary>
internal static class TelemetrySection
{
    public static IEnumerable<Section> Build(BuildContext context)
    {
        if (context.Results.Telemetry is not { } telemetry) { yield break; }
        yield return new(context.Section("telemetry"), "What the run's own telemetry counted",
        [
            new Prose("While the run drove the controls, their own instruments counted, as they do in production. Every point is in these sums in which the runtime's own controls ran, those that were driven until they broke among them: they show what the instruments see, not how a fleet fares."),
            new Table("Figures to watch", ["Figure", new("Value", Numeric: true), "Made of"],
                [.. telemetry.Figures.Select(f => (IReadOnlyList<Piece>)[f.Title, f.Value is { } value ? Value(value, f.Unit) : Piece.None, f.Basis])])
            {
                Note = $"Counts are exact and repeat; no clock is in them. Names follow the OpenTelemetry semantic conventions {telemetry.SemanticConventions} and our own beside them.",
            },
            new Fold("The counts", [new Table("Counts", ["Instrument", "Of", new("Count", Numeric: true)],
                [.. telemetry.Counts.Select(c => (IReadOnlyList<Piece>)[new(c.Instrument, Tone.Code), string.Join(", ", c.Words), Figures.Count(c.Value)])])]),
        ]);
    }

    private static Piece Value(double value, string unit) => unit == "ns" ? Figures.Value(value / 1e6, "ms") : unit == "B" ? Figures.Value(value / 1e6, "MB") : Figures.Value(value, unit);
}
