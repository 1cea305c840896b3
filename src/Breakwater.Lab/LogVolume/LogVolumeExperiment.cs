using System.Text;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Observing;
using Breakwater.Lab.Results;
using Breakwater.Lab.Running;
using Breakwater.Lab.Scaling;
using Breakwater.Lab.Simulation;
using Breakwater.TransparencyLog;
using static Breakwater.Lab.LogVolume.VolumeVariants;

namespace Breakwater.Lab.LogVolume;

/// <summary>What the audit log of a fleet comes to and costs: everything kept hot, sampled, aggregated, compacted in tiers, and all of it.</summary>
public sealed class LogVolumeExperiment : Experiment
{
    internal const string Id = "log-volume";
    internal const string Rule = ScalingNames.ConstantDegree;
    internal const double DaySeconds = 86_400;

    /// <summary>Events that a run is long enough for; never less than ten minutes, never more than a day.</summary>
    internal const double PartEvents = 25_000;
    internal const double LeastSeconds = 600;

    /// <summary>Where with <c>--full</c> what is kept whole and what has every measure run the whole day, 50 million events.</summary>
    internal const int WholeDayAt = 10_000;

    /// <summary>The article's sizes. Questions are asked here; below the largest, with <c>--full</c>, every variant runs the whole day.</summary>
    internal static readonly int[] ArticleSizes = [10, 100, 1_000, WholeDayAt];

    /// <inheritdoc/>
    public override ExperimentSpec Spec { get; } = new()
    {
        Id = Id,
        Title = "Audit log volume",
        Summary = "The events of a part of a day, in virtual time, through the real sampling and aggregation into real Merkle logs, in the form that ships, and compacted by the real codec; then queried by the real reader in every tier. Traffic and prices are assumptions.",
        Dimension = 4,
        Controls =
        [
            new("OB-2.1", "OB-1.1", "every record in a Merkle log of its retention class, 90 days to 7 years; sampling by chain at 100%, 50% and 10%, counted in the log; equal events within a second made one record with its members; entries compacted after 7 days"),
        ],
        Metrics =
        [
            new("eventsPerDay", "Events of a day", "events", "lower", "work"),
            new("recordsPerDay", "Records of a day", "records", "lower", "work"),
            new("gigabytesPerDay", "Written a day: entries and hashes", "GB", "lower", "work"),
            new("compactedPerDay", "A day's entries once compacted", "GB", "lower", "work"),
            new("hashesPerDay", "A day's hashes", "GB", "lower", "work"),
            new("mustKeepLost", "Events that must be kept and are not in the log", "events", "lower", "work"),
            new("unaccounted", "Events neither recorded nor counted as left out", "events", "lower", "work"),
            new("sevenYearsTb", "Kept after seven years, by retention class", "TB", "lower", "work"),
            new("compactedShare", "Entries once compacted, against as written", "share", "lower", "effect"),
            new("repetitiveCut", "Repetitive entries saved", "share", "higher", "effect"),
            new("hotDayS", "Until every record of a day is read and parsed from the hot tier", "s", "lower", "effect"),
            new("warmDayS", "Until every record of a day is read, unpacked and parsed from the warm tier", "s", "lower", "effect"),
            new("coldDayS", "Until every record of a day is read, unpacked and parsed from the cold tier", "s", "lower", "effect"),
            new("indexBlocks", "Blocks of a day, each looked up in its index by a question", "blocks", "lower", "work"),
            new("chainBlocks", "Blocks opened for the causal chain of an action", "blocks", "lower", "work"),
            new("minuteBlocks", "Blocks opened for an agent in a minute", "blocks", "lower", "work"),
            new("denialsBlocks", "Blocks opened for a day's denials by one control", "blocks", "lower", "work"),
            new("chainHotMs", "Until the causal chain of an action is found in a day, hot", "ms", "lower", "effect"),
            new("chainWarmMs", "Until the causal chain of an action is found in a day, warm", "ms", "lower", "effect"),
            new("chainColdMs", "Until the causal chain of an action is found in a day, cold", "ms", "lower", "effect"),
            new("minuteHotMs", "Until an agent's minute is found in a day, hot", "ms", "lower", "effect"),
            new("minuteWarmMs", "Until an agent's minute is found in a day, warm", "ms", "lower", "effect"),
            new("minuteColdMs", "Until an agent's minute is found in a day, cold", "ms", "lower", "effect"),
            new("denialsHotMs", "Until a day's denials by one control are found, hot", "ms", "lower", "effect"),
            new("denialsWarmMs", "Until a day's denials by one control are found, warm", "ms", "lower", "effect"),
            new("denialsColdMs", "Until a day's denials by one control are found, cold", "ms", "lower", "effect"),
            new("articleMoney", "Thirty days kept hot, as the article counts", "money/month", "lower", "effect"),
            new("money", "Storage, records of every age kept", "money/month", "lower", "money"),
        ],
        Fitted = ["recordsPerDay", "gigabytesPerDay", "money"],
        Variants = Specs,
        ExtraSizes = ArticleSizes,
        Findings = ["G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8"],
    };

