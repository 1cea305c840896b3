using Breakwater.Contracts;

namespace Breakwater.Fleet.Reading;

/// <summary>
/// Reads the keys of one mapping. Each reader asks for every key it knows, then <see cref="Close"/> reports the keys nobody asked for. A
/// value that is missing or wrong is reported and a stand-in returned, so that reading goes on and finds the rest.
/// </summary>
internal sealed class YamlMap
{
    private readonly Problems _problems;
    private readonly Dictionary<string, YamlValue> _values = new(StringComparer.Ordinal);
    private readonly List<(YamlScalar Key, YamlValue Value)> _entries;
    private readonly List<string> _asked = [];

    public YamlMap(YamlMapping mapping, string what, Problems problems)
    {
        _problems = problems;
        _entries = [.. mapping.Entries];
        At = mapping.At;
        What = what;
        foreach (var (key, value) in _entries) { _values.TryAdd(key.Text, value); }
    }

    /// <summary>Where the mapping begins.</summary>
    public Position At { get; }

    /// <summary>What it describes, for messages: <c>group `order-management`</c>.</summary>
    public string What { get; set; }

    /// <summary>Whether the key is there.</summary>
    public bool Has(string key) => _values.ContainsKey(key);

    /// <summary>Where to look for a key: at its value, or at the key if the value begins further down; at the mapping if the key is missing.</summary>
    public Position PositionOf(string key) =>
        !_values.TryGetValue(key, out var value) ? At : value is YamlScalar { IsNothing: false } ? value.At : _entries.First(e => e.Key.Text == key).Key.At;

    public void Problem(string? key, string message, string remedy) => _problems.Add(key is null ? At : PositionOf(key), $"{What} {message}", remedy);

    /// <summary>Reports every key that nobody asked for.</summary>
    public void Close()
    {
        foreach (var (key, value) in _entries)
        {
            if (_asked.Contains(key.Text, StringComparer.Ordinal)) { continue; }
            var shown = Problems.Quote(key.Text);
            if (value is YamlScalar { IsNothing: true } && key.Text.Contains(' ', StringComparison.Ordinal))
            {
                _problems.Add(
                    key.At, $"{What} has the text {shown} where a key is due",
                    "quote the whole text, if it belongs to the one before: inside `{ }` a comma ends a text");
            }
            else
            {
                var near = _problems.IsFull ? null : NearestName.To(key.Text, _asked);
                _problems.Add(
                    key.At, $"{What} has the key {shown}, which nothing reads",
                    near is null ? $"remove it; the keys here are {string.Join(", ", _asked.Select(Problems.Quote))}" : $"did you mean `{near}`?");
            }
        }
    }

    public string Text(string key, string example) => Scalar(key)?.Text ?? Missing(key, example, "");

    public string Text(string key, string example, string otherwise) => Asked(key) is null ? otherwise : Text(key, example);

    public string? OptionalText(string key, string example) => Asked(key) is null ? null : Text(key, example);

    public bool Flag(string key, bool otherwise)
    {
        if (Asked(key) is null || Scalar(key) is not { } scalar) { return otherwise; }
        if (scalar.Text is "true" or "false") { return scalar.Text == "true"; }
        Problem(key, $"sets `{key}` to {Problems.Quote(scalar.Text)}", "write `true` or `false`");
        return otherwise;
    }

    public T Choice<T>(string key, Choices<T> choices, T otherwise) => Asked(key) is null ? otherwise : Choice(key, choices);

    public T Choice<T>(string key, Choices<T> choices)
    {
        if (Scalar(key) is not { } scalar)
        {
            Missing(key, choices.Words[0], "");
            return choices.First;
        }
        if (choices.TryFind(scalar.Text, out var value)) { return value; }
        var list = string.Join(", ", choices.Words.Select(Problems.Quote));
        var remedy = NearestName.To(scalar.Text, choices.Words) is { } near ? $"did you mean `{near}`? It is one of {list}" : $"write one of {list}";
        Problem(key, $"sets `{key}` to {Problems.Quote(scalar.Text)}", remedy);
        return choices.First;
    }

    /// <summary>A whole number between two others, both included.</summary>
    public int Count(string key, int least, int most, int? otherwise)
    {
        if (otherwise is { } value && Asked(key) is null) { return value; }
        var number = Measure(key, Units.Number, "12", least);
        if (number >= least && number <= most && number == Math.Floor(number)) { return (int)number; }
        Problem(key, $"sets `{key}` to {Shown(key)}", FormattableString.Invariant($"write a whole number from {least:#,0} to {most:#,0}"));
        return least;
    }

