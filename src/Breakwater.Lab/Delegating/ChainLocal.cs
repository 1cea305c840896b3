using Breakwater.Contracts;
using Breakwater.Delegation;
using Breakwater.Lab.Baselines;

namespace Breakwater.Lab.Delegating;

/// <summary>The control as it ships: each delegate presents the whole chain, and its node judges that chain and nothing else.</summary>
internal sealed class ChainLocal : DelegationScheme
{
    private readonly DelegationControl[] _controls;

    public ChainLocal(DelegationWorld world, DelegationControl[] controls) : base(world)
    {
        _controls = controls;
        PairsAllowed = RuleCount.PairsDeclared(world.Workload);
    }

    public override long Rules => Workload.DeclaredRules;

    public override long PairsAllowed { get; }

    public override void HandOn(Errand errand, int hop, ref Work work)
    {
        var terms = SignedHops.Terms(World, errand, hop);
        var delegator = World.Signer(errand.Path[hop]);
        errand.Chain = hop == 0
            ? DelegationChain.Begin(World.User(errand.Path[0]), (UInt128)errand.Number + 1, terms, delegator, ref work)
            : errand.Chain!.Extend(terms, delegator, ref work);
    }

    public override Judgement Take(Errand errand, int hop, ref Work work)
    {
        Judged++;
        var to = Workload.Principals[errand.Path[hop + 1]];
        var control = _controls[World.NodeOf[to.Index]];
        var tenant = control.Tenant(to.Tenant);
        var session = (ulong)to.Index + 1;
        var result = control.Verify(new(tenant, to.Name, session), DelegationWorld.Session(errand.Path[0]), errand.Chain!, ref work);
        if (result.Grant is not { } grant) { return Judgement.Refused; }
        return hop == errand.Hops - 1 && control.Check(tenant, grant.Handle, session, World.Tool(errand.Tool), ref work).IsAllowed ? Judgement.Permitted : Judgement.Accepted;
    }
}
