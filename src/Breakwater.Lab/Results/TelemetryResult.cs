namespace Breakwater.Lab.Results;

/// <summary>What the runtime's own instruments counted while the run drove the controls, over every point that was measured.</summary>
public sealed record TelemetryResult
{
    /// <summary>Version of the OpenTelemetry semantic conventions whose names are used.</summary>
    public required string SemanticConventions { get; init; }

    /// <summary>The figures to watch.</summary>
    public required IReadOnlyList<TelemetryFigure> Figures { get; init; }

    /// <summary>The counts they were made of, tenants and clusters added up.</summary>
    public required IReadOnlyList<TelemetryCount> Counts { get; init; }
}

/// <summary>A figure.</summary>
/// <param name="Name">For programs.</param>
/// <param name="Title">For people.</param>
/// <param name="Value">Null where nothing was counted that could say.</param>
/// <param name="Unit"><c>ns</c>, <c>B</c> or <c>share</c>.</param>
/// <param name="Basis">What it was made of.</param>
public sealed record TelemetryFigure(string Name, string Title, double? Value, string Unit, string Basis);

/// <summary>A count.</summary>
/// <param name="Instrument">Name of the instrument.</param>
/// <param name="Words">Values of its tags that tell it apart, such as <c>throttle</c> and <c>provider</c>.</param>
/// <param name="Value">How many.</param>
public sealed record TelemetryCount(string Instrument, IReadOnlyList<string> Words, double Value);
