using System.Globalization;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using static Breakwater.Lab.LogVolume.LogVolumeExperiment;
using static Breakwater.Lab.LogVolume.VolumeVariants;

namespace Breakwater.Lab.LogVolume;

/// <summary>What the measurements of log volume mean, beside the article's figures.</summary>
internal sealed class LogVolumeConclusions
{
    private const double Smaller = 0.85, Cheaper = 0.90, Fewer = 0.90, Share = 0.10;
    private const double ArticleDayGb = 50, ArticleSevenYearsTb = 4.2, ArticleTieredMoney = 35, ArticleHotMoney = 150;
    private static readonly (int Agents, double Gigabytes, double Money)[] _article = [(10, 0.05, 0.15), (100, 0.5, 1.5), (1_000, 5, 15), (10_000, 50, 150)];
    private readonly Reading _reading;
    private readonly int _n;
    private readonly Conclusions _conclusions = new();

    private LogVolumeConclusions(Reading reading, int n) => (_reading, _n) = (reading, n);

    private string Currency => _reading.Fleet.Currency;

    public static Conclusions From(Reading reading)
    {
        var n = reading.LargestCommon(Rule, [.. Specs.Select(v => v.Id)]);
        return n == 0 ? new() : new LogVolumeConclusions(reading, n).Conclude();
    }

    private Conclusions Conclude()
    {
        _conclusions.Tables.Add(Article());
        _conclusions.Tables.Add(VariantsTable());
        foreach (var variant in Specs.Where(v => Tiers(v.Id) && Asked(v.Id).Any())) { _conclusions.Tables.Add(QueryTables.Of(_reading, variant, [.. Asked(variant.Id)])); }
        _conclusions.Charts.Add(new("log-volume-day", "Written a day", "gigabytesPerDay", "agents", Rule, [AllHot, Aggregated, Sampled, SampledAggregated], true, true, null, null));
        _conclusions.Charts.Add(new("log-volume-money", "Storage a month, records of every age kept", "money", "agents", Rule, [AllHot, Sampled, Tiered, All], true, true, null, null));
        Compaction();
        Money();
        Repetition();
        Completeness();
        Arithmetic();
        Queries();
        _conclusions.Controls["OB-2.1"] = (_reading.Fit(AllHot, Rule, "gigabytesPerDay")?.Class, [Name(AllHot, "gigabytesPerDay"), Name(Sampled, "mustKeepLost"), Name(All, "money")]);
        return _conclusions;
    }

    private double Of(string variant, string metric, int? n = null) => _reading.Value(variant, Rule, n ?? _n, metric) ?? 0;

    private ResultTable Article() => new(
        "\"Scaling AI Agents from 10 to 10,000\", part 3, beside what was measured",
        ["Agents", "Events a day", "Article: written a day", "Written a day", "All measures: written a day", "Article: a month", "A month, as it counts", "Records of every age, all hot", "With all measures"],
        [.. _article.Where(a => _reading.Value(AllHot, Rule, a.Agents, "money") is not null).Select(a => (IReadOnlyList<string>)[
            a.Agents.ToString("#,0", CultureInfo.InvariantCulture), Wording.Number(Of(AllHot, "eventsPerDay", a.Agents)), Gb(a.Gigabytes), Gb(Of(AllHot, "gigabytesPerDay", a.Agents)), Gb(Of(All, "gigabytesPerDay", a.Agents)),
            Price(a.Money), Price(Of(AllHot, "articleMoney", a.Agents)), Price(Of(AllHot, "money", a.Agents)), Price(Of(All, "money", a.Agents)),
        ])],
        "Written a day is entries and hashes. The article's month is 30 days kept, all hot; ours keeps each record as long as its risk class asks.");

    private ResultTable VariantsTable()
    {
        string Show(string variant, string metric, Func<double, string> show) => _reading.Value(variant, Rule, _n, metric) is { } value ? show(value) : "–";
        return new($"What each measure brings at {Wording.Agents(_n)}",
            ["Variant", "Records a day", "Written a day", "Once compacted", "A month", "After seven years", "Repetitive entries saved", "Must-keep lost"],
            [.. Specs.Select(v => (IReadOnlyList<string>)[
                v.Title, Show(v.Id, "recordsPerDay", Wording.Number), Show(v.Id, "gigabytesPerDay", Gb), Show(v.Id, "compactedPerDay", Gb), Show(v.Id, "money", Price), Show(v.Id, "sevenYearsTb", t => $"{Wording.Number(t)} TB"),
                Show(v.Id, "repetitiveCut", Wording.Percent), Show(v.Id, "mustKeepLost", Wording.Number),
            ])],
            "Compacted are the entries; the hashes stay as they are.");
    }

