using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;
using Breakwater.Policy.Manifests;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy.Diffing;

/// <summary>Values to try.</summary>
/// <param name="Values">The values; <c>default</c> among them stands for an argument's absence.</param>
/// <param name="All">How many there would be if none were left out.</param>
internal readonly record struct TriedValues(IReadOnlyList<CedarValue> Values, long All);

/// <summary>The values of an argument at which an answer can change: each literal that policies compare it with, its neighbours, and what the manifest allows. Deterministic.</summary>
internal static class BoundaryValues
{
    /// <summary>Texts of which every set is tried; of more, the sets of one, of all but one, and of all.</summary>
    private const int MostTextsInAllSets = 8;

    private const long Noon = 1_767_268_800_000, Day = 86_400_000;

    /// <summary>Values for an argument, those of the first policies before the others.</summary>
    public static TriedValues Of(ArgumentDefinition argument, PolicyLiterals literals, PolicyLiterals? first = null)
    {
        var met = literals.Of(argument.Id);
        IEnumerable<CedarValue> Values(PolicyLiterals literals, IReadOnlyCollection<CedarValue> met) => argument.Kind switch
        {
            ArgumentKind.Flag => [CedarValue.Of(false), CedarValue.Of(true)],
            ArgumentKind.Choice => argument.Values.Select(CedarValue.Of),
            ArgumentKind.Text => Texts(literals, argument).Texts.Select(CedarValue.Of),
            ArgumentKind.Texts => Sets(Members(met, argument)),
            ArgumentKind.Count or ArgumentKind.MinorUnits => Numbers(met, CedarKind.Long).Select(CedarValue.Of),
            ArgumentKind.Decimal or ArgumentKind.Money => Numbers(met, CedarKind.Decimal).Select(CedarValue.Decimal),
            _ => Numbers(met, CedarKind.DateTime).Select(CedarValue.DateTime),
        };
        var found = (first is null ? [] : Values(first, first.Of(argument.Id))).Concat(Values(literals, met)).Distinct().ToList();
        long all = found.Count;
        if (argument.Kind == ArgumentKind.Texts && Members(met, argument).Length is > MostTextsInAllSets and var texts) { all = texts < 63 ? 1L << texts : long.MaxValue; }
        if (argument.Kind == ArgumentKind.Text && !Texts(literals, argument).IsComplete) { all = long.MaxValue; }
        if (!argument.Optional) { return new(found, all); }
        found.Add(default);
        return new(found, RequestCount.Add(all, 1));
    }

    /// <summary>Instants for the clock, to the second: those that policies compare it with, and around each time of day.</summary>
    /// <param name="literals">What policies compare with.</param>
    /// <param name="combined">Whether also the instants moved by the durations, and each time of day on the days around the instants.</param>
    public static IReadOnlyList<DateTimeOffset> Times(PolicyLiterals literals, bool combined)
    {
        var met = literals.Of(PolicyNames.Now);
        var instants = met.Where(v => v.Kind == CedarKind.DateTime).Select(v => v.Number).ToList();
        var durations = met.Where(v => v.Kind == CedarKind.Duration).Select(v => v.Number).ToList();
        var found = new SortedSet<long> { Noon };
        // A time of day can matter on some days only: it is tried on the day of each instant, and on those before and after.
        var days = instants.Where(i => Math.Abs(i) < 253_000_000_000_000).SelectMany(i => new[] { -1, 0, 1 }.Select(d => i - (i % Day + Day) % Day + d * Day)).Distinct().ToList();
        IEnumerable<Int128> alone = instants.Select(i => (Int128)i).Concat(durations.Select(d => (Int128)Noon - Day / 2 + d));
        var all = !combined ? alone : alone.Concat(instants.SelectMany(i => durations.SelectMany(d => new[] { (Int128)i + d, (Int128)i - d })))
            .Concat(days.SelectMany(day => durations.Where(d => d is >= 0 and < Day).Prepend(0).Select(d => (Int128)day + d)));
        foreach (var at in all.Where(a => a > -62_000_000_000_000 && a < 253_000_000_000_000)) { found.UnionWith([(long)at - 1_000, (long)at, (long)at + 1_000]); }
        return [.. found.Select(DateTimeOffset.FromUnixTimeMilliseconds)];
    }

    private static SortedSet<long> Numbers(IEnumerable<CedarValue> met, CedarKind kind)
    {
        var found = new SortedSet<long> { 0, 1 };
        foreach (var value in met.Where(v => v.Kind == kind))
        {
            found.Add(value.Number);
            if (value.Number > long.MinValue) { found.Add(value.Number - 1); }
            if (value.Number < long.MaxValue) { found.Add(value.Number + 1); }
        }
        return found;
    }

    /// <summary>A text for each way to match what policies compare with; where they compare with another argument, one more that is like none.</summary>
    private static (IEnumerable<string> Texts, bool IsComplete) Texts(PolicyLiterals literals, ArgumentDefinition argument)
    {
        var known = literals.Of(argument.Id).Where(v => v.Kind == CedarKind.String).Select(v => v.AsString).Order(StringComparer.Ordinal).ToList();
        var (texts, complete) = TextClasses.Of([.. known.Select(t => new LikePattern([t])), .. literals.Patterns(argument.Id)], argument.MaxLength);
        return (texts.Concat(known).Concat(literals.IsComparedWithOthers(argument.Id) ? [Unlike(known) + Unlike(known)] : []).Append("").Where(t => t.Length <= argument.MaxLength).Distinct(), complete);
    }

    /// <summary>The texts of lists that policies know, and one that none knows.</summary>
    private static string[] Members(IEnumerable<CedarValue> met, ArgumentDefinition argument)
    {
        string[] known = [.. met.Where(v => v.Kind == CedarKind.String).Select(v => v.AsString).Distinct().Order(StringComparer.Ordinal)];
        return [.. known.Append(Unlike(known)).Where(t => t.Length <= argument.MaxLength)];
    }

    private static string Unlike(IReadOnlyCollection<string> known) => Enumerable.Range('x', char.MaxValue).Select(c => ((char)c).ToString()).First(t => !known.Contains(t, StringComparer.Ordinal));

    private static IEnumerable<CedarValue> Sets(string[] texts)
    {
        IEnumerable<string[]> sets = texts.Length <= MostTextsInAllSets
            ? Enumerable.Range(0, 1 << texts.Length).Select(chosen => texts.Where((_, i) => (chosen >> i & 1) != 0).ToArray())
            : [[], .. texts.Select(t => new[] { t }), .. texts.Select(t => texts.Where(o => o != t).ToArray()), texts];
        return sets.Select(s => CedarValue.Of(new CedarSet(s.Select(CedarValue.Of))));
    }
}
