using Breakwater.Audit;
using Breakwater.Delegation;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.Policy.Composition;
using Breakwater.Tenancy;
using Breakwater.Tests.Trust;

namespace Breakwater.Tests.Tenancy;

/// <summary>What two tenants share is found before either of them decides anything.</summary>
public sealed class RegistrationTests
{
    private static readonly TestClock _clock = new();

    [Fact]
    public void Everything_that_is_shared_is_reported_at_once()
    {
        var (cache, sink) = (new object(), new MemoryAuditSink(16));
        TenantRegistration[] registrations =
        [
            new() { Id = "bank", Keys = [new("signing key", new byte[] { 1, 2 })], Holdings = [new("decision cache", cache)], Audit = sink },
            new() { Id = "exchange", Keys = [new("user authority", new byte[] { 1, 2 }), new("empty", default)], Holdings = [new("verifications", cache)], Audit = sink },
            new() { Id = "bank" },
            new() { Id = "" },
        ];
        var message = Should.Throw<ArgumentException>(() => TenantRegistry.Create(registrations, _clock)).Message;
        foreach (var expected in (string[])
        [
            "Tenant `exchange` shares its user authority with tenant `bank` (there the signing key): make a key for each tenant.",
            "Tenant `exchange` has an empty key as empty",
            "Tenant `exchange` shares its verifications with tenant `bank` (there the decision cache): make one for each tenant.",
            "Tenant `exchange` shares its audit destination with tenant `bank`",
            "Tenant `bank` is registered twice",
            "A tenant has no id",
        ])
        {
            message.ShouldContain(expected);
        }
    }

    [Fact]
    public void A_tenant_may_use_one_thing_of_its_own_twice()
    {
        var (key, held) = (new byte[] { 7 }, new object());
        var registry = TenantRegistry.Create(
            [
                new() { Id = "bank", Keys = [new("users", key), new("paths", key)], Holdings = [new("policies", held), new("cache", held)] },
                new() { Id = "exchange", Keys = [new("users", new byte[] { 8 })], Holdings = [new("policies", new())] },
            ],
            _clock);
        registry.All.Select(t => (t.Id, t.Handle.Value)).ShouldBe([("bank", (ushort)1), ("exchange", (ushort)2)]);
        registry.Resolve("exchange").ShouldBeSameAs(registry.All[1]);
        registry.Resolve("Exchange").ShouldBeNull();
    }

    [Fact]
    public void A_gate_refuses_tenants_with_one_key_one_cache_or_one_sink()
    {
        var fleet = TestFleet.Describe();
        var key = TestKeys.Of("shared").PublicKey;
        var one = new DecisionCache(16);
        var sink = new MemoryAuditSink(64);
        var services = new GovernorServices
        {
            Time = _clock,
            DelegationKeys = new Dictionary<string, DelegationKeys> { ["acme"] = new(key, null), ["zeta"] = new(TestKeys.Of("own").PublicKey, new(key.Point)) },
            DecisionCaches = _ => one,
            TenantAudit = new Dictionary<string, AuditSink> { ["acme"] = sink, ["zeta"] = sink },
        };
        var message = Should.Throw<ArgumentException>(() => Governor.Create(fleet, services)).Message;
        message.ShouldContain("`zeta` shares its path approver with tenant `acme` (there the user authority)");
        message.ShouldContain("`zeta` shares its compiled policies, data or decision cache with tenant `acme`");
        message.ShouldContain("`zeta` shares its audit destination with tenant `acme`");
        Should.Throw<ArgumentException>(() => Governor.Create(fleet, new() { Audit = sink, TenantAudit = new Dictionary<string, AuditSink> { ["acme"] = sink, ["nobody"] = new MemoryAuditSink(64) } }))
            .Message.ShouldSatisfyAllConditions(m => m.ShouldContain("shares its audit destination with the gate"), m => m.ShouldContain("`nobody`, which the fleet does not have"));
    }
}
