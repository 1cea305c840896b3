using Breakwater.Cedar.Evaluation;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;
using Breakwater.Contracts;
using Breakwater.Policy.Composition;

namespace Breakwater.Policy.Diffing;

/// <summary>What a look at a part of a request shows.</summary>
internal enum ProbeOutcome : byte
{
    /// <summary>Both versions answer alike, whatever the rest is.</summary>
    Alike,

    /// <summary>They answer differently, whatever the rest is.</summary>
    Differs,

    /// <summary>It hangs on the rest.</summary>
    Open,
}

/// <summary>
/// Asks the policies of both versions about a request of which only a part is known; the engine says on which policies the answer still hangs. Counts how often it asks. Not thread-safe.
/// </summary>
internal sealed class PlaceProbe(PolicyWorld world, PolicyDelta delta)
{
    private readonly BoundRequest _request = new();
    private readonly AuthorizationResult _result = new();

    /// <summary>How often both versions were asked.</summary>
    public int Steps { get; private set; }

    /// <summary>The policies on which the last answer still hangs, those that differ between the versions first.</summary>
    public IEnumerable<Cedar.Syntax.Policy> Hanging => Sides.SelectMany(s => s.Hanging).OrderBy(p => !p.Changed).Select(p => p.Policy);

    /// <summary>The policies that applied to the last request or still may, and whether they differ.</summary>
    public IEnumerable<(Cedar.Syntax.Policy Policy, bool Changed)> Met => Sides.SelectMany(s => s.Met);

    private SideAnswer Old { get; } = new();

    private SideAnswer Now { get; } = new();

    // What a side that denies for certain says beside that decides nothing.
    private IEnumerable<SideAnswer> Sides => new[] { Old, Now }.Where(s => !s.IsDenied);

    /// <summary>Looks at a request.</summary>
    /// <param name="place">Where.</param>
    /// <param name="before">The context as the older version's policies see it; null if it refuses the request for its arguments.</param>
    /// <param name="after">The context as the newer version's see it; likewise.</param>
    /// <param name="alike">Whether a policy that both versions have says the same to what each of them sees.</param>
    public ProbeOutcome Look(JudgedPlace place, CedarRecord? before, CedarRecord? after, bool alike)
    {
        Steps++;
        Old.Clear(before is null);
        Now.Clear(after is null);
        var same = alike && before is not null && after is not null;
        foreach (var law in place.Jurisdictions)
        {
            var here = delta.Of(place.Principal.Cluster, law);
            var a = before is null ? default : Ask(place, here.Before, before, Old);
            var b = after is null ? default : Ask(place, here.After, after, Now);
            same &= (a.IsDenied && b.IsDenied) || (a.IsCertain && b.IsCertain && a == b);
        }
        if (same || (Old.IsDenied && Now.IsDenied)) { return ProbeOutcome.Alike; }
        if (Sides.Any(s => s.Hanging.Count > 0)) { return ProbeOutcome.Open; }
        return Old.IsDenied == Now.IsDenied && Old.Obligations == Now.Obligations ? ProbeOutcome.Alike : ProbeOutcome.Differs;
    }

    private LawAnswer Ask(JudgedPlace place, SetSide side, CedarRecord context, SideAnswer answer)
    {
        place.Bind(_request, side.Set, world.Entities, context);
        side.Set.Compiled.Authorize(_request, _result);
        var (denied, permitted, asked) = (_result.Decision == CedarDecision.Deny, false, Obligations.None);
        var (open, forbids, permits, asks) = (false, false, false, Obligations.None);
        foreach (var i in _result.Determining)
        {
            answer.Met.Add((side.Policies[i], side.Changed[i]));
            var rule = side.Set.Rules[i];
            denied |= rule.Effect == PolicyEffect.Forbid;
            permitted |= rule.Effect == PolicyEffect.Permit;
            asked |= rule.Obligations;
            if (!side.Changed[i]) { continue; }
            forbids |= rule.Effect == PolicyEffect.Forbid;
            permits |= rule.Effect == PolicyEffect.Permit;
            asks |= rule.Obligations;
        }
        foreach (var i in _result.Erring)
        {
            // A forbid that could not be evaluated denies.
            answer.Met.Add((side.Policies[i], side.Changed[i]));
            var forbid = side.Set.Rules[i].Effect == PolicyEffect.Forbid;
            denied |= forbid;
            forbids |= forbid && side.Changed[i];
        }
        foreach (var i in _result.Undecided)
        {
            answer.Met.Add((side.Policies[i], side.Changed[i]));
            open |= side.Changed[i];
            // One more permit matters only if there is none, or for what it asks for.
            var rule = side.Set.Rules[i];
            if (!denied && (rule.Effect == PolicyEffect.Forbid || !permitted || (rule.Obligations & ~asked) != Obligations.None)) { answer.Hanging.Add((side.Policies[i], side.Changed[i])); }
        }
        answer.IsDenied |= denied;
        answer.Obligations |= asked;
        return new(denied, !open, forbids, permits, asks);
    }

    /// <summary>What one version says under one law: whether it denies for certain, whether what differs from the other version is certain, and what that comes to.</summary>
    private readonly record struct LawAnswer(bool IsDenied, bool IsCertain, bool Forbids, bool Permits, Obligations Asks);

    private sealed class SideAnswer
    {
        public bool IsDenied { get; set; }

        public Obligations Obligations { get; set; }

        public List<(Cedar.Syntax.Policy Policy, bool Changed)> Hanging { get; } = [];

        public List<(Cedar.Syntax.Policy Policy, bool Changed)> Met { get; } = [];

        public void Clear(bool denied)
        {
            IsDenied = denied;
            Obligations = Obligations.None;
            Hanging.Clear();
            Met.Clear();
        }
    }
}
