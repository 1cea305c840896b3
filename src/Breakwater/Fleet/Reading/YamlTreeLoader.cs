using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Breakwater.Fleet.Reading;

/// <summary>
/// Turns text into a tree of positioned values. Works on events rather than the library's own tree, so that depth is bounded before
/// anything recurses and aliases are never expanded.
/// </summary>
internal sealed class YamlTreeLoader(Problems problems, YamlFileKind? kind = null)
{
    private const string Unreadable = "this is not YAML: the text cannot be read beyond this place";
    private const string Remedy = "check brackets, quotes, colons and indentation here and on the lines above";

    private readonly YamlFileKind _kind = kind ?? YamlFileKind.Fleet;
    private Position _at = new(1, 1);

    /// <summary>The one document of the text; null where there is none, with the reason among the problems.</summary>
    public YamlValue? Load(string text)
    {
        var scanner = new Scanner(new StringReader(text));
        try
        {
            var events = new Parser(scanner);
            Next(events);
            Next(events);
            if (events.Current is StreamEnd)
            {
                problems.Add(_at, "the file is empty", _kind.EmptyRemedy);
                return null;
            }
            Next(events);
            var root = Value(events, 0);
            Next(events);
            if (events.Current is not StreamEnd)
            {
                problems.Add(_at, "a second document begins", $"keep one {_kind.Holds} in a file: remove the `---` and what follows, or move it to its own file");
            }
            return root;
        }
        catch (Stop)
        {
            return null;
        }
        catch (YamlException e)
        {
            problems.Add(Position.Of(e.Start), $"this is not YAML: {Reason(e)}", Remedy);
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The library fails in ways of its own on some malformed text, such as a bracket that is never closed.
            problems.Add(Position.Of(scanner.CurrentPosition), Unreadable, Remedy);
            return null;
        }
    }

    private static string Reason(YamlException e)
    {
        var first = e.Message.Split('\n')[0].Trim().TrimEnd('.');
        var detail = first.IndexOf("): ", StringComparison.Ordinal);
        if (first.StartsWith('(') && detail >= 0) { first = first[(detail + 3)..]; }
        return first.Length == 0 ? "it cannot be read" : char.ToLowerInvariant(first[0]) + first[1..];
    }

    private void Next(Parser events)
    {
        if (!events.MoveNext())
        {
            // The library ends without a word after some control characters.
            problems.Add(_at, Unreadable, Remedy);
            throw new Stop();
        }
        _at = Position.Of(events.Current!.Start);
    }

    private YamlValue Value(Parser events, int depth)
    {
        if (depth > FleetLimits.MaxDepth)
        {
            problems.Add(_at, $"the file nests deeper than {FleetLimits.MaxDepth} levels", "check brackets and indentation: a fleet needs 6 levels");
            throw new Stop();
        }
        CheckPlain(events.Current!);
        var at = _at;
        YamlValue value;
        switch (events.Current)
        {
            case Scalar scalar:
                value = new YamlScalar(at, scalar.Value, scalar.Style == ScalarStyle.Plain);
                Next(events);
                return value;
            case SequenceStart:
                value = new YamlSequence(at, Items(events, depth));
                break;
            case MappingStart:
                value = new YamlMapping(at, Entries(events, depth));
                break;
            default:
                Next(events);
                return new YamlScalar(at, "", IsPlain: true);
        }
        Next(events);
        return value;
    }

    private List<YamlValue> Items(Parser events, int depth)
    {
        var items = new List<YamlValue>();
        Next(events);
        while (events.Current is not SequenceEnd) { items.Add(Value(events, depth + 1)); }
        return items;
    }

    private List<(YamlScalar, YamlValue)> Entries(Parser events, int depth)
    {
        var entries = new List<(YamlScalar, YamlValue)>();
        var seen = new Dictionary<string, Position>(StringComparer.Ordinal);
        Next(events);
        while (events.Current is not MappingEnd)
        {
            var key = Value(events, depth + 1);
            var value = Value(events, depth + 1);
            if (key is not YamlScalar name)
            {
                problems.Add(key.At, $"a key is {key.Kind}", "a key is a single word followed by a colon");
            }
            else if (seen.TryGetValue(name.Text, out var first))
            {
                problems.Add(name.At, $"{Problems.Quote(name.Text)} is given twice, first on line {first.Line}", "keep one of the two");
            }
            else
            {
                seen.Add(name.Text, name.At);
                entries.Add((name, value));
            }
        }
        return entries;
    }

    private void CheckPlain(ParsingEvent found)
    {
        if (found is AnchorAlias alias)
        {
            problems.Add(
                _at, $"{Problems.Quote("*" + alias.Value.Value)} repeats another part of the file", "write the value out: anchors and aliases are not read");
        }
        else if (found is NodeEvent node)
        {
            if (!node.Anchor.IsEmpty)
            {
                problems.Add(_at, $"{Problems.Quote("&" + node.Anchor.Value)} marks a part for repetition", "remove it: anchors and aliases are not read");
            }
            if (!node.Tag.IsEmpty)
            {
                problems.Add(_at, $"the tag {Problems.Quote(node.Tag.Value)} is given", $"remove it: the {_kind.Name} decides what kind each value is");
            }
        }
    }

    /// <summary>Ends reading: the reason is already among the problems, or the stream is over.</summary>
    private sealed class Stop : Exception;
}