    public int? OptionalCount(string key, int least, int most) => Asked(key) is null ? null : Count(key, least, most, null);

    public TimeSpan Duration(string key, TimeSpan otherwise) => Measure<TimeSpan>(key, Units.Duration, otherwise);

    public TimeSpan Duration(string key, string example) => Measure(key, Units.Duration, example, TimeSpan.FromTicks(1));

    public TimeSpan? OptionalDuration(string key) => Asked(key) is null ? null : Measure(key, Units.Duration, "", TimeSpan.FromTicks(1));

    public double PerMinute(string key, double otherwise) => Measure<double>(key, Units.PerMinute, otherwise);

    public double PerMinute(string key, string example) => Measure(key, Units.PerMinute, example, 1d);

    public long WholePerMinute(string key, long otherwise) => Measure<long>(key, Units.WholePerMinute, otherwise);

    public CountPerPeriod? OptionalPerPeriod(string key) => Asked(key) is null ? null : Measure(key, Units.PerPeriod, "", new CountPerPeriod(1, TimeSpan.FromMinutes(1)));

    public long? OptionalBytes(string key) => Asked(key) is null ? null : Measure(key, Units.Bytes, "", 1L);

    public CountPerPeriod? OptionalBytesPerPeriod(string key) => Asked(key) is null ? null : Measure(key, Units.BytesPerPeriod, "", new CountPerPeriod(1, TimeSpan.FromMinutes(1)));

    public double PerHour(string key, double otherwise) => Measure<double>(key, Units.PerHour, otherwise);

    public double PerMonth(string key, string example) => Measure(key, Units.PerMonth, example, 1d);

    public Money Amount(string key, string currency, Money otherwise) => Measure(key, text => Units.Amount(text, currency), otherwise);

    public Money Amount(string key, string currency, string example) => Measure(key, text => Units.Amount(text, currency), example, Money.Zero);

    public string Reference(string key, Names names) => Scalar(key) is { } scalar ? Resolve(key, scalar, names) : Missing(key, $"the id of a {names.Kind}", "");

    public string Reference(string key, Names names, string otherwise) => Asked(key) is null ? otherwise : Reference(key, names);

    public string? OptionalReference(string key, Names names) => Asked(key) is null ? null : Reference(key, names);

    /// <summary>Names that are declared elsewhere, each once.</summary>
    public IReadOnlyList<string> References(string key, Names names, IReadOnlyList<string> otherwise) =>
        Asked(key) is null ? otherwise : Strings(key, scalar => Resolve(key, scalar, names));

    /// <summary>Names that are declared elsewhere, each once and at least one.</summary>
    public IReadOnlyList<string> References(string key, Names names)
    {
        var found = Asked(key) is null ? [] : Strings(key, scalar => Resolve(key, scalar, names));
        if (found.Count == 0) { Empty(key, $"a {names.Kind}"); }
        return found;
    }

    /// <summary>A list of texts, each once.</summary>
    public IReadOnlyList<string> Texts(string key) => Asked(key) is null ? [] : Strings(key, scalar => scalar.Text);

    /// <summary>Reports a list that has to hold something and does not.</summary>
    public void Empty(string key, string what)
    {
        if (_values.TryGetValue(key, out var value) && value is not YamlSequence { Items.Count: 0 }) { return; }
        Problem(key, value is null ? $"has no `{key}`" : $"has an empty list of `{key}`", $"name at least {what}: `{key}: [...]`");
    }

