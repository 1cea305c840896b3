using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>What a review found: what the delegation rests on, or why it is refused.</summary>
internal readonly record struct ReviewResult(DelegationBasis? Basis, DelegationVerdict Verdict)
{
    public static ReviewResult Refused(Reason reason) => new(null, DelegationVerdict.Refused(reason));
}

/// <summary>
/// Judges a chain hop by hop: form, dates, declarations and depth first, because they cost comparisons; then what is revoked; signatures, which cost
/// most, last. Thread-safe.
/// </summary>
internal sealed class ChainReview(DelegationOptions options, Declarations declarations, DelegationParties parties, TimeProvider time)
{
    public ReviewResult Of(TenantDelegations owner, in DelegationHolder holder, DelegationChain chain, ref Work work)
    {
        var user = chain.User.Claims;
        var utc = time.GetUtcNow();
        var now = time.GetTimestamp();
        if (chain.Leaf.Terms.Delegate != holder.Agent) { return ReviewResult.Refused(DelegationReasons.NotDelegate); }
        if (UserProblem(owner, chain.User, utc) is { } userProblem) { return ReviewResult.Refused(userProblem); }
        if (chain.Contracts[0].Terms.Delegator != user.Agent) { return ReviewResult.Refused(DelegationReasons.OtherSession); }

        var walk = new Walk(owner, chain);
        for (var i = 0; i < chain.Contracts.Count; i++)
        {
            if (FormProblem(owner, chain, i, utc) is { } form) { return ReviewResult.Refused(form); }
            if (Join(walk, chain.Contracts[i]) is { } problem) { return ReviewResult.Refused(problem); }
        }
        var basis = walk.Basis();
        if (owner.Revoked.Covers(basis, ref work)) { return ReviewResult.Refused(DelegationReasons.Revoked); }

        var inherited = owner.Open.Deepest(user, user.Agent, now, owner.Revoked, ref work);
        if (DepthProblem(walk, inherited) is { } depth) { return ReviewResult.Refused(depth); }
        if (!AreSignaturesGenuine(owner, chain, walk, ref work)) { return ReviewResult.Refused(DelegationReasons.BadSignature); }
        var before = inherited?.Depth ?? 0;
        foreach (var contract in chain.Contracts)
        {
            if (before + contract.Head.Hop > options.ApprovalBeyond && !(owner.Approved.TryGetValue(contract.Id, out var until) && until > utc))
            {
                return new(null, new(Effect.Pending, DelegationReasons.NeedsApproval));
            }
        }
        return owner.Open.TryAdd(user, walk.Hops(basis, inherited, time), now)
            ? new(basis, DelegationVerdict.Allowed)
            : new(null, new(Effect.Throttle, DelegationReasons.TooManyOpen));
    }

    /// <summary>What is wrong with an assertion apart from its signature; null if nothing is.</summary>
    public Reason? UserProblem(TenantDelegations owner, UserAssertion user, DateTimeOffset utc)
    {
        if (user.Claims.Tenant != owner.Name) { return DelegationReasons.OtherTenant; }
        if (user.ToolList != declarations.ToolList) { return DelegationReasons.OtherTools; }
        return DateProblem(user.Claims.NotBefore, user.Claims.NotAfter, utc);
    }

    /// <summary>Keeps an assertion for uses of paths to quote, if the tenant's user authority signed it.</summary>
    public bool TryKeepUser(TenantDelegations owner, UserAssertion user, ref Work work)
    {
        // What is kept was found genuine under the tenant's key, which does not change.
        if (owner.Users.TryGet(user.Id, out _)) { return true; }
        var counted = default(Work);
        var genuine = IsGenuine(owner, user.Id, owner.Keys!.Users, user.Claims.NotAfter, () => user.IsSignedBy(owner.Keys.Users, ref counted));
        if (genuine) { owner.Users.Set(user.Id, new(user, new()), Clocks.Timestamp(time, user.Claims.NotAfter)); }
        work.Add(counted);
        return genuine;
    }

