using Breakwater.Contracts;
using Breakwater.Lab.Results;

namespace Breakwater.Lab.Running;

/// <summary>An instrument that runs listen to, and the tags by which its counts are told apart; tenants and clusters are added up.</summary>
internal sealed record Watched(string Instrument, string? First = null, string? Second = null)
{
    public static IReadOnlyList<Watched> All { get; } =
    [
        new(InstrumentNames.Decisions, TelemetryTags.Effect),
        new(InstrumentNames.PolicyEvaluations, TelemetryTags.Effect),
        new(InstrumentNames.PolicySets),
        new(InstrumentNames.PolicyCandidates),
        new(InstrumentNames.Verifications, TelemetryTags.Outcome),
        new(InstrumentNames.AuditRecords, TelemetryTags.Status),
        new(InstrumentNames.AuditBytes),
        new(InstrumentNames.RateLimitDecisions, TelemetryTags.Effect, TelemetryTags.Level),
        new(InstrumentNames.CacheLookups, TelemetryTags.Cache, TelemetryTags.Result),
    ];
}

/// <summary>What the instruments counted in one point, or in several added up. Not thread-safe.</summary>
internal sealed class TelemetryTally(object? owner = null)
{
    private readonly List<Entry>[] _entries = [.. Watched.All.Select(_ => new List<Entry>())];

    /// <summary>Whose it is.</summary>
    public object? Owner { get; } = owner;

    public void Add(int watched, string? first, string? second, long value)
    {
        var entries = _entries[watched];
        foreach (var entry in entries)
        {
            if (entry.First == first && entry.Second == second)
            {
                entry.Value += value;
                return;
            }
        }
        entries.Add(new(first, second) { Value = value });
    }

    public void Add(TelemetryTally other)
    {
        for (var i = 0; i < _entries.Length; i++)
        {
            foreach (var entry in other._entries[i]) { Add(i, entry.First, entry.Second, entry.Value); }
        }
    }

    /// <summary>The sum of an instrument's counts, or of those with a certain first or second tag.</summary>
    public long Sum(string instrument, string? first = null, string? second = null) => _entries[Watched.All.ToList().FindIndex(w => w.Instrument == instrument)]
        .Where(e => (first is null || e.First == first) && (second is null || e.Second == second)).Sum(e => e.Value);

    /// <summary>Every count that is not zero, in a fixed order.</summary>
    public IReadOnlyList<TelemetryCount> Counts() =>
    [
        .. from watched in Watched.All.Select((w, i) => (Is: w, Entries: _entries[i]))
           from entry in watched.Entries.OrderBy(e => e.First, StringComparer.Ordinal).ThenBy(e => e.Second, StringComparer.Ordinal)
           where entry.Value != 0
           select new TelemetryCount(watched.Is.Instrument, [.. new[] { entry.First, entry.Second }.OfType<string>()], entry.Value),
    ];

    private sealed class Entry(string? first, string? second)
    {
        public string? First { get; } = first;

        public string? Second { get; } = second;

        public long Value { get; set; }
    }
}
