using Breakwater.Cedar.Evaluation;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;
using Breakwater.Contracts;
using Breakwater.Policy.Arguments;
using Breakwater.Policy.Composition;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy.Diffing;

/// <summary>What one side says to a request.</summary>
/// <param name="Verdict">The verdict; meaningless if undecided.</param>
/// <param name="Deciding">The policy that decides; null for a denial by default or for an argument.</param>
/// <param name="Obliging">A permit that brings an obligation; null if none does.</param>
/// <param name="Undecided">The policy that hangs on a masked value; null if the answer does not.</param>
internal readonly record struct Judgement(PolicyVerdict Verdict, string? Deciding, string? Obliging, string? Undecided);

/// <summary>Where requests are judged: by whom, with which tool, at which target, and under the policies of which jurisdictions.</summary>
internal sealed record JudgedPlace(PolicyPrincipal Principal, EntityStore Store, int Tool, int Target, bool Crosses, int[] Jurisdictions)
{
    public void Bind(BoundRequest request, EffectiveSet set, FleetEntities entities, CedarRecord context) =>
        request.Bind(set.Compiled, Store, Principal.Entity.Uid, entities.Actions[Tool].Uid, entities.Targets[Target].Uid, context);
}

/// <summary>
/// Puts stated requests to one side of a comparison, and says which policies decide. Arguments are those of the side the requests come from, and mapped where the manifests of
/// the two differ. Allocates; not thread-safe.
/// </summary>
internal sealed class RequestJudge(PolicyWorld world, PolicyView view, PolicyView origin)
{
    private readonly BoundRequest _request = new();
    private readonly AuthorizationResult _result = new();
    private readonly Dictionary<string, int> _tools = world.Fleet.Tools.Select((t, i) => (t.Id, i)).ToDictionary(t => t.Id, t => t.i, StringComparer.Ordinal);
    private readonly Dictionary<(string, string, string), (PolicyPrincipal, EntityStore)?> _principals = [];
    private Work _work;

    /// <summary>How many policies were tried so far.</summary>
    public long Tried => _work[WorkUnit.PolicyCandidate];

    /// <summary>Judges a request; with a list, notes in it every policy that had a part.</summary>
    public Judgement Of(RecordedRequest request, List<AppliedPolicy>? applied = null)
    {
        if (Place(request, out var refused) is not { } place) { return Refused(refused!); }
        if (Arguments(request, place.Tool, out var arguments) is { } refusal) { return Refused(refusal); }

        var context = ContextBuilder.Make(arguments, view.ReadsNow ? request.Time.ToUnixTimeSeconds() : ContextBuilder.Never, request.Delegated, place.Crosses);
        var judgement = new Judgement(new(null, Obligations.None, true), null, null, null);
        foreach (var jurisdiction in place.Jurisdictions)
        {
            var set = view.Set(place.Principal.Cluster, jurisdiction);
            place.Bind(_request, set, world.Entities, context);
            var verdict = set.Decide(_request, _result, ref _work);
            if (applied is not null) { Note(set, jurisdiction, applied); }
            if (_result.Decision == CedarDecision.Undecidable && verdict.Reason != PolicyReasons.ForbidErred)
            {
                judgement = judgement with { Undecided = judgement.Undecided ?? set.IdOf(_result.Undecided[0]) };
                continue;
            }
            // A denial stands, whatever another jurisdiction's policies hang on.
            if (!verdict.IsPermitted) { return new(verdict, Deciding(set), null, null); }
            judgement = new(
                PolicyVerdict.Stricter(judgement.Verdict, verdict), judgement.Deciding ?? Deciding(set), judgement.Obliging ?? Obliging(set), judgement.Undecided ?? OpenObligation(set));
        }
        return judgement;
    }

