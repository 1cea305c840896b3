using System.Text.Json;
using Breakwater.Cedar.Values;
using Breakwater.Contracts;
using Breakwater.Fleet.Reading;
using Breakwater.Policy.Manifests;

namespace Breakwater.Policy.Arguments;

/// <summary>
/// Binds the JSON that a tool will get to the values that policies see. Strict: one object with declared fields, each once, nothing that has to be rounded, cut or
/// guessed. Allocates only the texts. O(bytes × arguments).
/// </summary>
internal static class ArgumentBinder
{
    private const int MaxItems = 256;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 4, CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>Fills the values, which are all absent before; why not, naming the field, if something is wrong.</summary>
    public static Reason? Bind(ToolManifest manifest, ReadOnlySpan<byte> json, Span<CedarValue> values)
    {
        try
        {
            var reader = new Utf8JsonReader(json, Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) { return PolicyReasons.NotAnObject; }
            // One bit for each field seen: a field may be there and null.
            ulong seen = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var index = IndexOf(manifest, reader);
                if (index < 0) { return PolicyReasons.Argument($"the argument {Problems.Quote(reader.GetString()!)} is not declared for the tool"); }
                var argument = manifest.Arguments[index];
                if ((seen >> index & 1) != 0) { return argument.Twice; }
                seen |= 1UL << index;
                reader.Read();
                if (reader.TokenType == JsonTokenType.Null && argument.Optional) { continue; }
                if (!TryValue(argument, ref reader, out values[index])) { return argument.Unrepresentable; }
            }
            // Whatever follows the object would reach the tool unseen.
            if (reader.TokenType != JsonTokenType.EndObject || reader.Read()) { return PolicyReasons.NotAnObject; }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return PolicyReasons.NotAnObject;
        }
        for (var i = 0; i < manifest.Arguments.Count; i++)
        {
            if (values[i].Kind == CedarKind.None && !manifest.Arguments[i].Optional) { return manifest.Arguments[i].Missing; }
        }
        return null;
    }

    private static int IndexOf(ToolManifest manifest, in Utf8JsonReader reader)
    {
        for (var i = 0; i < manifest.Arguments.Count; i++)
        {
            if (reader.ValueTextEquals(manifest.Arguments[i].Utf8Id)) { return i; }
        }
        return -1;
    }

    private static bool TryValue(ArgumentDefinition argument, ref Utf8JsonReader reader, out CedarValue value)
    {
        value = default;
        switch (argument.Kind)
        {
            case ArgumentKind.Text:
                return TryText(argument, reader, out value);
            case ArgumentKind.Choice:
                return TryChoice(argument, reader, out value);
            case ArgumentKind.Texts:
                return TryTexts(argument, ref reader, out value);
            case ArgumentKind.Flag:
                value = CedarValue.Of(reader.TokenType == JsonTokenType.True);
                return reader.TokenType is JsonTokenType.True or JsonTokenType.False;
            case ArgumentKind.Instant:
                return TryInstant(reader, out value);
            default:
                var mayBeQuoted = argument.Kind != ArgumentKind.Count;
                if (reader.TokenType != JsonTokenType.Number && !(mayBeQuoted && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)) { return false; }
                if (!ExactNumber.TryRead(reader.ValueSpan, argument.Places, out var scaled)) { return false; }
                value = argument.Number(scaled);
                return true;
        }
    }

    private static bool TryText(ArgumentDefinition argument, in Utf8JsonReader reader, out CedarValue value)
    {
        value = default;
        // Six bytes an escaped character, at most: what is longer is refused before it is copied.
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length > 6L * argument.MaxLength) { return false; }
        var text = reader.GetString()!;
        value = CedarValue.Of(text);
        return text.Length <= argument.MaxLength;
    }

    private static bool TryChoice(ArgumentDefinition argument, in Utf8JsonReader reader, out CedarValue value)
    {
        value = default;
        if (reader.TokenType != JsonTokenType.String) { return false; }
        for (var i = 0; i < argument.Utf8Values.Length; i++)
        {
            if (!reader.ValueTextEquals(argument.Utf8Values[i])) { continue; }
            value = argument.Choice(i);
            return true;
        }
        return false;
    }

    private static bool TryTexts(ArgumentDefinition argument, ref Utf8JsonReader reader, out CedarValue value)
    {
        value = default;
        if (reader.TokenType != JsonTokenType.StartArray) { return false; }
        var texts = new List<CedarValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (texts.Count == MaxItems || !TryText(argument, reader, out var text)) { return false; }
            texts.Add(text);
        }
        var set = new CedarSet(texts);
        value = CedarValue.Of(set);
        // A set would hide that one thing is asked for twice.
        return set.Count == texts.Count;
    }

    private static bool TryInstant(in Utf8JsonReader reader, out CedarValue value)
    {
        value = default;
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || !reader.TryGetDateTimeOffset(out var instant)) { return false; }
        // Without an offset the library would take the machine's own.
        var text = reader.ValueSpan;
        if (text.Length < 20 || (text[^1] != 'Z' && text[^6] is not ((byte)'+' or (byte)'-'))) { return false; }
        var ticks = (instant - DateTimeOffset.UnixEpoch).Ticks;
        value = CedarValue.DateTime(ticks / TimeSpan.TicksPerMillisecond);
        return ticks % TimeSpan.TicksPerMillisecond == 0;
    }
}