    /// <summary>Whether a document was signed with a key; a signature seen genuine before is not checked again.</summary>
    private bool IsGenuine(TenantDelegations owner, in Fingerprint document, PublicKey key, DateTimeOffset notAfter, Func<bool> check)
    {
        if (owner.Signatures.TryGet(document, out var signer) && (ReferenceEquals(signer, key) || signer!.Point.SequenceEqual(key.Point))) { return true; }
        if (!check()) { return false; }
        owner.Signatures.Set(document, key, Clocks.Timestamp(time, notAfter));
        return true;
    }

    private Reason? DateProblem(DateTimeOffset notBefore, DateTimeOffset notAfter, DateTimeOffset utc) =>
        notAfter <= utc ? DelegationReasons.Expired
        : notBefore > utc + options.ClockSkew ? DelegationReasons.NotYetValid
        : null;

    /// <summary>Does the contract follow on the one before it, and give no more?</summary>
    private Reason? FormProblem(TenantDelegations owner, DelegationChain chain, int index, DateTimeOffset utc)
    {
        var (head, terms) = (chain.Contracts[index].Head, chain.Contracts[index].Terms);
        var user = chain.User;
        var before = index == 0 ? null : chain.Contracts[index - 1];
        if (head.Tenant != owner.Name) { return DelegationReasons.OtherTenant; }
        if (head.ToolList != user.ToolList) { return DelegationReasons.OtherTools; }
        if (head.Hop != index + 1 || head.User != user.Id || head.Parent != (before?.Id ?? user.Id)) { return DelegationReasons.BrokenChain; }
        if (before is not null && (head.Chain != before.Head.Chain || terms.Delegator != before.Terms.Delegate)) { return DelegationReasons.BrokenChain; }
        if (DateProblem(terms.NotBefore, terms.NotAfter, utc) is { } date) { return date; }
        var (earliest, latest) = before is null ? (user.Claims.NotBefore, user.Claims.NotAfter) : (before.Terms.NotBefore, before.Terms.NotAfter);
        if (terms.NotBefore < earliest || terms.NotAfter > latest || terms.NotAfter - terms.NotBefore > options.MaxLife) { return DelegationReasons.TooLong; }
        var outer = before?.Terms.Scope ?? user.Claims.Task;
        var narrows = terms.Scope == outer || (terms.Scope.StartsWith(outer, StringComparison.Ordinal) && terms.Scope[outer.Length] == '/');
        return narrows && (before is null || terms.Permissions.IsSubsetOf(before.Terms.Permissions)) ? null : DelegationReasons.Widened;
    }

    /// <summary>Takes a contract's parties in, if they are known and the fleet declares the pair.</summary>
    private Reason? Join(Walk walk, DelegationContract contract)
    {
        var (owner, terms) = (walk.Owner, contract.Terms);
        if (parties.Find(owner.Handle, terms.Delegator) is not { Key: not null } from || parties.Find(owner.Handle, terms.Delegate) is not { } to) { return DelegationReasons.UnknownParty; }
        if (declarations.Group(from.Group) is not { } fromGroup || declarations.Group(to.Group) is not { Grants: not null } toGroup) { return DelegationReasons.Undeclared; }
        if (fromGroup.Tenant != owner.Name || toGroup.Tenant != owner.Name) { return DelegationReasons.OtherTenant; }
        if (declarations.Pair(from.Group, to.Group, terms.TaskType) is not { } pair) { return DelegationReasons.Undeclared; }
        if (!terms.Permissions.IsSubsetOf(pair.Permissions)) { return DelegationReasons.BeyondDeclaration; }
        if (terms.NotAfter - terms.NotBefore > pair.TimeLimit) { return DelegationReasons.TooLong; }
        walk.Add(contract, from, fromGroup, to, toGroup, pair, options);
        return null;
    }

    private static Reason? DepthProblem(Walk walk, OpenHop? inherited)
    {
        var before = inherited?.Depth ?? 0;
        var limit = Math.Min(walk.Limit, inherited?.Limit ?? int.MaxValue);
        for (var hop = 1; hop <= walk.Pairs.Count; hop++)
        {
            if (before + hop > limit || before + hop > walk.Pairs[hop - 1].MaxDepth) { return DelegationReasons.TooDeep; }
        }
        var seen = new HashSet<string>(inherited?.Path ?? [walk.Path[0]], StringComparer.Ordinal);
        return walk.Path.Skip(1).All(seen.Add) ? null : DelegationReasons.Cycle;
    }