    /// <summary>Where a request is judged, whatever its arguments; null, with the reason, if it names what the fleet does not have.</summary>
    public JudgedPlace? Place(RecordedRequest request, out Reason? refusal)
    {
        refusal = null;
        if (Principal(request) is not var (principal, store)) { refusal = PolicyReasons.NoPrincipal; return null; }
        if (!_tools.TryGetValue(request.Tool, out var tool)) { refusal = PolicyReasons.UnknownTool; return null; }
        TargetHandle handle = default;
        if (request.Target is { } named && (handle = world.Entities.TargetOf(named)).IsDefault) { refusal = PolicyReasons.UnknownTarget; return null; }
        var target = world.Entities.TargetIndex(handle, tool, principal.Region);
        var there = world.Entities.JurisdictionOfTarget(target);
        var crosses = principal.Jurisdictions.Length != 1 || principal.Jurisdictions[0] != there;
        return new(principal, store, tool, target, crosses, [.. principal.Jurisdictions.Append(there).Distinct()]);
    }

    private void Note(EffectiveSet set, int jurisdiction, List<AppliedPolicy> applied)
    {
        foreach (var place in (int[])[.. _result.Determining, .. _result.Erring])
        {
            var rule = set.Rules[place];
            var error = _result.Erring.Contains(place) ? set.Compiled.Describe(_request, place).Message : null;
            applied.Add(new(set.IdOf(place), rule.Bundle, rule.Effect, rule.Obligations, rule.Controls, world.Entities.Jurisdictions[jurisdiction], error));
        }
    }

    private (PolicyPrincipal Principal, EntityStore Store)? Principal(RecordedRequest request)
    {
        // A name that is nobody's stands for anybody of the group in the region.
        var name = request.Agent ?? PolicyNames.TargetId(request.Group, request.Region);
        if (_principals.TryGetValue((name, request.Group, request.Region), out var known)) { return known; }
        (PolicyPrincipal, EntityStore)? found = null;
        if (world.Entities.Principal(name, request.Group, request.Region) is { } principal && principal.Tenant == view.Stack.Tenant)
        {
            var store = view.Store;
            if (store.Contains(principal.Entity.Uid) || store.TryExtend([principal.Entity], out store, out _)) { found = (principal, store); }
        }
        return _principals[(name, request.Group, request.Region)] = found;
    }

    private Reason? Arguments(RecordedRequest request, int tool, out CedarRecord? arguments)
    {
        arguments = null;
        var bound = origin.TryManifest(tool, out var made, out var from);
        // As the gate has it: what is not declared may not be passed, and what is declared is never judged without.
        if (!view.TryManifest(tool, out var manifest, out var declaring)) { return bound ? PolicyReasons.NoManifest : null; }
        if (!bound) { return PolicyReasons.NoArguments; }
        var values = new CedarValue[made!.Arguments.Count];
        foreach (var (id, value) in request.Arguments)
        {
            if (made.IndexOf(id) is not (>= 0 and var index)) { return PolicyReasons.Argument($"the argument `{id}` is not declared for the tool"); }
            values[index] = value;
        }
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].Kind == CedarKind.None && !made.Arguments[i].Optional) { return made.Arguments[i].Missing; }
        }
        if (made.Canonical != manifest.Canonical)
        {
            if (ArgumentAdapter.Map(made, values, from!, manifest, declaring, out var refusal) is not { } mapped) { return refusal; }
            values = mapped;
        }
        arguments = BoundArguments.Record(manifest, values);
        return null;
    }

    private string? Deciding(EffectiveSet set)
    {
        foreach (var erring in _result.Erring)
        {
            if (set.Rules[erring].Effect == PolicyEffect.Forbid) { return set.IdOf(erring); }
        }
        return _result.Determining.Length > 0 ? set.IdOf(_result.Determining[0]) : null;
    }

    private string? Obliging(EffectiveSet set)
    {
        foreach (var permit in _result.Determining)
        {
            if (set.Rules[permit].Obligations != Obligations.None) { return set.IdOf(permit); }
        }
        return null;
    }

    /// <summary>A permit that hangs on a masked value and would add an obligation to an answer that is otherwise certain.</summary>
    private string? OpenObligation(EffectiveSet set)
    {
        foreach (var undecided in _result.Undecided)
        {
            if (set.Rules[undecided].Obligations != Obligations.None) { return set.IdOf(undecided); }
        }
        return null;
    }

    private static Judgement Refused(Reason reason) => new(new(reason, Obligations.None, false), null, null, null);
}
