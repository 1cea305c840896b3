using Breakwater.Cedar.Evaluation;
using Breakwater.Cedar.Syntax;
using Breakwater.Contracts;
using Breakwater.Policy.Bundles;

namespace Breakwater.Policy.Composition;

/// <summary>The compiled policies of one place: what is composed for a cluster under a jurisdiction. Immutable, thread-safe.</summary>
internal sealed class EffectiveSet
{
    private EffectiveSet(CompiledPolicies compiled, PolicyRule[] rules)
    {
        Compiled = compiled;
        Rules = rules;
    }

    public CompiledPolicies Compiled { get; }

    /// <summary>By place in the compiled policies.</summary>
    public PolicyRule[] Rules { get; }

    /// <summary>The id of a policy by its place.</summary>
    public string IdOf(int place) => Compiled.Policies[place].Id;

    /// <summary>Compiles a composition; null, with the problems added, if a policy is nested too deeply. What other compositions of the tenant have compiled already is shared with them.</summary>
    public static EffectiveSet? Compile(IReadOnlyList<(Cedar.Syntax.Policy Policy, PolicyBundle Bundle)> composed, SharedParts parts, List<Fleet.Problem> problems)
    {
        if (!CompiledPolicies.TryCompile(new PolicySet(composed.Select(c => c.Policy)), parts, out var compiled, out var found))
        {
            problems.AddRange(found.Select(d => new Fleet.Problem(d.Source, d.Span.Line, d.Span.Column, d.Message.TrimEnd('.'), "split the condition into several policies")));
            return null;
        }
        var permits = new Dictionary<(string Bundle, Obligations, string Controls), PolicyRule>();
        return new(compiled, [.. composed.Select(c => Shared(permits, new(c.Policy, c.Bundle)))]);
    }

    /// <summary>Answers a bound request. A forbid that could not be evaluated denies: it might have forbidden.</summary>
    public PolicyVerdict Decide(BoundRequest request, AuthorizationResult result, ref Work work)
    {
        Compiled.Authorize(request, result);
        work.Add(WorkUnit.PolicyEvaluated);
        work.Add(WorkUnit.PolicyCandidate, result.Tried);
        foreach (var erring in result.Erring)
        {
            if (Rules[erring].Effect == PolicyEffect.Forbid) { return new(PolicyReasons.ForbidErred, Obligations.None, false); }
        }
        var determining = result.Determining;
        if (result.Decision != CedarDecision.Allow)
        {
            return new((determining.Length > 0 ? Rules[determining[0]].Forbidden : null) ?? PolicyReasons.NotPermitted, Obligations.None, false);
        }
        var obligations = Obligations.None;
        foreach (var permit in determining) { obligations |= Rules[permit].Obligations; }
        return new(null, obligations, true);
    }

    private static PolicyRule Shared(Dictionary<(string Bundle, Obligations, string Controls), PolicyRule> permits, PolicyRule rule)
    {
        var key = (rule.Bundle.Name, rule.Obligations, string.Join(',', rule.Controls));
        return rule.Effect == PolicyEffect.Forbid || permits.TryAdd(key, rule) ? rule : permits[key];
    }
}
