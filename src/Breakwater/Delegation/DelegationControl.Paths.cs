using Breakwater.Contracts;

namespace Breakwater.Delegation;

public sealed partial class DelegationControl
{
    /// <summary>
    /// Puts a pre-approved path in force, if its signature is the approver's and every hop is declared and within the tiers' depth. A permit: make
    /// it durable first. Issuing it again under a later number makes every permit and use of the earlier issue void.
    /// </summary>
    /// <param name="template">The path.</param>
    /// <param name="epoch">Number of the issue, the same at every node: that of its record in the control log.</param>
    /// <param name="work">Counts one signature check and one MAC.</param>
    public DelegationVerdict Issue(PathTemplate template, long epoch, ref Work work)
    {
        var (claims, verdict) = (template.Claims, Judge(template, ref work, out var limits, out var limit, out var slack));
        if (!verdict.IsAllowed) { return verdict; }
        var owner = _tenantsByName[claims.Tenant];
        var utc = _time.GetUtcNow();
        foreach (var (id, path) in owner.Paths)
        {
            if (path.Template.Claims.NotAfter <= utc) { owner.Paths.TryRemove(id, out _); }
        }
        if (owner.Paths.Count >= _options.MaxTemplates && !owner.Paths.ContainsKey(template.Id)) { return DelegationVerdict.Refused(DelegationReasons.TooManyTemplates); }
        var issued = new IssuedPath(template, epoch, _pathKeys.TemplateKey(owner.Handle, template, epoch, ref work), limits, claims.Tasks.Count, limit, slack);
        owner.Paths.AddOrUpdate(template.Id, issued, (_, held) => held.Epoch > epoch ? held : issued);
        return DelegationVerdict.Allowed;
    }

    /// <summary>Whether a template could be put in force now; what <see cref="Issue"/> asks before anything is written.</summary>
    public DelegationVerdict Examine(PathTemplate template, ref Work work) => Judge(template, ref work, out _, out _, out _);

    /// <summary>
    /// What an agent of the path's first group, or its orchestrator, mints uses with. The caller has established who asks.
    /// </summary>
    /// <returns>Null, with the reason, if there is no such path here or the agent is not at its beginning.</returns>
    public PathPermit? Permit(TenantHandle tenant, in Fingerprint template, string delegator, ref Work work, out Reason? refusal)
    {
        refusal = DelegationReasons.UnknownTemplate;
        if (Find(tenant) is not { } owner || !owner.Paths.TryGetValue(template, out var path)) { return null; }
        refusal = DelegationReasons.UnknownParty;
        if (Parties.Find(tenant, delegator) is not { } party || party.Group != path.Template.Claims.Groups[0]) { return null; }
        refusal = DelegationReasons.Revoked;
        if (owner.Revoked.Covers(template, ref work) || owner.Revoked.Covers(party, DateTimeOffset.MaxValue, ref work)) { return null; }
        refusal = null;
        return new(template, path.Epoch, delegator, path.Template.Claims.NotAfter, path.KeyOf(delegator, ref work));
    }

    /// <summary>
    /// Takes a user's assertion in, so that uses of pre-approved paths may quote it: one signature check for each errand, unless a chain has
    /// brought it already.
    /// </summary>
    public DelegationVerdict Introduce(UserAssertion user, ref Work work)
    {
        if (!_tenantsByName.TryGetValue(user.Claims.Tenant, out var owner)) { return DelegationVerdict.Refused(DelegationReasons.OtherTenant); }
        if (owner.Keys is null) { return DelegationVerdict.Refused(DelegationReasons.NotConfigured); }
        if (_review.UserProblem(owner, user, _time.GetUtcNow()) is { } problem) { return DelegationVerdict.Refused(problem); }
        if (owner.Revoked.Covers(user.Id, ref work)) { return DelegationVerdict.Refused(DelegationReasons.Revoked); }
        return _review.TryKeepUser(owner, user, ref work) ? DelegationVerdict.Allowed : DelegationVerdict.Refused(DelegationReasons.BadSignature);
    }

    /// <summary>
    /// Whether the holder may use a tool on a use of a pre-approved path now, without a grant: one MAC, no signature, allocates nothing.
    /// </summary>
    /// <param name="use">What is presented.</param>
    /// <param name="holder">Who presents it.</param>
    /// <param name="userSession">The user's session that the work belongs to, as the host knows it.</param>
    /// <param name="tool">What it wants to use.</param>
    /// <param name="work">Counts what it cost.</param>
    public DelegationVerdict Check(in PathUse use, in DelegationHolder holder, UInt128 userSession, ToolHandle tool, ref Work work)
    {
        if (Judge(use, holder, userSession, ref work, out var found) is { } problem) { return DelegationVerdict.Refused(problem); }
        var user = found.User!.Claims.Authority;
        if (!user.Contains(tool)) { return DelegationVerdict.Refused(DelegationReasons.BeyondUser); }
        if (found.Path!.Effective.Contains(tool)) { return DelegationVerdict.Allowed; }
        foreach (var limit in found.Path.Limits)
        {
            if (!limit.Authority.Contains(tool)) { return DelegationVerdict.Refused(limit.Reason); }
        }
        return DelegationVerdict.Refused(DelegationReasons.BeyondTemplate);
    }

