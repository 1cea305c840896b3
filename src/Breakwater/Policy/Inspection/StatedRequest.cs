namespace Breakwater.Policy.Inspection;

/// <summary>A request as a person or a record states it: names, and arguments as the tool would get them. Immutable.</summary>
public sealed record StatedRequest
{
    /// <summary>Name of the agent; null for anybody of the group in the region.</summary>
    public string? Agent { get; init; }

    /// <summary>The agent's group.</summary>
    public required string Group { get; init; }

    /// <summary>The agent's region; empty for a short-lived instance.</summary>
    public required string Region { get; init; }

    /// <summary>Tool id.</summary>
    public required string Tool { get; init; }

    /// <summary>Name of the target, such as <c>venues@tokyo</c>; null for the tool's own boundary in the agent's region.</summary>
    public string? Target { get; init; }

    /// <summary>The arguments as one JSON object; null if there are none.</summary>
    public string? Arguments { get; init; }

    /// <summary>Names of arguments that are not among them because their values were masked when the request was recorded.</summary>
    public IReadOnlyList<string> Masked { get; init; } = [];

    /// <summary>Whether the agent acts on a delegation.</summary>
    public bool Delegated { get; init; }

    /// <summary>When, to the second. Default: noon (UTC) of 1 January 2026.</summary>
    public DateTimeOffset Time { get; init; } = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
}

/// <summary>A name in a request that the fleet does not know.</summary>
/// <param name="Key">Which name: <c>group</c>, <c>region</c>, <c>tool</c>, <c>target</c>, <c>agent</c> or <c>masked</c>.</param>
/// <param name="Message">What is wrong with it.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record RequestProblem(string Key, string Message, string Remedy);
