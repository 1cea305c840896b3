using Breakwater.ControlLog;
using Breakwater.Fleet;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Composition;

namespace Breakwater.Policy;

public sealed partial class PolicyControl
{
    /// <summary>Which versions were live, as a replay has found so far; null while nothing is replayed.</summary>
    private Dictionary<string, IReadOnlyList<LiveBundle>>? _replayed;

    /// <summary>Syntax trees of these versions, so that none is parsed twice; empty while nothing is replayed.</summary>
    private readonly BundleTrees _replayedTrees = new();
    private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);

    /// <summary>Numbers of all records that this control has taken: one that is brought again, however late, changes nothing.</summary>
    private readonly HashSet<long> _applied = [];

    /// <summary>Bit of the number before them that says that a snapshot holds which records were taken; one from before that was kept has none.</summary>
    private const int HasApplied = int.MinValue;

    /// <summary>Whether a record is one of this control's.</summary>
    public static bool IsRecord(string kind) => PolicyRecord.IsKind(kind);

    /// <summary>Which version a record brings into force and for whom, the tenant null for all of them; null if it does not, or cannot be read.</summary>
    internal static (string? Tenant, BundleReference Version)? BringsInForce(in ControlRecord record) =>
        record.Kind is PolicyRecord.Publish or PolicyRecord.Promote && PolicyRecord.TryRead(record.Payload.Span) is { } read && Versions.TryVersion(read.Version, out var version)
            ? (read.Tenant.Length == 0 ? null : read.Tenant, new(read.Name, version))
            : null;

    /// <summary>
    /// Notes a record of the log. Nothing is compiled and nothing is in force before <see cref="EndReplay"/>, so that a long history costs what is left of it. False if
    /// the record cannot be read.
    /// </summary>
    public bool Replay(in ControlRecord record)
    {
        lock (_changes)
        {
            if (PolicyRecord.TryRead(record.Payload.Span) is not { } read || read.Kind != record.Kind) { return false; }
            _replayed ??= _tenants.ToDictionary(t => t.Tenant, t => t.Live, StringComparer.Ordinal);
            PolicyBundle? bundle = null;
            if (read.Content is { } content && (bundle = _replayedTrees.Read(content).Bundle) is null)
            {
                Fail(read.Tenant);
                return true;
            }
            _applied.Add(record.Number);
            foreach (var tenant in Names(read.Tenant))
            {
                var concerned = bundle ?? _replayed[tenant].FirstOrDefault(l => l.Bundle.Reference.Name == read.Name && l.Bundle.Reference.Version.ToNormalizedString() == read.Version)?.Bundle;
                if (concerned is not null && _replayed[tenant].After(read.Change, concerned) is { } after) { _replayed[tenant] = after; }
            }
            if (bundle is not null) { _replayedTrees.KeepOnly(_replayed.Values.SelectMany(l => l).Select(l => l.Bundle)); }
            return true;
        }
    }

    /// <summary>
    /// Puts in force what the replay came to. A tenant whose bundles do not load, because the fleet file is another now or a record was damaged, is denied everything: the
    /// permission matrix alone might permit what its bundles forbade.
    /// </summary>
    /// <returns>Why bundles do not load; empty if all do.</returns>
    public IReadOnlyList<Problem> EndReplay()
    {
        lock (_changes)
        {
            var problems = new List<Problem>();
            foreach (var (tenant, live) in _replayed ?? [])
            {
                var current = _tenants[_tenantIndex[tenant]];
                var changed = !live.SequenceEqual(current.Live);
                if (!changed && !_unreadable.Contains(tenant)) { continue; }
                var compiled = _unreadable.Contains(tenant) ? null : TenantPolicies.Compile(_world, current, live, _replayedTrees, _caches, problems);
                Swap_NeedsLock([compiled ?? TenantPolicies.Refusing(tenant, current.Epoch + 1, live, PolicyReasons.NotLoaded)]);
            }
            _replayed = null;
            _replayedTrees.KeepOnly([]);
            _unreadable.Clear();
            return problems;
        }
    }

    /// <summary>
    /// Brings into force a record that another node of the fleet logged; one that is in force already changes nothing. One that does not load here changes nothing either:
    /// what works goes on.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="problems">Why it does not load; empty if it is in force.</param>
    /// <returns>Whether the record can be read; false means that the control state is not known.</returns>
    public bool Apply(in ControlRecord record, out IReadOnlyList<Problem> problems)
    {
        lock (_changes)
        {
            var (trees, found) = (new BundleTrees(), new List<Problem>());
            problems = found;
            if (PolicyRecord.TryRead(record.Payload.Span) is not { } read || read.Kind != record.Kind) { return false; }
            if (_applied.Contains(record.Number)) { return true; }
            PolicyBundle? bundle = null;
            if (read.Content is { } content)
            {
                var parsed = trees.Read(content);
                found.AddRange(parsed.Problems);
                if (!parsed.IsValid) { return true; }
                bundle = parsed.Bundle;
            }
            var next = new List<TenantPolicies>();
            foreach (var current in Names(read.Tenant).Select(t => _tenants[_tenantIndex[t]]))
            {
                var concerned = bundle ?? current.Live.FirstOrDefault(l => l.Bundle.Reference.Name == read.Name && l.Bundle.Reference.Version.ToNormalizedString() == read.Version)?.Bundle;
                if (concerned is null || current.Live.After(read.Change, concerned) is not { } after) { continue; }
                // Publications only ever raise the number: one that comes late has been overtaken.
                if (read.Change == LiveChange.Publish && current.Live.InForce(read.Name) is { } inForce && inForce.Reference.Version >= concerned.Reference.Version) { continue; }
                if (TenantPolicies.Compile(_world, current, after, trees, _caches, found) is { } compiled) { next.Add(compiled); }
            }
            if (read.Change == LiveChange.Promote && IsMissing(read))
            {
                found.Add(new(read.Name, 0, 0, $"`{read.Name}@{read.Version}` comes into force and is not live here", "bring the record that published it, and then this one again"));
            }
            if (found.Count > 0) { return true; }
            Swap_NeedsLock(next);
            _applied.Add(record.Number);
            return true;
        }
    }

    /// <summary>Whether nobody concerned holds a version, nor a later one in its place.</summary>
    private bool IsMissing(PolicyRecord read) =>
        Versions.TryVersion(read.Version, out var version) && !Names(read.Tenant).Select(t => _tenants[_tenantIndex[t]].Live)
            .Any(live => live.Find(new(read.Name, version)) is not null || live.InForce(read.Name)?.Reference.Version > version);

    /// <summary>Writes every live version into a snapshot, and the numbers of the records that led to them; a bundle of several tenants is kept once.</summary>
    public void WriteTo(ControlPayloadWriter writer)
    {
        lock (_changes)
        {
            var contents = _tenants.SelectMany(t => t.Live).Select(l => l.Bundle.Content).DistinctBy(c => c.Digest).ToList();
            writer.Int32(contents.Count);
            foreach (var content in contents) { content.WriteTo(writer); }
            var places = contents.Select((c, i) => (c.Digest, i)).ToDictionary(c => c.Digest, c => c.i, StringComparer.Ordinal);
            writer.Int32(_tenants.Length | HasApplied);
            foreach (var tenant in _tenants)
            {
                writer.Text(tenant.Tenant).Int32(tenant.Live.Count);
                foreach (var live in tenant.Live) { writer.Int32(places[live.Bundle.Content.Digest]).Boolean(live.InForce); }
            }
            writer.Int32(_applied.Count);
            foreach (var number in _applied.Order()) { writer.Int64(number); }
        }
    }

    /// <summary>Notes what a snapshot holds, as <see cref="Replay"/> does; false if it is damaged.</summary>
    public bool RestoreFrom(ref ControlPayloadReader reader)
    {
        lock (_changes)
        {
            _replayed = _tenants.ToDictionary(t => t.Tenant, _ => (IReadOnlyList<LiveBundle>)[], StringComparer.Ordinal);
            if (!reader.TryInt32(out var count) || count < 0) { return Fail(""); }
            var bundles = new List<PolicyBundle?>();
            for (var i = 0; i < count; i++)
            {
                if (BundleContent.TryReadFrom(ref reader) is not { } content) { return Fail(""); }
                bundles.Add(_replayedTrees.Read(content).Bundle);
            }
            if (!reader.TryInt32(out var stated)) { return Fail(""); }
            for (var t = 0; t < (stated & ~HasApplied); t++)
            {
                if (!reader.TryText(256, out var name) || !reader.TryInt32(out var versions) || versions < 0) { return Fail(""); }
                var live = new List<LiveBundle>();
                for (var v = 0; v < versions; v++)
                {
                    if (!reader.TryInt32(out var place) || !reader.TryBoolean(out var inForce) || (uint)place >= (uint)bundles.Count) { return Fail(""); }
                    if (bundles[place] is { } bundle) { live.Add(new(bundle, inForce)); } else { Fail(name); }
                }
                if (_replayed.ContainsKey(name)) { _replayed[name] = live; }
            }
            if ((stated & HasApplied) == 0) { return true; }
            if (!reader.TryInt32(out var numbers) || numbers < 0) { return Fail(""); }
            for (var i = 0; i < numbers; i++)
            {
                if (!reader.TryInt64(out var number)) { return Fail(""); }
                _applied.Add(number);
            }
            return true;
        }
    }

    /// <summary>Marks the tenants whose bundles are not known, so that they are denied everything rather than judged by fewer policies than there were.</summary>
    private bool Fail(string tenant)
    {
        _unreadable.UnionWith(Names(tenant));
        return false;
    }

    private IEnumerable<string> Names(string tenant) => tenant.Length == 0 ? _tenants.Select(t => t.Tenant) : _tenantIndex.ContainsKey(tenant) ? [tenant] : [];
}