    /// <summary>The mappings of a list; empty if the key is missing.</summary>
    /// <param name="key">Key of the list.</param>
    /// <param name="what">What one entry describes, for messages; its id is added when there is one.</param>
    public IReadOnlyList<YamlMap> Items(string key, string what)
    {
        if (Asked(key) is not { } value) { return []; }
        if (value is not YamlSequence list)
        {
            Problem(key, $"has {value.Kind} under `{key}`", $"write a list: one `- ` for each {what}, or leave `{key}` out");
            return [];
        }
        var items = new List<YamlMap>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (item is YamlMapping mapping) { items.Add(new(mapping, Named(what, mapping), _problems)); }
            else { _problems.Add(item.At, $"the list `{key}` holds {item.Kind}", $"describe each {what} by its keys, such as `- id: ...`"); }
        }
        return items;
    }

    /// <summary>The mapping under a key; null if the key is missing.</summary>
    public YamlMap? Section(string key, string what)
    {
        if (Asked(key) is not { } value) { return null; }
        if (value is YamlMapping mapping) { return new(mapping, Named(what, mapping), _problems); }
        Problem(key, $"has {value.Kind} under `{key}`", $"write keys below `{key}:`, or leave it out");
        return null;
    }

    /// <summary>Every key with its value, for a section whose keys are data.</summary>
    public IEnumerable<string> Keys() => _entries.Select(e => e.Key.Text);

    /// <summary>The value of a key as it was read, for a section whose values are data; null if the key is missing.</summary>
    public YamlValue? Value(string key) => Asked(key);

    /// <summary>Reads a plain number under a key that is known to be there.</summary>
    public double Number(string key, double otherwise) => Measure<double>(key, Units.Number, otherwise);

    public double Number(string key) => Measure(key, Units.Number, "0.5", 0d);

    /// <summary>The value of a key as it is written, for a message.</summary>
    public string Shown(string key) => _values.TryGetValue(key, out var value) && value is YamlScalar scalar ? Problems.Quote(scalar.Text) : "nothing";

    private static string Named(string what, YamlMapping mapping)
    {
        foreach (var (key, value) in mapping.Entries)
        {
            if (key.Text == "id" && value is YamlScalar { IsNothing: false } id) { return $"{what} {Problems.Quote(id.Text)}"; }
        }
        return what;
    }

    private YamlValue? Asked(string key)
    {
        if (!_asked.Contains(key, StringComparer.Ordinal)) { _asked.Add(key); }
        return _values.GetValueOrDefault(key);
    }

    /// <summary>The scalar under a key; null if it is missing, or is something else, which is then reported.</summary>
    private YamlScalar? Scalar(string key)
    {
        switch (Asked(key))
        {
            case null:
                return null;
            case YamlScalar { IsNothing: false } scalar:
                return scalar;
            case var other:
                Problem(key, $"has {other.Kind} under `{key}`", "write one value there, or leave the key out if it is optional");
                return null;
        }
    }

    private string Missing(string key, string example, string standIn)
    {
        if (!_values.ContainsKey(key))
        {
            Problem(null, $"has no `{key}`", example.Length > 0 ? $"add `{key}:`, such as {Problems.Quote(example)}" : $"add `{key}:`");
        }
        return standIn;
    }

    private T Measure<T>(string key, Func<string, Measured<T>> read, T otherwise)
        where T : struct => Asked(key) is null ? otherwise : Measure(key, read, "", otherwise);

    private T Measure<T>(string key, Func<string, Measured<T>> read, string example, T standIn)
        where T : struct
    {
        if (Scalar(key) is not { } scalar)
        {
            Missing(key, example, "");
            return standIn;
        }
        var measured = read(scalar.Text);
        if (measured.Wrong is null) { return measured.Value; }
        Problem(key, $"sets `{key}` to {Problems.Quote(scalar.Text)}, which {measured.Wrong}", measured.Remedy);
        return standIn;
    }

    private string Resolve(string key, YamlScalar scalar, Names names)
    {
        if (!names.Contains(scalar.Text))
        {
            var under = key == names.Kind ? "" : $" under `{key}`";
            _problems.Add(
                scalar.At, $"{What} names {names.Kind} {Problems.Quote(scalar.Text)}{under}, which does not exist",
                _problems.IsFull ? "" : names.RemedyFor(scalar.Text));
        }
        return scalar.Text;
    }

    private List<string> Strings(string key, Func<YamlScalar, string> read)
    {
        if (Asked(key) is not YamlSequence list)
        {
            Problem(key, $"has {_values[key].Kind} under `{key}`", $"write a list: `{key}: [one, another]`");
            return [];
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var texts = new List<string>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (item is not YamlScalar { IsNothing: false } scalar)
            {
                _problems.Add(item.At, $"{What} has {item.Kind} in the list `{key}`", "write one value there");
            }
            else if (!seen.Add(scalar.Text))
            {
                _problems.Add(scalar.At, $"{What} names {Problems.Quote(scalar.Text)} twice under `{key}`", "keep one of the two");
            }
            else
            {
                texts.Add(read(scalar));
            }
        }
        return texts;
    }
}
