using Breakwater.Contracts;
using Breakwater.Delegation;
using Breakwater.Lab.Delegating;

namespace Breakwater.Lab.Baselines;

/// <summary>
/// Delegation as the framework states it for five agents: each hop is a signed contract of its own, which tells nothing of the hops before it. The
/// delegate's node checks signature and dates; what a rule table says about the two parties is for the scheme. Must not ship.
/// </summary>
internal abstract class SignedHops(DelegationWorld world) : DelegationScheme(world)
{
    private readonly HashSet<(int Node, Fingerprint User)> _users = [];

    public override void HandOn(Errand errand, int hop, ref Work work) =>
        errand.Chain = DelegationChain.Begin(World.User(errand.Path[0]), (UInt128)errand.Number + 1, Terms(World, errand, hop), World.Signer(errand.Path[hop]), ref work);

    public override Judgement Take(Errand errand, int hop, ref Work work)
    {
        Judged++;
        var (from, to) = (Workload.Principals[errand.Path[hop]], Workload.Principals[errand.Path[hop + 1]]);
        var chain = errand.Chain!;
        var terms = chain.Leaf.Terms;
        if (terms.Delegator != from.Name || terms.Delegate != to.Name || terms.NotBefore > World.Now || terms.NotAfter <= World.Now) { return Judgement.Refused; }
        // What the delegate does not hold itself no delegation gives it (IA-2.4).
        if (hop == errand.Hops - 1 && to.Tools?.Contains(errand.Tool) != true) { return Judgement.Refused; }
        if (!Allows(errand, hop, from, to, ref work)) { return Judgement.Refused; }
        work.Add(WorkUnit.CacheLookup);
        var user = (World.NodeOf[to.Index], chain.User.Id);
        if (!_users.Contains(user))
        {
            if (!chain.User.IsSignedBy(World.Approver.PublicKey, ref work)) { return Judgement.Refused; }
            work.Add(WorkUnit.CacheInsert);
            _users.Add(user);
        }
        if (!chain.Leaf.IsSignedBy(World.Key(from.Index), ref work)) { return Judgement.Refused; }
        return hop == errand.Hops - 1 ? Judgement.Permitted : Judgement.Accepted;
    }

    /// <summary>Whether the rules allow this hop and, if it is the last, what it asks for.</summary>
    protected abstract bool Allows(Errand errand, int hop, Principal from, Principal to, ref Work work);

    /// <summary>The terms of a hop, as a delegator sets them: no more than it was given, for as long as is declared and its own contract lasts.</summary>
    internal static ContractTerms Terms(DelegationWorld world, Errand errand, int hop)
    {
        var workload = world.Workload;
        var (from, to) = (workload.Principals[errand.Path[hop]], workload.Principals[errand.Path[hop + 1]]);
        var until = world.Now + (workload.Rules.Find(from.Group, to.Group, errand.Tasks[hop])?.TimeLimit ?? TimeSpan.FromMinutes(1));
        if (hop > 0 && errand.Chain!.Leaf.Terms.NotAfter < until) { until = errand.Chain.Leaf.Terms.NotAfter; }
        return new()
        {
            Delegator = from.Name, Delegate = to.Name, TaskType = errand.Tasks[hop], Scope = world.User(errand.Path[0]).Claims.Task,
            Permissions = world.Set(errand.Permissions[hop]), NotBefore = world.Now, NotAfter = until,
        };
    }
}
