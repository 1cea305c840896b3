using System.Diagnostics.CodeAnalysis;
using Breakwater.Cedar.Evaluation.Indexing;
using Breakwater.Cedar.Evaluation.Nodes;
using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Evaluation;

/// <summary>
/// A set of policies in executable form, indexed so that a request costs what the policies that can match it cost. Immutable, thread-safe: any number of
/// threads may authorize at once, each with a result of its own. It keeps nothing of the syntax trees.
/// <para>Authorizing allocates nothing, except where a policy builds a set, a record or an address from values that are not constant.</para>
/// </summary>
public sealed class CompiledPolicies
{
    private readonly CompiledPolicy[] _policies;
    private readonly PolicyBody[] _bodies;
    private readonly PolicyFiling[] _filings;
    private readonly int _templates;

    private CompiledPolicies(CompiledPolicy[] policies, PolicyBody[] bodies, KeyTable keys, PolicyIndexBuilder builder, int templates)
    {
        _policies = policies;
        _bodies = bodies;
        Index = builder.Build();
        _filings = builder.Filings;
        _templates = templates;
        Keys = keys;
        IndexedAttributes = [.. builder.Attributes];
    }

    /// <summary>The policies in the order of the set, templates left out.</summary>
    public IReadOnlyList<CompiledPolicy> Policies => _policies;

    internal KeyTable Keys { get; }

    internal PolicyIndex Index { get; }

    internal IndexedAttribute[] IndexedAttributes { get; }

    /// <summary>Compiles a set.</summary>
    /// <param name="set">The policies. Templates are left out: link them first.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">An expression is nested more deeply than the options allow: one that the parser accepts never is.</exception>
    public static CompiledPolicies Compile(PolicySet set, CompilationOptions? options = null) =>
        TryCompile(set, options ?? CompilationOptions.Default, out var compiled, out var problems) ? compiled : throw new ArgumentException(string.Join(' ', problems), nameof(set));

    /// <summary>Compiles a set. Cost: linear in its size.</summary>
    /// <param name="set">The policies. Templates are left out: link them first.</param>
    /// <param name="options">How.</param>
    /// <param name="compiled">The outcome; null if there are problems.</param>
    /// <param name="problems">Every condition that is nested too deeply.</param>
    public static bool TryCompile(PolicySet set, CompilationOptions options, [NotNullWhen(true)] out CompiledPolicies? compiled, out IReadOnlyList<CedarDiagnostic> problems) =>
        TryCompile(set, new SharedParts(options), out compiled, out problems);

    /// <summary>Compiles a set that shares what it can with others. Cost: linear in its size.</summary>
    /// <param name="set">The policies. Templates are left out: link them first.</param>
    /// <param name="parts">What it shares, and how it is compiled.</param>
    /// <param name="compiled">The outcome; null if there are problems.</param>
    /// <param name="problems">Every condition that is nested too deeply.</param>
    public static bool TryCompile(PolicySet set, SharedParts parts, [NotNullWhen(true)] out CompiledPolicies? compiled, out IReadOnlyList<CedarDiagnostic> problems)
    {
        var keys = new KeyTable();
        var compiler = new PolicyCompiler(parts, keys);
        var sources = set.Policies.Where(p => !p.IsTemplate).ToArray();
        var policies = new CompiledPolicy[sources.Length];
        var bodies = new PolicyBody[sources.Length];
        for (var i = 0; i < sources.Length; i++)
        {
            (bodies[i], policies[i]) = compiler.Compile(sources[i]);
        }
        problems = compiler.Problems;
        compiled = problems.Count == 0 ? new(policies, bodies, keys, new(keys, bodies, policies, sources, parts.Options.MaxIndexedAttributes), set.Policies.Count - policies.Length) : null;
        return compiled is not null;
    }

    /// <summary>Answers a request.</summary>
    /// <param name="request">A request bound to these policies.</param>
    /// <param name="result">Takes the answer. A forbid wins over permits; what cannot be evaluated counts for neither and is listed.</param>
    /// <exception cref="ArgumentException">The request is bound to other policies.</exception>
    public void Authorize(BoundRequest request, AuthorizationResult result)
    {
        if (!ReferenceEquals(request.Policies, this)) { throw new ArgumentException("The request is bound to other policies.", nameof(request)); }
        result.Clear();
        result.State.Request = request;
        var permitUndecided = false;
        var forbidUndecided = false;
        foreach (var candidate in new CandidateEnumerator(Index, _bodies, request))
        {
            result.Tried++;
            ref readonly var policy = ref _bodies[candidate];
            switch (policy.Test(result.State))
            {
                case Truth.True:
                    (policy.Effect == PolicyEffect.Permit ? result.Permits : result.Forbids).Add(candidate);
                    break;
                case Truth.Failed when result.State.Failure.Kind == EvaluationErrorKind.Masked:
                    result.Masked.Add(candidate);
                    permitUndecided |= policy.Effect == PolicyEffect.Permit;
                    forbidUndecided |= policy.Effect == PolicyEffect.Forbid;
                    break;
                case Truth.Failed:
                    result.Failed.Add(candidate);
                    break;
                default:
                    break;
            }
        }
        result.Conclude(permitUndecided, forbidUndecided);
    }

    /// <summary>Why a policy could not be evaluated, or on what it hangs: evaluates it again and puts the reason into words.</summary>
    /// <param name="request">The request, bound as it was.</param>
    /// <param name="policy">Place of a policy that erred or was undecided.</param>
    /// <exception cref="ArgumentException">The policy has an outcome.</exception>
    public EvaluationError Describe(BoundRequest request, int policy)
    {
        var state = new EvaluationState { Request = request };
        if (_bodies[policy].Test(state) != Truth.Failed) { throw new ArgumentException($"The policy `{_policies[policy].Id}` can be evaluated.", nameof(policy)); }
        return new(_policies[policy].Id, state.Failure.Kind, state.Failure.Message);
    }

    /// <summary>The policies tried for a request, by place, in ascending order: a superset of those that are satisfied, err or are undecided.</summary>
    /// <exception cref="ArgumentException">The request is bound to other policies.</exception>
    public IReadOnlyList<int> Candidates(BoundRequest request)
    {
        if (!ReferenceEquals(request.Policies, this)) { throw new ArgumentException("The request is bound to other policies.", nameof(request)); }
        var candidates = new List<int>();
        foreach (var candidate in new CandidateEnumerator(Index, _bodies, request)) { candidates.Add(candidate); }
        candidates.Sort();
        return candidates;
    }

    /// <summary>How a policy is filed.</summary>
    public PolicyFiling FilingOf(int policy) => _filings[policy];

    /// <summary>How the policies are filed, and which are outside the index and why.</summary>
    public IndexSummary Explain() => new(
        _policies.Length,
        _templates,
        _filings.GroupBy(f => f).OrderBy(g => g.Key).ToDictionary(g => g.Key, g => g.Count()),
        [.. IndexedAttributes.Select(a => $"{a.Path.Variable.ToString().ToLowerInvariant()}.{a.Path.Name}")],
        [.. _policies.Select((p, i) => (p, i)).Where(x => _filings[x.i] == PolicyFiling.None).Select(x => new UnfiledPolicy(x.p.Id, Reason(_bodies[x.i])))]);

    private static string Reason(PolicyBody policy) => policy.Actions is { } actions
        ? $"It names {actions.Length} actions, more than the {PolicyIndexBuilder.MaxActions} it is filed under, and no principal, resource, type or value narrows it down."
        : "Its head constrains neither principal, action nor resource, and it does not begin with a comparison of an attribute with a value.";
}