    private void Compaction()
    {
        var saved = 1 - Of(Tiered, "compactedShare");
        var (entries, hashes) = (Of(Tiered, "gigabytesPerDay") - Of(Tiered, "hashesPerDay"), Of(Tiered, "hashesPerDay"));
        var whole = 1 - ((Of(Tiered, "compactedPerDay") + hashes) / (entries + hashes));
        Add("G1", "adapted", saved >= Smaller ? whole >= Smaller ? "hold" : "bend" : "break", $"Compaction makes entries {Wording.Percent(saved)} smaller and drops nothing", f => f with
        {
            Expected = $"At least {Wording.Percent(Smaller)} smaller without dropping anything.",
            Actual = $"A day's entries are {Gb(entries)} as written and {Gb(Of(Tiered, "compactedPerDay"))} compacted; each block was unpacked again and compared byte for byte. With the hashes, {Gb(hashes)} a day that no one can make smaller, the log is {Wording.Percent(whole)} smaller.",
            Adaptation = "Records split into columns and compressed, a block of 4,096 at a time.",
            Bought = $"Storage a month: {Price(Of(Tiered, "money"))} instead of {Price(Of(AllHot, "money"))}.",
            Recommendation = "Compact what is older than a week. Plan for the hashes: they are what remains.",
            Evidence = [Name(Tiered, "compactedShare"), Name(Tiered, "compactedPerDay"), Name(Tiered, "hashesPerDay")],
        });
    }

    private void Money()
    {
        var (hot, sampled, tiered, all) = (Of(AllHot, "money"), Of(SampledAggregated, "money"), Of(Tiered, "money"), Of(All, "money"));
        Add("G2", "adapted", 1 - (all / hot) >= Cheaper ? "hold" : "bend", $"With sampling, aggregation and tiers the log costs {Wording.Percent(1 - (all / hot))} less than all hot", f => f with
        {
            Expected = $"At least {Wording.Percent(Cheaper)} cheaper than all hot, with sampling. The article: {Price(ArticleHotMoney)} to {Price(ArticleTieredMoney)} a month, {Wording.Percent(1 - (ArticleTieredMoney / ArticleHotMoney))} less, of which sampling makes 70% less volume.",
            Actual = $"{Price(hot)} a month all hot, {Price(sampled)} sampled and aggregated, {Price(tiered)} tiered, {Price(all)} with all three. Sampling alone writes {Wording.Percent(1 - (Of(Sampled, "gigabytesPerDay") / Of(AllHot, "gigabytesPerDay")))} less.",
            Class = _reading.Fit(AllHot, Rule, "money")?.Class,
            Breakpoint = $"all hot: {Wording.Breakpoint(_reading.Breakpoint(AllHot, Rule, "money"))}",
            Adaptation = "Sampling by chain, aggregation before the append, tiers.",
            Bought = $"{Price(hot - all)} a month at {Wording.Agents(_n)}.",
            Recommendation = "Tier first: it loses nothing. Sample where what is left pays for less detail, and raise the rates where it does not.",
            Evidence = [Name(AllHot, "money"), Name(SampledAggregated, "money"), Name(Tiered, "money"), Name(All, "money")],
        });
    }

    private void Repetition()
    {
        var (aggregated, both) = (Of(Aggregated, "repetitiveCut"), Of(SampledAggregated, "repetitiveCut"));
        Add("G3", "adapted", aggregated >= Fewer ? "hold" : "bend", $"{Wording.Percent(aggregated)} of repetitive entries are saved; who they were and how often is kept", f => f with
        {
            Expected = $"Repetitive entries cut by {Wording.Percent(Fewer)}.",
            Actual = $"Events that repeat each other become {Wording.Percent(1 - aggregated)} as many records, after sampling {Wording.Percent(1 - both)}.{(_n > 100 && _reading.Value(Aggregated, Rule, 100, "repetitiveCut") is { } few ? $" At 100 agents, of whom ten time out together, {Wording.Percent(few)} are saved." : "")} Over everything aggregation writes {Wording.Percent(1 - (Of(Aggregated, "gigabytesPerDay") / Of(AllHot, "gigabytesPerDay")))} less, because most events repeat nothing.",
            Recommendation = "Aggregate always: it costs nothing and floods are when the disk fills up. Do not expect it to shrink a quiet log.",
            Evidence = [Name(Aggregated, "repetitiveCut"), Name(SampledAggregated, "repetitiveCut"), Name(Aggregated, "gigabytesPerDay")],
        });
    }

