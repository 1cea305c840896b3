using Breakwater.Contracts;
using Breakwater.ControlLog;

namespace Breakwater.Pace;

public sealed partial class PaceControl
{
    /// <summary>Held by whoever restores or writes a snapshot, disk included: one at a time. Taken before a tenant's lock and the log's, and by nothing that degrades.</summary>
    internal Lock Restoring { get; } = new();

    /// <summary>
    /// Moves a scope to a more severe phase, any number of steps. A restriction: in force when this returns, then given its place in the control log, and written by its flush until it is durable. A full or
    /// stalled log never delays it, and wording never prevents it: what is too long is cut.
    /// </summary>
    /// <param name="scope">A tenant, or a cluster, type or agent of it.</param>
    /// <param name="to">The phase; more severe than the scope's.</param>
    /// <param name="trigger">What brings it about, for the record; up to 512 bytes.</param>
    /// <param name="actor">Who authorises it; up to 256 bytes.</param>
    internal PaceResult Degrade(PaceScope scope, PaceState to, string trigger, string actor)
    {
        if (Find(scope) is not { } owner) { return PaceResult.Refused(PaceState.Primary, Unknown(scope)); }
        actor = PaceNames.Fitting(actor, PaceNames.MostActorBytes);
        lock (owner.Changing)
        {
            var held = owner.Of_NeedsLock(scope);
            if (held.Phase == PaceState.Primary && !IsKnown(scope)) { return PaceResult.Refused(PaceState.Primary, Unknown(scope)); }
            if (to > PaceState.Emergency || to <= held.Phase)
            {
                return PaceResult.Refused(held.Phase, $"The {scope} is in {PaceNames.Of(held.Phase)}, and to degrade it takes a more severe phase{(held.Phase == PaceState.Primary ? "" : "; to go up, restore it")}.");
            }
            if (scope.Level == PaceLevel.Agent && held.Phase == PaceState.Primary && owner.AgentsHeld >= _options.MaxAgents)
            {
                return PaceResult.Refused(held.Phase, FormattableString.Invariant(
                    $"Of tenant {owner.Name} {owner.AgentsHeld:#,0} agents are in a phase of their own, as many as {nameof(_options.MaxAgents)} allows: degrade the type, the cluster or the tenant instead."));
            }
            var change = new PaceChange(scope, held.Phase, to, _time.GetUtcNow(), PaceNames.Fitting(trigger, PaceChange.MostTriggerBytes));
            owner.Set_NeedsLock(change, actor);
            // In force from here on. The log's order is that of the changes, and it touches no disk here.
            var payload = change.Write();
            var number = _log.EnqueueRestriction(owner.Handle, PaceChange.Kind, payload, actor).Number;
            owner.Number_NeedsLock(change, number);
            PaceInstruments.Changed(change);
            return new(true, to, change, new(number, change.At, owner.Handle, PaceChange.Kind, payload, actor), null);
        }
    }

