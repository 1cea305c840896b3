using System.Globalization;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;

namespace Breakwater.Lab.Comparing;

/// <summary>
/// Reads thresholds. The grammar (blanks are allowed at both ends and around OP):
/// <code>
/// moved
/// finding/ID OP hold|bend|break
/// EXPERIMENT/VARIANT/METRIC[@N][:SCALING] OP NUMBER[UNIT]
/// EXPERIMENT/VARIANT/breakpoint[:METRIC][:SCALING] OP NUMBER
/// EXPERIMENT/VARIANT/[METRIC/]class[:SCALING] OP CLASS
/// </code>
/// VARIANT is a name or <c>*</c>; OP is one of &lt; &lt;= &gt; &gt;= == !=.
/// </summary>
public sealed class ThresholdParser
{
    private const string Option = "--fail-on";

    // Every two ids of two letters are near each other.
    private const int ShortestGuess = 3;

    private static readonly string[] s_scalings = [ScalingNames.ConstantDegree, ScalingNames.Proportional, ScalingNames.Complete];

    private readonly string _text;
    private readonly ThresholdNames? _names;
    private int _at;

    private ThresholdParser(string text, ThresholdNames? names) => (_text, _names) = (text, names);

    /// <summary>Reads one threshold; with names, one that means something on their fleet.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="names">What there is; null to look at the form alone.</param>
    public static ThresholdReading Parse(string text, ThresholdNames? names)
    {
        try
        {
            return new(new ThresholdParser(text, names).Whole(), null);
        }
        catch (ThresholdException e)
        {
            return new(null, new(Option, 0, 0, string.Create(CultureInfo.InvariantCulture, $"`{text}`, character {e.At + 1}: {e.Message}"), e.Remedy));
        }
    }

    private Threshold Whole()
    {
        Blanks();
        var threshold = Any();
        Blanks();
        return _at == _text.Length ? threshold : throw Wrong(_at, "nothing more is expected.", "One --fail-on takes one expression; give the option again for another.");
    }

    private Threshold Any()
    {
        var start = _at;
        var first = Word("`moved`, `finding` or the name of an experiment");
        if (first == "moved") { return new MovedThreshold(); }
        if (_names is not null && first != "finding") { Known(start, "experiment", first, [.. _names.Experiments, "finding", "moved"]); }
        Sign('/');
        return first == "finding" ? Finding() : OfExperiment(first);
    }

    private FindingThreshold Finding()
    {
        var start = _at;
        var id = Word("the id of a finding");
        if (_names is not null) { Known(start, "finding", id, _names.Findings); }
        return new(id, Operator(), OneOf("judgement", Judgements.All));
    }

    private Threshold OfExperiment(string experiment)
    {
        var spec = _names?.Experiment(experiment);
        var start = _at;
        var variant = Next() == '*' ? Star() : Word("the name of a variant, or `*` for every one");
        if (spec is not null && variant != Threshold.AnyVariant) { Known(start, $"variant of {experiment}", variant, spec.Variants.Select(v => v.Id)); }
        IReadOnlyList<VariantSpec> variants = spec is null ? [] : ThresholdNames.Variants(spec, variant);
        Sign('/');
        start = _at;
        var metric = Word("the name of a metric, `breakpoint` or `class`");
        if (metric == "breakpoint") { return Breakpoint(experiment, variant, variants); }
        if (metric == "class") { return Class(experiment, variant, null, variants); }
        if (spec is not null) { Known(start, $"metric of {experiment}", metric, [.. spec.Metrics.Select(m => m.Name), "breakpoint", "class"]); }
        return Next() == '/' ? ClassOf(experiment, variant, metric, start, spec, variants) : Metric(experiment, variant, metric, spec, variants);
    }

    private MetricThreshold Metric(string experiment, string variant, string metric, ExperimentSpec? spec, IReadOnlyList<VariantSpec> variants)
    {
        int? at = null;
        if (Next() == '@')
        {
            _at++;
            at = Size();
        }
        var scaling = Scaling(variants);
        var op = Operator();
        var (limit, unit) = (Number(), Unit(spec?.Metrics.First(m => m.Name == metric).Unit, metric));
        return new(experiment, variant, metric, at, scaling, op, limit, unit);
    }

    private BreakpointThreshold Breakpoint(string experiment, string variant, IReadOnlyList<VariantSpec> variants)
    {
        string? metric = null;
        var start = _at;
        if (Next() == ':' && !s_scalings.Contains(Ahead(_at + 1)))
        {
            _at++;
            start = _at;
            metric = Word("the name of a metric or a scaling rule");
        }
        var scaling = Scaling(variants);
        if (_names is not null)
        {
            List<(string Metric, string Scaling)> tried = [.. variants.SelectMany(v => _names.Budgeted(experiment, v)).Distinct()];
            if (metric is not null) { Known(start, $"budget of {experiment} on", metric, tried.Select(t => t.Metric).Distinct()); }
            if (!tried.Any(t => (metric is null || t.Metric == metric) && (scaling is null || t.Scaling == scaling)))
            {
                throw Wrong(start, $"no budget of {experiment} is tried there.", $"Budgets are tried on {string.Join(", ", tried.Select(t => $"{t.Metric}:{t.Scaling}"))}.");
            }
        }
        return new(experiment, variant, metric, scaling, Operator(), Number());
    }