    private void Completeness()
    {
        var points = Specs.SelectMany(v => _reading.Variants.First(r => r.Id == v.Id).Points).ToList();
        double Sum(string metric) => points.Sum(p => Reading.Of(p, metric) ?? 0);
        var (lost, unaccounted) = (Sum("mustKeepLost"), Sum("unaccounted"));
        Add("G4", "adapted", lost == 0 && unaccounted == 0 ? "hold" : "break", "No event that must be kept is lost, and what is left out is counted in the log", f => f with
        {
            Expected = "No must-keep event lost. The article draws for each event by chance and counts nothing: \"zero compliance risk\" is its word.",
            Actual = $"Over {points.Count} runs of all variants {Wording.Number(lost)} must-keep events are missing from the log, and {Wording.Number(unaccounted)} events are neither recorded nor counted by its commitments.",
            Recommendation = "Run `breakwater audit completeness` beside `audit verify`: it proves both on your own log.",
            Evidence = [Name(Sampled, "mustKeepLost"), Name(All, "mustKeepLost"), Name(All, "unaccounted")],
        });
    }

    private void Arithmetic()
    {
        var days = VolumePrices.SevenYearsDays;
        Add("G5", "fleet", "hold", "Seven years of 50 GB a day are 128 TB, not 4.2", f => f with
        {
            Specification = "The article's own figures.",
            Expected = $"\"7-year retention = {ArticleSevenYearsTb} TB\" at {Gb(ArticleDayGb)} a day.",
            Actual = $"{Gb(ArticleDayGb)} × {Wording.Number(days)} days is {Wording.Number(Math.Round(ArticleDayGb * days / 1e3))} TB; {ArticleSevenYearsTb} TB are {Wording.Number(ArticleSevenYearsTb * 1e3 / ArticleDayGb)} days of it. By this fleet's risk classes {Wording.Agents(_n)} keep {Wording.Number(Of(AllHot, "sevenYearsTb"))} TB after seven years all hot, {Wording.Number(Of(All, "sevenYearsTb"))} TB with all measures.",
            Recommendation = "Plan retention by risk class: not every record has to stay seven years.",
            Evidence = [Name(AllHot, "sevenYearsTb"), Name(All, "sevenYearsTb")],
        });
        var fit = _reading.Fit(AllHot, Rule, "gigabytesPerDay");
        Add("G6", "fleet", fit?.Class is null or "linear" or "constant" or "sublinear" ? "hold" : "bend", "The log grows linearly, in the article's table as here", f => f with
        {
            Expected = "\"Log growth isn't linear, it's exponential.\" Its table: 50 MB, 500 MB, 5 GB, 50 GB at 10, 100, 1,000 and 10,000 agents.",
            Actual = $"Ten times the agents, ten times the volume in each row of the table: that is linear. Measured: {Wording.Law(fit)}.",
            Class = fit?.Class,
            Recommendation = "What grew tenfold in a week was the fleet or what it logs. Watch records for each agent.",
            Evidence = [Name(AllHot, "gigabytesPerDay")],
        });
        var here = _reading.Value(AllHot, Rule, 100, "gigabytesPerDay");
        Add("G7", "fleet", "hold", "10 GB and 500 MB a day at 100 agents cannot both be", f => f with
        {
            Specification = "The article's own figures.",
            Expected = "The text: \"We hit 100 agents. Our logs grew … to 10 GB/day\". The table: 500 MB a day at 100 agents, measured.",
            Actual = $"They differ twentyfold; 10 GB a day of its 500,000 events would be 20 kB each, 500 MB 1 kB.{(here is { } gb ? $" Here 100 agents, with the assumed traffic of {Wording.Number(Of(AllHot, "eventsPerDay", 100))} events, write {Gb(gb)} a day, {Wording.Number(gb * 1e9 / Of(AllHot, "eventsPerDay", 100))} bytes an event with its hash." : "")}",
            Recommendation = "Measure bytes for each event before you buy storage.",
            Evidence = [Name(AllHot, "gigabytesPerDay"), Name(AllHot, "eventsPerDay")],
        });
    }