    /// <inheritdoc/>
    public override IReadOnlyList<BudgetedMetric> Budgets(FleetSpecification fleet) => [new("money", ObservabilityExperiment.GovernanceMoney(fleet), Rule)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Assumptions(FleetSpecification fleet) =>
    [
        $"The load of \"Scaling AI Agents from 10 to 10,000\", part 3: {Wording.Number(VolumeTraffic.EventsPerAgentDay)} events a day for each agent, alike all day, in chains of {VolumeTraffic.ActionsPerChain} actions a second apart. A run is {Wording.Number(PartEvents)} events long, at least ten minutes and at most a day, and is taken for the day. "
            + $"In a full run every variant runs the whole day at {string.Join(", ", ArticleSizes.Where(n => n < WholeDayAt).Select(n => Wording.Number(n)))} agents, and at {Wording.Number(WholeDayAt)} the first and the last do.",
        $"Of actions {Wording.Percent(VolumeTraffic.Denied)} are denied, {Wording.Percent(VolumeTraffic.Throttled)} throttled, {Wording.Percent(VolumeTraffic.Pending)} escalated, and {Wording.Percent(VolumeTraffic.RecordedBefore)} recorded before; {Wording.Percent(VolumeTraffic.Failed)} fail and {Wording.Percent(VolumeTraffic.TimedOut)} time out. "
            + $"One chain in {Wording.Number(1 / VolumeTraffic.Looping)} is an agent that repeats a denied action {VolumeTraffic.LoopRepeats} times at {VolumeTraffic.LoopsPerSecond} a second. Every {VolumeTraffic.StallEveryMinutes} min a provider stalls, and one agent in {VolumeTraffic.StallsOneIn} times out at once. These repeat each other; the savings depend on how many there are.",
        $"A gigabyte costs {string.Join(", ", ObservabilityPrices.Storage.Select(t => $"{Price(t.PerGigabyte)} {fleet.Currency} a month {t.Tier}{(double.IsFinite(t.Days) ? $" for {Wording.Number(t.Days)} days" : " beyond")}"))}. The hot price is the article's own: 1.50 for 30 days of 500 MB is {Price(VolumePrices.ArticlePerGigabyte)}. Records are kept as long as their risk class asks; hashes stay beside the log at the hot price.",
        $"Devices read {string.Join(", ", VolumePrices.Reading.Select(r => $"{Wording.Number(r.MegabytesPerSecond)} MB/s after {Wording.Ms(1e3 * r.FirstByte)} {r.Tier}"))}: warm at each seek, cold at each request, one after another. Indexes and hashes lie hot in every tier. What is read is then worked on by one core.",
        $"Questions are asked, by the reader that ships, of the last records of each log, up to {Wording.Number(RecentRecords.MostBlocks * SegmentArchive.BlockEntries)} as one whole segment, at the article's sizes, where tiers are: {QueryTrial.Samples} chains, {QueryTrial.Samples} times one agent in one minute, and the denials by {QueryTrial.Control}. "
            + $"Of a day in whole segments they take: its index, for every block; as many blocks as were opened for a chain or a minute, all of them full, and for a chain one in {Wording.Number(DayQueries.OneForNothing)} of the others for nothing; for denials the day's records in proportion. "
            + "Further days in the same log add their index each. Records of segments that are not full have no index and are read as well, whatever is asked; they are not counted here.",
        $"Events of this traffic carry no arguments and name nobody who answers for the agent. Both add their length to a record before it is compacted{(OwnerBytes(fleet) is > 0 and var bytes ? $": the fleet's owners {Wording.Number(Math.Round(bytes))} bytes on average" : "")}.",
        "Blocks of fewer than 4,096 records, at the end of a run, compact less well than full ones. Segment indexes, checkpoints and heads are not counted.",
    ];

    /// <summary>What the member <c>accountable</c> takes in a record, on average over the agents.</summary>
    private static double OwnerBytes(FleetSpecification fleet) =>
        fleet.Clusters.Sum(c => c.Groups.Sum(g => g.Agents) * (c.Accountable is { } owner ? Encoding.UTF8.GetByteCount($",\"accountable\":\"{owner}\"") : 0.0)) / fleet.AgentCount;

    /// <inheritdoc/>
    public override double Cost(VariantSpec variant, string scaling, int agents) => Cost(variant, scaling, agents, StressMode.Default);

    /// <inheritdoc/>
    public override double Cost(VariantSpec variant, string scaling, int agents, StressMode mode)
    {
        var events = agents * VolumeTraffic.EventsPerAgentDay / DaySeconds * Seconds(variant.Id, agents, mode);
        return 20 + (events / 1e3 * ((Samples(variant.Id) ? 4 : 9) + (Tiers(variant.Id) ? (Samples(variant.Id) ? 3 : 20) : 0)));
    }

    /// <inheritdoc/>
    public override Measurements Run(VariantSpec variant, RunContext context)
    {
        var seconds = Seconds(variant.Id, context.Agents, context.Mode);
        return Run(variant.Id, context, seconds, ArticleSizes.Contains(context.Agents) ? RecentRecords.MostBlocks : 0);
    }

    /// <summary>A run of so many seconds, of which so many blocks of each log are asked questions.</summary>
    internal static Measurements Run(string variant, RunContext context, double seconds, int blocks)
    {
        var simulator = context.NewSimulator();
        using var log = new VolumeLog(Tiers(variant), simulator.Clock, blocks);
        VolumeTraffic traffic;
        SamplingCount counted;
        using (var volume = Compose(variant, log, [.. context.Fleet.Tenants.Select(t => t.Id)], simulator.Clock))
        {
            traffic = new VolumeTraffic(context, volume.Sink, simulator, SimTime.From(TimeSpan.FromSeconds(seconds)));
            simulator.Run(cancellationToken: context.Cancellation);
            volume.Dispose();
            counted = new(volume.Totals?.Omitted ?? 0, volume.Totals?.Waiting ?? 0, volume.Aggregating);
        }
        if (counted is not { Waiting: 0, Aggregating: 0 } || counted.Omitted != log.Omitted) { throw new InvalidOperationException($"Something still waits, or is not counted in the log: {counted}, {log.Omitted}."); }
        var toDay = DaySeconds / seconds;
        var perDay = log.Close().Select(c => c with { Entries = (long)(c.Entries * toDay), Hashes = (long)(c.Hashes * toDay), Compacted = (long)(c.Compacted * toDay) }).ToList();
        var measured = Measure(variant, context, traffic, log, perDay, toDay);
        if (log.Recent() is { Count: > 0 } recent) { new DayQueries(new QueryTrial(recent).Run(simulator.Clock, context.Cancellation), toDay, context.Calibration).AddTo(measured); }
        return measured;
    }

    /// <inheritdoc/>
    public override Conclusions Conclude(Reading reading) => LogVolumeConclusions.From(reading);

    /// <summary>Seconds of the day that a run is long.</summary>
    internal static double Seconds(string variant, int agents, StressMode mode) => mode == StressMode.Full && ArticleSizes.Contains(agents) && (agents < WholeDayAt || variant is AllHot or All)
        ? DaySeconds
        : Math.Clamp(Math.Round(PartEvents / agents / VolumeTraffic.EventsPerAgentDay * DaySeconds), LeastSeconds, DaySeconds);

    private static Measurements Measure(string variant, RunContext context, VolumeTraffic traffic, VolumeLog log, IReadOnlyList<ClassVolume> perDay, double toDay)
    {
        var (measured, tiered) = (new Measurements(), Tiers(variant));
        var (entries, hashes, compacted) = (perDay.Sum(c => (double)c.Entries), perDay.Sum(c => (double)c.Hashes), perDay.Sum(c => (double)c.Compacted));
        measured.Work["eventsPerDay"] = traffic.Events * toDay;
        measured.Work["recordsPerDay"] = log.Records * toDay;
        measured.Work["gigabytesPerDay"] = (entries + hashes) / 1e9;
        measured.Work["hashesPerDay"] = hashes / 1e9;
        measured.Work["mustKeepLost"] = traffic.MustKeep - log.MustKeep;
        measured.Work["unaccounted"] = traffic.Events - log.Events - log.Omitted;
        measured.Work["sevenYearsTb"] = perDay.Sum(c => VolumePrices.Kept(c, tiered, VolumePrices.SevenYearsDays)) / 1e12;
        if (log.Repetitive.Events > 0) { measured.Effect["repetitiveCut"] = 1 - ((double)log.Repetitive.Records / log.Repetitive.Events); }
        var records = log.Records * toDay;
        double Day(string tier, double bytes)
        {
            var work = default(Work);
            if (tier != "hot") { work.Add(WorkUnit.ByteUnpacked, (long)entries); }
            work.Add(WorkUnit.RecordParsed, (long)records);
            return DayQueries.Seconds(tier, bytes, records) + (context.Calibration.Nanoseconds(work, memorySized: true) / 1e9);
        }
        measured.Effect["hotDayS"] = Day("hot", entries);
        if (tiered)
        {
            measured.Work["compactedPerDay"] = compacted / 1e9;
            measured.Effect["compactedShare"] = compacted / entries;
            measured.Effect["warmDayS"] = Day("warm", compacted);
            measured.Effect["coldDayS"] = Day("cold", compacted);
        }
        measured.Effect["articleMoney"] = (entries + hashes) / 1e9 * ObservabilityPrices.DaysPerMonth * VolumePrices.ArticlePerGigabyte;
        measured.Money = perDay.Sum(c => VolumePrices.Month(c, tiered));
        return measured;
    }

    private static string Price(double price) => price.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);

    private readonly record struct SamplingCount(long Omitted, long Waiting, long Aggregating);
}
