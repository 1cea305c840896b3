using Breakwater.Audit;

namespace Breakwater.Lab.Experiments;

/// <summary>
/// Takes copies of what the gates of runs have recorded, for whoever keeps them. What one hands over stands together: counts that are committed among the records of a run are then of these alone. Thread-safe.
/// </summary>
/// <param name="keeper">Who keeps them; no result depends on it.</param>
public sealed class RunRecords(AuditSink keeper)
{
    // A log that is asked to hold back more than it may refuses.
    private const int MostAtOnce = 4_096;
    private readonly Lock _lock = new();

    /// <summary>Hands over copies.</summary>
    /// <param name="run">The run's name, which stands before the names of the nodes.</param>
    /// <param name="events">The records, in order.</param>
    public void Copy(string run, IReadOnlyList<AuditEvent> events)
    {
        var nodes = new Dictionary<string, string>(StringComparer.Ordinal);
        lock (_lock)
        {
            for (var i = 0; i < events.Count; i++)
            {
                var e = events[i];
                if (e.Node is { } node && !nodes.ContainsKey(node)) { nodes.Add(node, $"{run}/{node}"); }
                keeper.TryAppend(e.Node is null ? e : e with { Node = nodes[e.Node] }, control: e.Kind is AuditEventKind.ControlChanged or AuditEventKind.RecordsOmitted);
                if (i % MostAtOnce == MostAtOnce - 1) { keeper.Advance(); }
            }
            keeper.Advance();
        }
    }
}