    private void Queries()
    {
        var (few, many) = (Asked(Tiered).DefaultIfEmpty().Min(), Asked(Tiered).DefaultIfEmpty().Max());
        if (many == 0) { return; }
        double Ms(AuditQuestion question, string tier) => Of(Tiered, DayQueries.MetricOf(question, tier), many);
        string Tell(AuditQuestion question) => string.Join(", ", VolumePrices.Reading.Select(r => $"{Wording.Ms(Ms(question, r.Tier))} {r.Tier}"));
        // The article's complaint is that a query scans: a question is good if it takes at most a tenth of reading the day where it lies.
        bool IsFast(AuditQuestion question) => VolumePrices.Reading.All(r => Ms(question, r.Tier) <= Share * 1e3 * Of(Tiered, $"{r.Tier}DayS", many));
        var (narrow, wide) = (IsFast(AuditQuestion.Chain) && IsFast(AuditQuestion.Minute), IsFast(AuditQuestion.Denials));
        var grew = few == many ? "" : $" From {Wording.Agents(few)} to {Wording.Number(many)} the volume grew {Wording.Number(Of(Tiered, "recordsPerDay", many) / Of(Tiered, "recordsPerDay", few))} times and the chain's time, hot, {Wording.Number(Ms(AuditQuestion.Chain, "hot") / Of(Tiered, DayQueries.MetricOf(AuditQuestion.Chain, "hot"), few))} times.";
        Add("G8", "adapted", narrow ? wide ? "hold" : "bend" : "break", $"A chain or an agent's minute is found without reading the day{(wide ? "" : "; what happens all day costs the day")}", f => f with
        {
            Expected = $"\"Query performance degrades (50 GB is slow to scan)\", \"compliance audits take weeks (scanning terabytes)\"; hot \"fast\", warm \"medium\", cold \"slow\". The article gives no figure; at most {Wording.Percent(Share)} of reading the day is asked here.",
            Actual = $"At {Wording.Agents(many)}, nothing dropped: the causal chain of an action in {Tell(AuditQuestion.Chain)}; an agent's minute in {Tell(AuditQuestion.Minute)}; a day's denials by one control in {Tell(AuditQuestion.Denials)}; "
                + $"every record of the day in {string.Join(", ", VolumePrices.Reading.Select(r => $"{S(Of(Tiered, $"{r.Tier}DayS", many))} {r.Tier}"))}.{grew} With all measures the chain takes {string.Join(", ", VolumePrices.Reading.Select(r => $"{Wording.Ms(Of(All, DayQueries.MetricOf(AuditQuestion.Chain, r.Tier), many))} {r.Tier}"))}.",
            Recommendation = "Ask by chain, agent or time, and bound the time in the cold tier: its parts are fetched one after another. Count denials by telemetry; ask the log for them over hours, not years.",
            Evidence = [.. Enum.GetValues<AuditQuestion>().SelectMany(q => VolumePrices.Reading.Select(r => Name(Tiered, DayQueries.MetricOf(q, r.Tier)))), Name(Tiered, "coldDayS"), Name(All, DayQueries.MetricOf(AuditQuestion.Chain, "cold"))],
        });
    }

    /// <summary>The sizes at which a variant's log was asked.</summary>
    private IEnumerable<int> Asked(string variant) => ArticleSizes.Where(n => _reading.Value(variant, Rule, n, "indexBlocks") is not null);

    private void Add(string id, string subject, string judgement, string title, Func<Finding, Finding> fill)
    {
        var finding = fill(new()
        {
            Id = id,
            Title = title,
            Deliverable = "E",
            Dimension = 4,
            Specification = $"Traffic of a day, or of a part taken for it, at {string.Join(", ", _reading.Sizes(AllHot, Rule))} agents, figures at {Wording.Agents(_n)}.",
            ControlMapping = _reading.Controls,
            Subject = subject,
            Judgement = judgement,
            Expected = "",
            Actual = "",
            Recommendation = "",
            Affected = new([], [.. _reading.Fleet.Clusters.Select(c => c.Id)], ["the audit log of every gate"]),
            Evidence = [],
        });
        _conclusions.Findings.Add(finding);
        _conclusions.StressPoints.Add(new(title, judgement, finding.Actual, finding.Evidence));
    }

    private string Price(double money) => $"{Wording.Number(money)} {Currency}";

    private static string Gb(double gigabytes) => gigabytes < 1 ? $"{Wording.Number(gigabytes * 1e3)} MB" : $"{Wording.Number(gigabytes)} GB";

    private static string S(double seconds) => Wording.Ms(seconds * 1e3);

    private static string Name(string variant, string metric) => $"{Id}/{variant}/{metric}";
}