    private bool AreSignaturesGenuine(TenantDelegations owner, DelegationChain chain, Walk walk, ref Work work)
    {
        if (!TryKeepUser(owner, chain.User, ref work)) { return false; }
        var counted = default(Work);
        var genuine = true;
        for (var i = 0; genuine && i < chain.Contracts.Count; i++)
        {
            var (contract, key) = (chain.Contracts[i], walk.Delegators[i].Key!);
            genuine = IsGenuine(owner, contract.Id, key, contract.Terms.NotAfter, () => contract.IsSignedBy(key, ref counted));
        }
        work.Add(counted);
        return genuine;
    }

    /// <summary>What is gathered along a chain.</summary>
    private sealed class Walk
    {
        private readonly DelegationChain _chain;
        private readonly List<DelegationStake> _stakes = [];
        private readonly List<DelegationLimit> _limits = [];
        private readonly List<int> _limitsUpTo = [];
        private Authority _delegate = Authority.None;

        public Walk(TenantDelegations owner, DelegationChain chain)
        {
            Owner = owner;
            _chain = chain;
            _limits.Add(new(chain.User.Claims.Authority, DelegationReasons.BeyondUser));
            Path.Add(chain.Contracts[0].Terms.Delegator);
        }

        public TenantDelegations Owner { get; }

        /// <summary>How deep a chain of these parties may be.</summary>
        public int Limit { get; private set; } = int.MaxValue;

        public List<string> Path { get; } = [];

        public List<DelegationParty> Delegators { get; } = [];

        public List<DeclaredPair> Pairs { get; } = [];

        public void Add(DelegationContract contract, DelegationParty from, DeclaredGroup fromGroup, DelegationParty to, DeclaredGroup toGroup, DeclaredPair pair, DelegationOptions options)
        {
            var since = contract.Terms.NotBefore;
            _stakes.Add(new(from, since));
            _stakes.Add(new(to, since));
            if (fromGroup.Grants is { } grants) { _limits.Add(new(grants, DelegationReasons.BeyondDelegator(contract.Head.Hop))); }
            _limits.Add(new(contract.Terms.Permissions, DelegationReasons.BeyondContract(contract.Head.Hop)));
            if (fromGroup.Tier is { } fromTier) { Limit = Math.Min(Limit, options.MaxDepth(fromTier)); }
            if (toGroup.Tier is { } toTier) { Limit = Math.Min(Limit, options.MaxDepth(toTier)); }
            Delegators.Add(from);
            Pairs.Add(pair);
            Path.Add(to.Name);
            _limitsUpTo.Add(Limit);
            _delegate = toGroup.Grants!;
        }

        public DelegationBasis Basis() => new(
            [_chain.User.Id, .. _chain.Contracts.Select(c => c.Id)],
            [.. _stakes],
            [.. _limits, new(_delegate, DelegationReasons.BeyondDelegate)],
            _chain.Leaf.Terms.NotAfter);

        public List<OpenHop> Hops(DelegationBasis basis, OpenHop? inherited, TimeProvider time)
        {
            IReadOnlyList<string> before = inherited?.Path ?? [Path[0]];
            var hops = new List<OpenHop>();
            foreach (var contract in _chain.Contracts)
            {
                var hop = contract.Head.Hop;
                hops.Add(new(
                    contract.Id,
                    contract.Terms.Delegate,
                    (inherited?.Depth ?? 0) + hop,
                    Math.Min(_limitsUpTo[hop - 1], inherited?.Limit ?? int.MaxValue),
                    [.. before, .. Path.Skip(1).Take(hop)],
                    Part(basis, hop),
                    Clocks.Timestamp(time, contract.Terms.NotAfter)));
            }
            return hops;
        }

        /// <summary>What the first hops rest on: revoking a later contract does not take the work from those before it.</summary>
        private static DelegationBasis Part(DelegationBasis basis, int hops) =>
            hops == basis.Documents.Length - 1 ? basis : new(basis.Documents[..(hops + 1)], basis.Stakes[..(2 * hops)], basis.Limits, basis.NotAfter);
    }
}
