using System.Collections.Immutable;
using Breakwater.Contracts;

namespace Breakwater.Pace;

/// <summary>
/// The phases of one tenant's scopes. The decision path reads <see cref="View"/>, which never changes; changes are made under <see cref="Changing"/> and published as a new one.
/// Nothing of it is shared with another tenant.
/// </summary>
internal sealed class TenantPace(TenantHandle handle, string name)
{
    private readonly Dictionary<PaceScope, ScopePhase> _scopes = [];
    private readonly HashSet<(long Number, PaceScope Scope, PaceState From, PaceState To)> _taken = [];
    private volatile PaceView _view = PaceView.Clean;
    private long _settled;

    public TenantHandle Handle { get; } = handle;

    public string Name { get; } = name;

    /// <summary>Guards every change. Never held while a disk is written.</summary>
    public Lock Changing { get; } = new();

    public PaceView View => _view;

    /// <summary>Agents held in a phase of their own.</summary>
    public int AgentsHeld { get; private set; }

    public ScopePhase Of_NeedsLock(PaceScope scope) => _scopes.GetValueOrDefault(scope);

    public IEnumerable<(PaceScope Scope, ScopePhase Phase)> Held_NeedsLock() => _scopes.Where(s => s.Value.Phase != PaceState.Primary).Select(s => (s.Key, s.Value));

    /// <summary>Puts a change in force that was decided here; <see cref="Number_NeedsLock"/> says its number.</summary>
    public void Set_NeedsLock(in PaceChange change, string actor)
    {
        var before = Of_NeedsLock(change.Scope);
        _scopes[change.Scope] = before with { Phase = change.To, Changes = before.Changes + 1, Since = change.At, Trigger = change.Trigger, Actor = actor };
        if (change.Scope.Level == PaceLevel.Agent) { AgentsHeld += (change.To != PaceState.Primary ? 1 : 0) - (before.Phase != PaceState.Primary ? 1 : 0); }
        _view = _view.With(change.Scope, change.To);
    }

    /// <summary>Notes the number of a change that is in the log, so that it is not taken a second time.</summary>
    public void Number_NeedsLock(in PaceChange change, long number)
    {
        _taken.Add((number, change.Scope, change.From, change.To));
        var scope = Of_NeedsLock(change.Scope);
        _scopes[change.Scope] = scope with { Number = Math.Max(scope.Number, number) };
    }

    /// <summary>
    /// Takes a change that the log or another node brings, and says whether the phase changed. What degrades counts unless the scope is in as severe a phase; what restores, only from the phase that it names and
    /// unless a later change of the scope was taken before. So whatever comes late or again leaves the scope no less degraded than the log says.
    /// </summary>
    public bool Take_NeedsLock(in PaceChange change, long number, string actor)
    {
        if (_taken.Contains((number, change.Scope, change.From, change.To))) { return false; }
        var scope = Of_NeedsLock(change.Scope);
        var counts = change.IsDegradation ? change.To > scope.Phase : change.From == scope.Phase && number > Math.Max(scope.Number, _settled);
        if (counts) { Set_NeedsLock(change, actor); }
        Number_NeedsLock(change, number);
        return counts;
    }

    /// <summary>A snapshot stands for everything up to a number: what was noted to tell those changes again is forgotten.</summary>
    public void Settle_NeedsLock(long upTo)
    {
        _settled = Math.Max(_settled, upTo);
        _taken.RemoveWhere(t => t.Number <= upTo);
        foreach (var (scope, phase) in _scopes)
        {
            if (phase.Phase == PaceState.Primary && phase.Number <= upTo) { _scopes.Remove(scope); }
        }
    }
}

/// <summary>A scope's phase, how it came there, and the highest number of a change of it.</summary>
internal readonly record struct ScopePhase(PaceState Phase, long Changes, long Number, DateTimeOffset Since, string Trigger, string Actor);

/// <summary>What the decision path reads of a tenant: the scopes that are not in Primary, and the PACE epoch, which each change raises. Immutable.</summary>
internal sealed class PaceView(long epoch, ImmutableDictionary<PaceScope, PaceState> degraded)
{
    public static PaceView Clean { get; } = new(0, ImmutableDictionary<PaceScope, PaceState>.Empty);

    public long Epoch { get; } = epoch;

    public bool IsClean { get; } = degraded.IsEmpty;

    public PaceState Of(PaceScope scope) => degraded.TryGetValue(scope, out var phase) ? phase : PaceState.Primary;

    public PaceView With(PaceScope scope, PaceState phase) => new(Epoch + 1, phase == PaceState.Primary ? degraded.Remove(scope) : degraded.SetItem(scope, phase));
}
