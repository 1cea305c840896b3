using System.Collections.Frozen;
using System.Security.Cryptography;
using Breakwater.Audit.Tiering;
using Breakwater.Fleet;
using Breakwater.TransparencyLog;

namespace Breakwater.Audit;

/// <summary>
/// Audit events in transparency logs, one for each tenant and retention class (OB-2.1, OB-2.2). What an action waits for is on disk before it goes ahead; for that
/// alone a caller waits, and those who wait together share one commit. When the disk fills up, records are refused in order of priority, counted, and taken again by
/// themselves. Thread-safe; no threads and no timers: <see cref="Advance"/> is the beat, at least every half second. Allocates nothing in the steady state.
/// </summary>
public sealed partial class TransparencyAuditSink : AuditSink, IDisposable
{
    private readonly FrozenDictionary<string, AuditLog[]> _tenants;
    private readonly AuditLog[] _fleet;
    private readonly AuditLog[] _all;
    private readonly object _closing = new();
    private string? _node;
    private bool _closed;

    private TransparencyAuditSink(Dictionary<string, AuditLog[]> logs, TransparencyAuditOptions options, TierSettings tiers, HoldBook book, TimeProvider time)
    {
        (_tiers, _time) = (tiers, time);
        _holds = new(options.Directory, book, time, RecordNow);
        _fleet = logs[AuditFolder.Fleet];
        _all = [.. logs.OrderBy(l => l.Key, StringComparer.Ordinal).SelectMany(l => l.Value)];
        _tenants = logs.Where(l => l.Key != AuditFolder.Fleet).ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public override bool CountsRefusals => true;

    /// <summary>What went wrong at the last beat, and what helps; empty if nothing did.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    /// <summary>What was refused and has not yet been recorded, over all logs.</summary>
    public RefusedCounts NotYetRecorded => _all.Select(l => l.NotYetRecorded)
        .Aggregate(default(RefusedCounts), (a, b) => new(a.Control + b.Control, a.Always + b.Always, a.Elevated + b.Elevated, a.Routine + b.Routine));

    /// <summary>Opens the logs, four for each tenant and four for the fleet, or begins them, and writes the verifier keys beside them. All or none.</summary>
    /// <returns>The sink, or every reason why there is none; and what a crash had left unfinished.</returns>
    public static TransparencyAuditOpening Open(TransparencyAuditOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        var problems = options.Problems();
        if (problems.Count > 0) { return new(null, problems, []); }
        var inTiers = new List<Problem>();
        if (TierSettings.Load(options.Directory, inTiers) is not { } tiers) { return new(null, [.. inTiers.Select(p => p.ToString())], []); }
        var (logs, repairs) = (new Dictionary<string, AuditLog[]>(StringComparer.Ordinal), new List<string>());
        var book = new HoldBook(options.Directory, () => (Holding().View, null), () => Holding().Verify().Damage?.ToString());
        foreach (var tenant in options.Tenants.Prepend(AuditFolder.Fleet))
        {
            var opened = RetentionClasses.All.Select(r => OpenOne(options, tiers, book, time, tenant, r, problems, repairs)).OfType<AuditLog>().ToArray();
            logs.Add(tenant, opened);
        }
        if (problems.Count == 0) { return new(new(logs, options, tiers, book, time), [], repairs); }
        foreach (var log in logs.Values.SelectMany(l => l)) { log.Log.Dispose(); }
        return new(null, problems, repairs);

        MerkleLog Holding() => logs[AuditFolder.Fleet][(int)RetentionClass.Years7].Log;
    }

    /// <inheritdoc/>
    public override RecordStatus Append(in AuditEvent auditEvent, RecordUrgency urgency)
    {
        var logs = auditEvent.Tenant is { } tenant && _tenants.TryGetValue(tenant, out var own) ? own : _fleet;
        if (_node is null && auditEvent.Node is { } node) { _node = node; }
        return logs[(int)RetentionClasses.Of(auditEvent)].Append(AuditRecordFormat.Write(auditEvent), RecordPriorities.Of(auditEvent, urgency), urgency == RecordUrgency.Before);
    }

    /// <summary>Writes what waits in every log, and counts of refusals that are over. Waits for the disk.</summary>
    public override void Advance() => Beat(last: false);

    /// <summary>Records what was refused, writes last checkpoints and closes the logs.</summary>
    public void Dispose()
    {
        lock (_closing)
        {
            if (_closed) { return; }
            _closed = true;
        }
        Beat(last: true);
        Problems = [.. Problems, .. _all.Select(l => l.Log.Close().Problem).OfType<string>()];
        foreach (var log in _all) { log.OwnStore?.Dispose(); }
    }

    private void Beat(bool last)
    {
        List<string>? problems = null;
        foreach (var log in _all)
        {
            if (log.Commit(_node, last) is { } problem) { (problems ??= []).Add(problem); }
        }
        Problems = problems ?? (IReadOnlyList<string>)[];
    }

    private static AuditLog? OpenOne(
        TransparencyAuditOptions options, TierSettings tiers, HoldBook book, TimeProvider time, string tenant, RetentionClass retention, List<string> problems, List<string> repairs)
    {
        var path = AuditFolder.PathOf(options.Directory, tenant, retention);
        var signer = new EcdsaNoteSigner($"{options.Origin}/{tenant}/{RetentionClasses.NameOf(retention)}", options.Key);
        var directory = options.OpenDirectory(path);
        var cold = options.OpenColdStore is null ? AuditArchives.ColdStore(tiers, options.Directory, tenant, retention) : null;
        var archive = new SegmentArchive(directory, new AuditSegmentCodec(), cold ?? options.OpenColdStore?.Invoke(tenant, retention));
        var opened = MerkleLog.Open(directory, new()
        {
            Origin = signer.Key.Name,
            Signers = [signer],
            CheckpointInterval = options.CheckpointInterval,
            MinimumFreeBytes = options.MinimumFreeBytes,
            ReservedBytes = retention == RetentionClass.Years7 ? options.ReservedBytes : 0,
            MostPendingBytes = options.MostPendingBytes,
            SegmentEntries = options.SegmentRecords,
            Archive = archive,
        }, time);
        problems.AddRange(opened.Problems);
        repairs.AddRange(opened.Repairs);
        if (opened.Log is not { } log) { return null; }
        try
        {
            // Beside the log, not in it: who verifies takes the key from elsewhere; this one only says which it should be.
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(AuditFolder.KeyPathOf(path), signer.Key + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{AuditFolder.KeyPathOf(path)}: the verifier key cannot be written: {e.Message}");
        }
        return new(log, directory, options, time, tenant == AuditFolder.Fleet ? null : tenant, retention)
        {
            Tiering = new(book, tenant, retention, log, new(log, directory, archive), hasCold: true),
            OwnStore = cold,
        };
    }
}

/// <summary>What opening audit logs came to.</summary>
/// <param name="Sink">The sink; null if it was refused.</param>
/// <param name="Problems">Every reason why, each with its remedy.</param>
/// <param name="Repairs">What a crash had left unfinished and was put right; nothing that was ever kept is among it.</param>
public sealed record TransparencyAuditOpening(TransparencyAuditSink? Sink, IReadOnlyList<string> Problems, IReadOnlyList<string> Repairs);
