using Breakwater.Cedar.Values;

namespace Breakwater.Policy.Diffing;

/// <summary>A request to compare versions with: one that was recorded, or one that was generated. Immutable.</summary>
public sealed record RecordedRequest
{
    /// <summary>Name of the agent, if it is known; a policy may name one.</summary>
    public string? Agent { get; init; }

    /// <summary>The agent's group.</summary>
    public required string Group { get; init; }

    /// <summary>The agent's region; empty for a short-lived instance.</summary>
    public required string Region { get; init; }

    /// <summary>Tool id.</summary>
    public required string Tool { get; init; }

    /// <summary>Name of the target, such as <c>venues@tokyo</c>; null for the tool's own boundary in the agent's region.</summary>
    public string? Target { get; init; }

    /// <summary>Arguments by name. A value that was masked when it was recorded is <see cref="CedarValue.Masked"/>.</summary>
    public IReadOnlyDictionary<string, CedarValue> Arguments { get; init; } = new Dictionary<string, CedarValue>();

    /// <summary>Whether the agent acted on a delegation.</summary>
    public bool Delegated { get; init; }

    /// <summary>When, to the second.</summary>
    public DateTimeOffset Time { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>One line for people.</summary>
    public override string ToString()
    {
        var arguments = string.Join(", ", Arguments.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}: {ValueText.Of(a.Value)}"));
        return $"{Agent ?? Group}{(Region.Length > 0 ? $" in {Region}" : "")} calls {Tool}({arguments}){(Target is null ? "" : $" at {Target}")}{(Delegated ? ", delegated" : "")}";
    }
}
