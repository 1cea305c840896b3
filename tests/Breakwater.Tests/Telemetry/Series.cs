using System.Diagnostics.Metrics;
using Breakwater.Contracts;

namespace Breakwater.Tests.Telemetry;

/// <summary>Listens to every instrument of the runtime, and keeps what a backend would: a series for each instrument and set of tags. What listens hears the whole process, so its tests run alone.</summary>
[CollectionDefinition(Alone, DisableParallelization = true)]
public sealed class Series : IDisposable
{
    public const string Alone = "Telemetry";
    private readonly MeterListener _listener = new();
    private readonly SortedDictionary<string, List<double>> _series = new(StringComparer.Ordinal);
    private readonly HashSet<(string Key, string Value)> _tags = [];
    private readonly Lock _lock = new();

    public Series()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == BreakwaterTelemetry.Name) { listener.EnableMeasurementEvents(instrument); }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Every series, as <c>instrument{tag=value,…}</c>.</summary>
    public IReadOnlyCollection<string> Names => _series.Keys;

    /// <summary>Every tag value that occurred.</summary>
    public IReadOnlyCollection<(string Key, string Value)> Tags => _tags;

    /// <summary>What was counted by an instrument under tags of which each is named.</summary>
    public double Sum(string instrument, params string[] tags) => Values(instrument, tags).Sum();

    public IReadOnlyList<double> Values(string instrument, params string[] tags) =>
        [.. _series.Where(s => s.Key.StartsWith(instrument + "{", StringComparison.Ordinal) && tags.All(s.Key[..^1].Split('{', ',').Contains)).SelectMany(s => s.Value)];

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            var words = tags.ToArray().Select(t => (t.Key, Value: (string)t.Value!)).ToList();
            _tags.UnionWith(words);
            var name = $"{instrument.Name}{{{string.Join(',', words.Select(w => $"{w.Key}={w.Value}").Order(StringComparer.Ordinal))}}}";
            if (!_series.TryGetValue(name, out var values)) { _series[name] = values = []; }
            values.Add(value);
        }
    }
}