    /// <summary>
    /// Moves a scope one step towards Primary. A permit: durable in the control log before it is in force, and refused if the log refuses. What degrades the scope meanwhile wins, here and in every replay.
    /// </summary>
    /// <param name="scope">A scope that is not in Primary.</param>
    /// <param name="to">The phase one step less severe.</param>
    /// <param name="trigger">Why, for the record; up to 512 bytes.</param>
    /// <param name="actor">Who authorises it; up to 256 bytes.</param>
    internal PaceResult Restore(PaceScope scope, PaceState to, string trigger, string actor)
    {
        if (Find(scope) is not { } owner) { return PaceResult.Refused(PaceState.Primary, Unknown(scope)); }
        lock (Restoring)
        {
            ScopePhase held;
            lock (owner.Changing) { held = owner.Of_NeedsLock(scope); }
            if (held.Phase == PaceState.Primary) { return PaceResult.Refused(held.Phase, IsKnown(scope) ? $"The {scope} is in primary: there is nothing to restore." : Unknown(scope)); }
            if (to != held.Phase - 1)
            {
                return PaceResult.Refused(held.Phase, $"The {scope} is in {PaceNames.Of(held.Phase)}, and is restored one step at a time: to {PaceNames.Of(held.Phase - 1)} first.");
            }
            if (PaceNames.Problem("a trigger", trigger, PaceChange.MostTriggerBytes) is { } unfit) { return PaceResult.Refused(held.Phase, unfit); }
            if (PaceNames.Problem("who authorises it", actor, PaceNames.MostActorBytes) is { } unnamed) { return PaceResult.Refused(held.Phase, unnamed); }
            var change = new PaceChange(scope, held.Phase, to, _time.GetUtcNow(), trigger);
            var payload = change.Write();
            var appended = _log.Append(owner.Handle, PaceChange.Kind, payload, actor);
            if (!appended.Durable) { return PaceResult.Refused(held.Phase, appended.Error!); }
            lock (owner.Changing)
            {
                var now = owner.Of_NeedsLock(scope);
                var isOvertaken = now.Changes != held.Changes;
                if (!isOvertaken) { owner.Set_NeedsLock(change, actor); }
                owner.Number_NeedsLock(change, appended.Number);
                if (isOvertaken) { return PaceResult.Refused(now.Phase, $"The {scope} came to {PaceNames.Of(now.Phase)} meanwhile, and stays there: look, and restore from there."); }
            }
            PaceInstruments.Changed(change);
            return new(true, to, change, new(appended.Number, change.At, owner.Handle, PaceChange.Kind, payload, actor), null);
        }
    }

    /// <summary>Takes a record of the log or of another node. Brought again it changes nothing; brought late, or again after a snapshot, it leaves the scope no less degraded than the log says.</summary>
    /// <param name="record">A record of the kind <see cref="PaceChange.Kind"/>.</param>
    /// <param name="change">What changed; null if nothing did.</param>
    /// <returns>Whether the record can be read; false means that the control state is not known.</returns>
    internal bool Apply(in ControlRecord record, out PaceChange? change)
    {
        change = null;
        var reader = new ControlPayloadReader(record.Payload.Span);
        if (!PaceChange.TryReadFrom(ref reader, out var read) || !reader.IsComplete) { return false; }
        if (Find(read.Scope) is not { } owner) { return true; }
        lock (owner.Changing)
        {
            if (owner.Take_NeedsLock(read, record.Number, record.Actor)) { change = read; }
        }
        return true;
    }

    /// <summary>Writes every scope that is not in Primary into a snapshot.</summary>
    internal void WriteTo(ControlPayloadWriter writer)
    {
        var held = _tenants.SelectMany(t => Held(t.Name)).ToList();
        writer.Int32(held.Count);
        foreach (var each in held) { new PaceChange(each.Scope, PaceState.Primary, each.Phase, each.Since, each.Trigger).WriteTo(writer).Text(each.Actor); }
    }

    /// <summary>Takes over what a snapshot holds; false if it cannot be read.</summary>
    /// <param name="reader">Stands where <see cref="WriteTo"/> began.</param>
    /// <param name="upTo">Number of the last record that the snapshot stands for.</param>
    internal bool TryRestore(ref ControlPayloadReader reader, long upTo)
    {
        if (!reader.TryInt32(out var count)) { return false; }
        for (var i = 0; i < count; i++)
        {
            if (!PaceChange.TryReadFrom(ref reader, out var change) || !change.IsDegradation || !reader.TryText(PaceNames.MostActorBytes, out var actor)) { return false; }
            if (Find(change.Scope) is not { } owner) { continue; }
            lock (owner.Changing) { owner.Set_NeedsLock(change, actor); }
        }
        Settle(upTo);
        return true;
    }

    /// <summary>A snapshot up to a number is durable.</summary>
    internal void Settle(long upTo)
    {
        foreach (var owner in _tenants)
        {
            lock (owner.Changing) { owner.Settle_NeedsLock(upTo); }
        }
    }

    private bool IsKnown(PaceScope scope) => scope.Level == PaceLevel.Agent ? _isAgent(scope.TenantId, scope.Name) : _declared.Contains(scope);

    private static string Unknown(PaceScope scope) =>
        $"The fleet has no {scope}{(scope.TenantId is { } tenant && scope.Level != PaceLevel.Tenant ? $" of tenant {tenant}" : "")}: name a tenant, cluster or type of the fleet file, or an agent that is registered.";
}