    /// <summary>
    /// Turns a use of a pre-approved path into a grant for the holder's session, so that its actions cost what a verified chain's do. Presented
    /// again, it gives the same grant.
    /// </summary>
    public DelegationResult Accept(in PathUse use, in DelegationHolder holder, UInt128 userSession, ref Work work)
    {
        var owner = Find(holder.Tenant);
        var epoch = owner?.Epoch ?? 0;
        if (Judge(use, holder, userSession, ref work, out var found) is { } problem) { return Refuse(problem); }
        if (owner!.Presented.TryGet((use.Code, holder.Session), out var known) && known!.Holder == holder && owner.Grants.TryGet(known.Handle.Value, out _))
        {
            return Standing(owner, known, ref work) is { } ended ? Refuse(ended) : new(known, DelegationVerdict.Allowed);
        }
        var (user, path) = (found.User!, found.Path!);
        var notAfter = use.NotAfter < user.Claims.NotAfter ? use.NotAfter : user.Claims.NotAfter;
        var basis = new DelegationBasis(
            [user.Id, use.Template, use.Code],
            [new(found.Delegator!, use.Issued), new(found.Delegate!, use.Issued)],
            [new(user.Claims.Authority, DelegationReasons.BeyondUser), .. path.Limits],
            notAfter);
        var before = found.Inherited;
        var hop = new OpenHop(
            use.Code, use.Delegate, (before?.Depth ?? 0) + path.Depth, Math.Min(path.Limit, before?.Limit ?? int.MaxValue),
            [.. before?.Path ?? [use.Delegator], use.Delegate], basis, Clocks.Timestamp(_time, notAfter));
        if (!owner.Open.TryAdd(user.Claims, [hop], _time.GetTimestamp())) { return new(null, new(Effect.Throttle, DelegationReasons.TooManyOpen)); }
        DelegationInstruments.PathUses.Add(1);
        work.Add(WorkUnit.CacheInsert);
        return new(Hold(owner, holder, use.Code, basis, epoch), DelegationVerdict.Allowed);
    }

    /// <summary>The pre-approved paths in force, in a fixed order, for a snapshot.</summary>
    public IReadOnlyList<(PathTemplate Template, long Epoch)> IssuedPaths() =>
        [.. _tenants.SelectMany(t => t.Paths.Values.OrderBy(p => p.Epoch).ThenBy(p => p.Template.Claims.Name, StringComparer.Ordinal)).Select(p => (p.Template, p.Epoch))];

    private DelegationVerdict Judge(PathTemplate template, ref Work work, out DelegationLimit[] limits, out int limit, out int slack)
    {
        var claims = template.Claims;
        (limits, limit, slack) = ([], int.MaxValue, int.MaxValue);
        if (!_tenantsByName.TryGetValue(claims.Tenant, out var owner)) { return DelegationVerdict.Refused(DelegationReasons.OtherTenant); }
        if (owner.Keys?.Paths is not { } approver) { return DelegationVerdict.Refused(DelegationReasons.NotConfigured); }
        if (template.ToolList != Declarations.ToolList) { return DelegationVerdict.Refused(DelegationReasons.OtherTools); }
        var utc = _time.GetUtcNow();
        if (claims.NotAfter <= utc) { return DelegationVerdict.Refused(DelegationReasons.Expired); }
        if (claims.NotBefore > utc + _options.ClockSkew) { return DelegationVerdict.Refused(DelegationReasons.NotYetValid); }
        if (claims.Groups.Distinct(StringComparer.Ordinal).Count() != claims.Groups.Count) { return DelegationVerdict.Refused(DelegationReasons.Cycle); }
        if (owner.Revoked.Covers(template.Id, ref work)) { return DelegationVerdict.Refused(DelegationReasons.Revoked); }
        var gathered = new List<DelegationLimit>();
        for (var hop = 1; hop <= claims.Tasks.Count; hop++)
        {
            var (from, to) = (Declarations.Group(claims.Groups[hop - 1]), Declarations.Group(claims.Groups[hop]));
            if (Declarations.Pair(claims.Groups[hop - 1], claims.Groups[hop], claims.Tasks[hop - 1]) is not { } pair) { return DelegationVerdict.Refused(DelegationReasons.Undeclared); }
            if (from!.Tenant != owner.Name || to!.Tenant != owner.Name) { return DelegationVerdict.Refused(DelegationReasons.OtherTenant); }
            if (!claims.Permissions.IsSubsetOf(pair.Permissions)) { return DelegationVerdict.Refused(DelegationReasons.BeyondDeclaration); }
            if (from.Grants is { } grants) { gathered.Add(new(grants, DelegationReasons.BeyondDelegator(hop))); }
            if (from.Tier is { } fromTier) { limit = Math.Min(limit, _options.MaxDepth(fromTier)); }
            limit = Math.Min(limit, _options.MaxDepth(to.Tier!.Value));
            slack = Math.Min(slack, pair.MaxDepth - hop);
            if (slack < 0) { return DelegationVerdict.Refused(DelegationReasons.TooDeep); }
        }
        if (claims.Tasks.Count > limit) { return DelegationVerdict.Refused(DelegationReasons.TooDeep); }
        limits = [new(claims.Permissions, DelegationReasons.BeyondTemplate), .. gathered, new(Declarations.Group(claims.Groups[^1])!.Grants!, DelegationReasons.BeyondDelegate)];
        return template.IsSignedBy(approver, ref work) ? DelegationVerdict.Allowed : DelegationVerdict.Refused(DelegationReasons.BadSignature);
    }

