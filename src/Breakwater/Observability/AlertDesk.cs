using Breakwater.Contracts;

namespace Breakwater.Observability;

/// <summary>An alert that waits, or was shown a while ago and takes further ones of the same in.</summary>
internal sealed class OpenAlert
{
    private const double PerRiskClass = 5;
    private readonly HashSet<(TenantHandle, AgentHandle)> _agents = [];

    public required AlertKind Kind { get; set; }

    public required TenantHandle Tenant { get; init; }

    public AgentHandle Agent { get; init; }

    public AgentGroups? Groups { get; init; }

    public GroupWatch? Group { get; init; }

    public Incident? Incident { get; set; }

    public RiskClass Risk { get; set; } = RiskClass.Low;

    public uint Lanes { get; set; }

    public double Magnitude { get; set; }

    public int Affected { get; set; }

    public long Occurrences { get; set; } = 1;

    public DateTimeOffset First { get; set; }

    public DateTimeOffset Last { get; set; }

    public DateTimeOffset? Shown { get; set; }

    public long Order { get; set; }

    /// <summary>Whether they are about the same incident, group or agent.</summary>
    public (long, GroupWatch?, TenantHandle, AgentHandle) Subject =>
        Incident is { } incident ? (incident.Number, null, default, default) : Group is not null ? (0, Group, default, default) : (0, null, Tenant, Agent);

    // An incident stands above what it was made of; then what touches many, then the sudden, then the slow.
    public double Rank => Magnitude + ((int)Risk * PerRiskClass) + Kind switch { AlertKind.Incident => 100, AlertKind.Group => 50, AlertKind.Anomaly => 10, _ => 0 };

    public int Agents => Math.Max(Affected, Incident?.Agents.Count ?? Math.Max(1, _agents.Count));

    public bool Concerns(GroupWatch group) => Groups is { } own && (own.Type == group || own.Cluster == group || own.Provider == group);

    public void Fold(OpenAlert other)
    {
        Kind = other.Kind > Kind ? other.Kind : Kind;
        Incident = other.Incident ?? Incident;
        Risk = other.Risk > Risk ? other.Risk : Risk;
        Lanes |= other.Lanes;
        Magnitude = Math.Max(Magnitude, other.Magnitude);
        Affected = Math.Max(Affected, other.Affected);
        Occurrences += other.Occurrences;
        First = other.First < First ? other.First : First;
        Last = other.Last > Last ? other.Last : Last;
        if (Group is null) { return; }
        if (!other.Agent.IsNone) { _agents.Add((other.Tenant, other.Agent)); }
        _agents.UnionWith(other._agents);
    }

    public Alert ToAlert() => new()
    {
        Kind = Kind,
        Tenant = Tenant,
        Agent = Agent,
        GroupKind = Group?.Kind,
        Group = Group?.Name,
        Incident = Incident,
        Signals = Alert.SignalsOf(Lanes),
        Magnitude = Magnitude,
        Rank = Rank,
        Occurrences = Occurrences,
        Agents = Agents,
        First = First,
        Last = Last,
    };
}

/// <summary>
/// Holds alerts to what people can review: duplicates are folded, alerts of one cause are folded into its group's, the rest is ranked, and what is not shown is counted. Bounded. Thread-safe;
/// alerts are rare, so one lock serves.
/// </summary>
internal sealed class AlertDesk(WatchOptions options, Overlaps overlaps)
{
    private const int BurstsPerHour = 12;
    private readonly Lock _lock = new();
    private readonly List<OpenAlert> _waiting = [];
    private readonly List<OpenAlert> _shown = [];
    private readonly double _burst = options.ReviewsPerHour == 0 ? 0 : Math.Max(1, options.ReviewsPerHour / BurstsPerHour);
    private readonly AlertFolding _folding = new(overlaps);
    private double _reviews = -1;
    private DateTimeOffset _refilled;
    private long _raised, _folded, _total, _lapsed, _dropped;

    public AlertCounts Counts
    {
        get { lock (_lock) { return new(_raised, _folded, _total, _lapsed, _dropped, _waiting.Count); } }
    }

    public void Raise(OpenAlert alert, DateTimeOffset now)
    {
        lock (_lock)
        {
            alert.Order = ++_raised;
            (alert.First, alert.Last) = (now, now);
            _shown.RemoveAll(s => now - s.Shown!.Value > options.QuietFor);
            var subject = alert.Subject;
            // What has grown into something worse than was shown is shown again.
            var same = _waiting.Find(w => w.Subject == subject) ?? _shown.Find(s => s.Subject == subject && s.Kind >= alert.Kind && KindsOf(s) >= KindsOf(alert));
            if (same is not null)
            {
                same.Fold(alert);
                _folded++;
                return;
            }
            _waiting.Add(alert);
            if (_waiting.Count <= options.MaxAlerts) { return; }
            _waiting.Remove(_waiting.MinBy(w => (w.Rank, -w.Order))!);
            _dropped++;
        }
    }

    public IReadOnlyList<Alert> Take(DateTimeOffset now)
    {
        lock (_lock)
        {
            Refill(now);
            _shown.RemoveAll(s => now - s.Shown!.Value > options.QuietFor);
            _lapsed += _waiting.RemoveAll(w => now - w.First > options.AlertLife);
            _folded += _folding.Fold(_waiting, _shown);
            var due = _waiting.Where(w => w.Kind == AlertKind.Incident || now - w.First >= options.FoldFor)
                .OrderByDescending(w => w.Rank).ThenBy(w => w.Order).Take((int)_reviews).ToList();
            foreach (var alert in due)
            {
                alert.Shown = now;
                _waiting.Remove(alert);
                _shown.Add(alert);
            }
            if (_shown.Count > options.MaxAlerts) { _shown.RemoveRange(0, _shown.Count - options.MaxAlerts); }
            _reviews -= due.Count;
            _total += due.Count;
            return [.. due.Select(d => d.ToAlert())];
        }
    }

    private static int KindsOf(OpenAlert alert) => alert.Incident?.Kinds.Count ?? 0;

    private void Refill(DateTimeOffset now)
    {
        if (_reviews < 0) { (_reviews, _refilled) = (_burst, now); }
        if (now <= _refilled) { return; }
        _reviews = Math.Min(_burst, _reviews + ((now - _refilled).TotalHours * options.ReviewsPerHour));
        _refilled = now;
    }
}
