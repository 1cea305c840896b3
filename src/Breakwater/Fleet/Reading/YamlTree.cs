namespace Breakwater.Fleet.Reading;

/// <summary>A value of the file and where it stands.</summary>
internal abstract record YamlValue(Position At)
{
    /// <summary>What kind of value it is, in words for a message.</summary>
    public abstract string Kind { get; }
}

/// <summary>A piece of text. A plain empty, <c>~</c> or <c>null</c> scalar is no value.</summary>
internal sealed record YamlScalar(Position At, string Text, bool IsPlain) : YamlValue(At)
{
    public override string Kind => IsNothing ? "nothing" : "a single value";

    public bool IsNothing => IsPlain && Text is "" or "~" or "null";
}

/// <summary>A list.</summary>
internal sealed record YamlSequence(Position At, IReadOnlyList<YamlValue> Items) : YamlValue(At)
{
    public override string Kind => "a list";
}

/// <summary>Keys and values; duplicates have been reported and the first kept.</summary>
internal sealed record YamlMapping(Position At, IReadOnlyList<(YamlScalar Key, YamlValue Value)> Entries) : YamlValue(At)
{
    public override string Kind => "a set of keys";
}