    /// <summary>What is wrong with a use; null if nothing is. Cheap comparisons first, the code last.</summary>
    private Reason? Judge(in PathUse use, in DelegationHolder holder, UInt128 userSession, ref Work work, out UseFindings found)
    {
        found = default;
        if (Find(holder.Tenant) is not { } owner) { return DelegationReasons.OtherTenant; }
        work.Add(WorkUnit.CacheLookup);
        if (!owner.Paths.TryGetValue(use.Template, out var path)) { return DelegationReasons.UnknownTemplate; }
        if (use.Epoch != path.Epoch) { return DelegationReasons.StaleEpoch; }
        if (use.Delegate != holder.Agent || use.Session != holder.Session) { return DelegationReasons.NotDelegate; }
        var (claims, utc) = (path.Template.Claims, _time.GetUtcNow());
        if (use.NotAfter <= utc || claims.NotAfter <= utc) { return DelegationReasons.Expired; }
        if (use.Issued > utc + _options.ClockSkew) { return DelegationReasons.NotYetValid; }
        if (use.NotAfter - use.Issued > _options.MaxLife) { return DelegationReasons.TooLong; }
        work.Add(WorkUnit.CacheLookup);
        if (!owner.Users.TryGet(use.User, out var knownUser)) { return DelegationReasons.UnknownUser; }
        var user = knownUser!.Assertion;
        if (user.Claims.NotAfter <= utc) { return DelegationReasons.Expired; }
        if (user.Claims.Session != userSession || user.Claims.Agent != use.Delegator) { return DelegationReasons.OtherSession; }
        if (Parties.Known(holder.Tenant, use.Delegator) is not { } from || Parties.Known(holder.Tenant, use.Delegate) is not { } to) { return DelegationReasons.UnknownParty; }
        if (from.Party.Group != claims.Groups[0] || to.Party.Group != claims.Groups[^1]) { return DelegationReasons.Undeclared; }
        // The number is read before the table: what changes meanwhile sends the next use to the table again.
        var epoch = owner.Epoch;
        if (epoch != 0
            && (IsRevoked(owner, path.Mark, use.Template, epoch, ref work) || IsRevoked(owner, knownUser.Mark, user.Id, epoch, ref work)
                || IsRevoked(owner, from, use.Issued, epoch, ref work) || IsRevoked(owner, to, use.Issued, epoch, ref work) || owner.Revoked.Covers(use.Code, ref work)))
        {
            return DelegationReasons.Revoked;
        }
        var inherited = owner.Open.Deepest(user.Claims, use.Delegator, _time.GetTimestamp(), owner.Revoked, ref work);
        if (inherited is not null)
        {
            // The path was approved from its beginning: work that has come some way already gets no further than without an approval.
            var most = Math.Min(_options.ApprovalBeyond, Math.Min(path.Limit, inherited.Limit));
            if (inherited.Depth + path.Depth > most || inherited.Depth > path.Slack) { return DelegationReasons.TooDeep; }
            if (inherited.Path.Contains(use.Delegate)) { return DelegationReasons.Cycle; }
        }
        if (!use.IsGenuine(path.KeyOf(use.Delegator, ref work), ref work)) { return DelegationReasons.BadMac; }
        found = new(user, path, from.Party, to.Party, inherited);
        return null;
    }

    private static bool IsRevoked(TenantDelegations owner, CleanMark mark, in Fingerprint document, long epoch, ref Work work)
    {
        if (mark.IsCleanAt(epoch)) { return false; }
        if (owner.Revoked.Covers(document, ref work)) { return true; }
        mark.Keep(epoch);
        return false;
    }

    private static bool IsRevoked(TenantDelegations owner, KnownParty known, DateTimeOffset since, long epoch, ref Work work)
    {
        if (known.Mark.IsCleanAt(epoch)) { return false; }
        if (owner.Revoked.Names(known.Party, ref work)) { return owner.Revoked.Covers(known.Party, since, ref work); }
        known.Mark.Keep(epoch);
        return false;
    }

    private readonly record struct UseFindings(UserAssertion? User, IssuedPath? Path, DelegationParty? Delegator, DelegationParty? Delegate, OpenHop? Inherited);
}