    private ClassThreshold ClassOf(string experiment, string variant, string metric, int start, ExperimentSpec? spec, IReadOnlyList<VariantSpec> variants)
    {
        if (spec is not null) { Known(start, $"fitted law of {experiment} for", metric, spec.Fitted); }
        Sign('/');
        OneOf("property of a metric", ["class"]);
        return Class(experiment, variant, metric, variants);
    }

    private ClassThreshold Class(string experiment, string variant, string? metric, IReadOnlyList<VariantSpec> variants) =>
        new(experiment, variant, metric, Scaling(variants), Operator(), OneOf("class of growth", GrowthClasses.All));

    private string? Scaling(IReadOnlyList<VariantSpec> variants)
    {
        if (Next() != ':') { return null; }
        _at++;
        var start = _at;
        var scaling = OneOf("scaling rule", s_scalings);
        if (_names is not null)
        {
            Known(start, $"run of {(variants.Count == 1 ? variants[0].Id : "any variant")} under", scaling, variants.SelectMany(v => v.Reach).Select(r => r.Scaling).Distinct());
        }
        return scaling;
    }

    private ThresholdOperator Operator()
    {
        Blanks();
        var op = ThresholdOperators.At(_text.AsSpan(_at)) ?? throw Wrong(_at, "a comparison is expected.", "Write one of < <= > >= == !=.");
        _at += op.Sign().Length;
        Blanks();
        return op;
    }

    private double Number()
    {
        var start = _at;
        Digits();
        if (Next() == '.')
        {
            _at++;
            Digits();
        }
        if (Next() is 'e' or 'E' && (char.IsAsciiDigit(After(1)) || (After(1) is '+' or '-' && char.IsAsciiDigit(After(2)))))
        {
            _at += 2;
            while (char.IsAsciiDigit(Next())) { _at++; }
        }
        var value = double.Parse(_text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? value : throw Wrong(start, "the number is too large.", "Nothing measured is that large.");
    }

    private int Size()
    {
        var start = _at;
        Digits();
        return int.TryParse(_text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 2 and <= FleetLimits.MaxAgents
            ? size
            : throw Wrong(start, "this is not a fleet size.", string.Create(CultureInfo.InvariantCulture, $"Write a whole number from 2 to {FleetLimits.MaxAgents}."));
    }

    private void Digits()
    {
        if (!char.IsAsciiDigit(Next())) { throw Wrong(_at, "a number is expected.", "Write digits, such as 200 or 0.5."); }
        while (char.IsAsciiDigit(Next())) { _at++; }
    }

    private string Unit(string? metricUnit, string metric)
    {
        var start = _at;
        while (Next() == '%' || char.IsLetter(Next())) { _at++; }
        var unit = _text[start.._at];
        if (unit.Length == 0 || metricUnit is null) { return unit; }
        var suitable = ThresholdUnits.For(metricUnit);
        return suitable.Contains(unit) ? unit
            : throw Wrong(start, $"`{unit}` is not a unit of `{metric}`.", suitable.Count > 0 ? $"Write one of {string.Join(", ", suitable)}, or none for {metricUnit}." : $"Write the number alone; it is in {metricUnit}.");
    }

    private string OneOf(string kind, IReadOnlyList<string> words)
    {
        var start = _at;
        var word = Word(kind);
        Known(start, kind, word, words);
        return word;
    }

    private string Word(string expected)
    {
        var word = Ahead(_at);
        if (word.Length == 0) { throw Wrong(_at, $"{expected} is expected.", "See docs/comparing.md for the form of an expression."); }
        _at += word.Length;
        return word;
    }

    private string Ahead(int from)
    {
        var end = from;
        while (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] == '-')) { end++; }
        return _text[from..end];
    }

    private string Star()
    {
        _at++;
        return Threshold.AnyVariant;
    }

    private void Sign(char sign)
    {
        if (Next() != sign) { throw Wrong(_at, $"`{sign}` is expected.", "See docs/comparing.md for the form of an expression."); }
        _at++;
    }

    private void Blanks()
    {
        while (Next() == ' ') { _at++; }
    }

    private char Next() => After(0);

    private char After(int count) => _at + count < _text.Length ? _text[_at + count] : '\0';

    private static void Known(int at, string kind, string word, IEnumerable<string> names)
    {
        List<string> known = [.. names];
        if (known.Contains(word)) { return; }
        throw Wrong(at, $"there is no {kind} `{word}`.", word.Length >= ShortestGuess && Spelling.Near(word, known) is [var near, ..] ? $"Did you mean `{near}`?" : $"There are: {string.Join(", ", known)}.");
    }

    private static ThresholdException Wrong(int at, string message, string remedy) => new(at, message, remedy);

    private sealed class ThresholdException(int at, string message, string remedy) : Exception(message)
    {
        public int At { get; } = at;

        public string Remedy { get; } = remedy;
    }
}
