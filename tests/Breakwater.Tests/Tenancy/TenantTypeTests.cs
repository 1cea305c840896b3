using System.Reflection;
using Breakwater.Contracts;
using Breakwater.Delegation;
using Breakwater.Governance;
using Breakwater.Policy;
using Breakwater.RateLimiting;
using Breakwater.Tenancy;
using Breakwater.Tests.Governance;
using Breakwater.Tests.Policy;
using Breakwater.Tests.Trust;
using Breakwater.Trust;

namespace Breakwater.Tests.Tenancy;

/// <summary>A tenant is resolved once and passed by type: outside the runtime nobody can make one up.</summary>
public sealed class TenantTypeTests
{
    [Theory]
    [InlineData(typeof(TenantHandle))]
    [InlineData(typeof(TenantContext))]
    [InlineData(typeof(TenantRegistry))]
    [InlineData(typeof(Session))]
    public void Nobody_outside_can_make_one(Type type)
    {
        type.GetConstructors().ShouldBeEmpty();
        type.GetProperties().Where(p => p.SetMethod?.IsPublic == true).ShouldBeEmpty("`with` would make another one");
    }

    [Theory]
    [InlineData(typeof(TrustControl), nameof(TrustControl.Check))]
    [InlineData(typeof(PolicyControl), nameof(PolicyControl.Evaluate))]
    [InlineData(typeof(PolicyControl), nameof(PolicyControl.Bind))]
    [InlineData(typeof(DelegationControl), nameof(DelegationControl.Check))]
    [InlineData(typeof(RateLimiter), nameof(RateLimiter.Reserve))]
    [InlineData(typeof(Governor), nameof(Governor.Admit))]
    public void What_decides_asks_for_a_tenant_by_type(Type control, string method)
    {
        Type[] carriers = [typeof(TenantHandle), typeof(Session), typeof(RateRequest), typeof(SafetyRequest), typeof(PathUse), typeof(DelegationHolder)];
        var overloads = control.GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(m => m.Name == method).ToList();
        overloads.ShouldNotBeEmpty();
        overloads.ShouldAllBe(m => m.GetParameters().Any(p => carriers.Contains(p.ParameterType.IsByRef ? p.ParameterType.GetElementType() : p.ParameterType)));
    }

    [Fact]
    public void The_handle_of_nobody_is_refused_everywhere()
    {
        var world = new PolicyFleet();
        var fleet = new TestFleet();
        var query = world.Query("read-book");
        world.Ask(query).IsPermitted.ShouldBeTrue();
        world.Control.Evaluate(default, query, ref world.Work).Reason.ShouldBe(PolicyReasons.UnknownTenant);
        world.Control.Bind(default, query.Tool, "{}"u8, new()).ShouldBe(PolicyReasons.UnknownTenant);
        var trust = fleet.Control();
        var chain = fleet["trader-1"];
        trust.Verify(chain, ref world.Work).IsTrusted.ShouldBeTrue();
        trust.Check(trust.Tenant("acme"), chain.Leaf.Id, ref world.Work).IsTrusted.ShouldBeTrue();
        trust.Check(default, chain.Leaf.Id, ref world.Work).Reason.ShouldBe(TrustReasons.UnknownTenant);
        // The regional authority is remembered for the whole fleet, and still nobody may ask in nobody's name.
        trust.Check(default, chain.Issuer!.Issuer!.Leaf.Id, ref world.Work).Reason.ShouldBe(TrustReasons.UnknownTenant);
        var gate = new TestGate(fleet);
        gate.Governor.Rates.Reserve(new RateRequest(default, new(0, 1), default, 0), ref world.Work, out _).Reason.ShouldBe(RateLimitReasons.UnknownTenant);
        gate.Governor.Delegation.Check(default, new(1), 1, query.Tool, ref world.Work).IsAllowed.ShouldBeFalse();
    }

    [Fact]
    public void An_unknown_tenant_is_refused_before_anything_is_asked_of_it()
    {
        var gate = new TestGate();
        gate.Governor.Tenant("nobody").ShouldBeNull();
        gate.Governor.Tenant("").ShouldBeNull();
        var minted = new TypeKeyRing(gate.Fleet.Clock);
        minted.Rotate("nobody", "trader");
        var (credential, key) = minted.Mint("nobody", "trader", 1, TimeSpan.FromHours(1), ref gate.Work)!.Value;
        var result = gate.Governor.OpenSession(credential, credential.Prove(gate.Governor.Challenge(), key, ref gate.Work), ref gate.Work);
        (result.Session, result.Verdict.Reason).ShouldBe((null, TenancyReasons.UnknownTenant));
    }

    [Fact]
    public void A_session_carries_the_context_it_was_opened_with()
    {
        var gate = new TestGate();
        var session = gate.Open("clerk-1");
        session.Context.ShouldBeSameAs(gate.Governor.Tenant("zeta"));
        (session.TenantName, session.Tenant).ShouldBe(("zeta", gate.Governor.Policy.Tenant("zeta")));
        gate.Governor.Tenants.Select(t => t.Handle).ShouldBe([gate.Governor.Trust.Tenant("acme"), gate.Governor.Rates.Tenant("zeta")]);
        Should.Throw<ArgumentException>(() => gate.Governor.Usage(new TestGate(gate.Fleet).Governor.Tenant("zeta")!));
    }
}
