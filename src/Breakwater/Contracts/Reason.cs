namespace Breakwater.Contracts;

/// <summary>
/// Why a control decided as it did: one static instance per reason, so that a decision carries it without allocating and equality is
/// identity. <see cref="Code"/> is stable and may be matched by programs; <see cref="Text"/> is for people.
/// </summary>
/// <param name="control">The control whose reason it is.</param>
/// <param name="code">Stable, lower case, dotted: <c>trust.revoked</c>.</param>
/// <param name="text">One short sentence without a full stop.</param>
/// <param name="retryable">Whether asking again later can help without anyone changing anything.</param>
public sealed class Reason(ControlId control, string code, string text, bool retryable = false)
{
    /// <summary>The control whose reason it is.</summary>
    public ControlId Control { get; } = control;

    /// <summary>Stable code, such as <c>trust.revoked</c>.</summary>
    public string Code { get; } = code;

    /// <summary>One short sentence for people.</summary>
    public string Text { get; } = text;

    /// <summary>Whether asking again later can help without anyone changing anything.</summary>
    public bool Retryable { get; } = retryable;

    /// <inheritdoc/>
    public override string ToString() => Code;
}
