using Breakwater.Contracts;
using Breakwater.Policy;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Rollout;
using Breakwater.Tests.Policy;
using static Breakwater.Tests.Governance.RolloutAtGate;

namespace Breakwater.Tests.Governance;

/// <summary>What protects requests at the gate while versions are mixed, by the mode that it was composed with; two bundles at once; and what counts as an error.</summary>
public sealed class GateMixedVersionsTests
{
    [Theory]
    [InlineData(RolloutMode.Compatibility)]
    [InlineData(RolloutMode.None)]
    [InlineData(RolloutMode.Routing)]
    public void The_mode_of_the_gate_decides_who_is_judged_how(RolloutMode mode)
    {
        var gate = Mixed(mode);
        var (old, upgraded) = (Traders.Where(t => !IsUpgraded(gate, t)).ToList(), Traders.Where(t => IsUpgraded(gate, t)).ToList());
        old.ShouldNotBeEmpty();
        upgraded.ShouldNotBeEmpty();
        foreach (var agent in upgraded)
        {
            (gate.Ask(4_000, agent).Effect, gate.Ask(8_000, agent).Reason).ShouldBe((Effect.Allow, PolicyReasons.NotPermitted), agent);
        }
        foreach (var agent in old)
        {
            var (small, large) = (gate.Ask(4_000, agent), gate.Ask(8_000, agent));
            switch (mode)
            {
                case RolloutMode.Compatibility: (small.Effect, large.Reason).ShouldBe((Effect.Allow, PolicyReasons.NotPermitted), agent); break;
                case RolloutMode.None: (small.Effect, large.Effect).ShouldBe((Effect.Allow, Effect.Allow), agent); break;
                default: (small.Reason, large.Reason).ShouldBe((RolloutReasons.OtherAgent, RolloutReasons.OtherAgent), agent); break;
            }
        }
    }

    [Fact]
    public void The_layer_is_what_ships() => new Breakwater.Governance.GovernorServices().RolloutMode.ShouldBe(RolloutMode.Compatibility);

    [Fact]
    public void Of_two_bundles_that_are_rolled_out_at_once_the_stricter_holds_whichever_it_is()
    {
        foreach (var name in (string[])["aa", "zz"])
        {
            var gate = new TestGate();
            gate.Governor.Publish(V1, "ann").Problems.ShouldBeEmpty();
            gate.Governor.Publish(House(name, "1.0.0", "refund"), "ann").Problems.ShouldBeEmpty();
            gate.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
            gate.Governor.RollOut(House(name, "2.0.0", "read-book"), "ann", Plan).Started.ShouldBeTrue();
            foreach (var bundle in (string[])["limits", name])
            {
                var status = gate.Governor.Rollouts.Status("acme", bundle)!;
                gate.Governor.Rollouts.Observe("acme", bundle, status.Id, 0, new() { Evaluated = 5_000 }).ShouldBeTrue();
            }
            var checker = gate.Open("checker-1");
            gate.Admit(checker, gate.Read).Decision.Effect.ShouldBe(Effect.Allow, "both in shadow");
            gate.Ask(8_000).Effect.ShouldBe(Effect.Allow, "both in shadow");
            gate.Fleet.Clock.Advance(Stage);
            gate.Advance();
            gate.Ask(8_000).Reason.ShouldBe(PolicyReasons.NotPermitted, $"by `limits`, beside `{name}`");
            gate.Ask(4_000).Effect.ShouldBe(Effect.Allow);
            gate.Admit(checker, gate.Read).Decision.Reason!.Text.ShouldContain($"`{name}@2.0.0`");
        }
    }

    [Fact]
    public void Arguments_that_a_declared_adapter_cannot_map_are_errors_of_the_version_and_no_drift()
    {
        var gate = new TestGate();
        gate.Governor.Publish(V1, "ann").Problems.ShouldBeEmpty();
        var cents = PolicyFleet.Bundle(
            PolicyFleet.InCents,
            "@id(\"orders\") permit (principal, action == Action::\"place-order\", resource) when { context.args.cents <= 1000000 };\n@id(\"reads\") permit (principal, action in Action::\"access:read\", resource);",
            "tools:\n  - id: place-order\n    arguments:\n      - { id: cents, type: minor-units, decimals: 2 }\n");
        gate.Governor.RollOut(cents, "ann", Plan).Started.ShouldBeTrue();
        for (var i = 0; i < 10; i++) { gate.Ask(9.505m).Effect.ShouldBe(Effect.Allow, "in shadow the old version decides"); }
        for (var i = 0; i < 3; i++) { gate.Ask(9.5m).Effect.ShouldBe(Effect.Allow); }
        var counts = gate.Status().Counts;
        (counts.Evaluated, counts.Errors, counts.AllowToDeny, counts.Drifted).ShouldBe((13, 10, 0, 0));
        gate.Pass();
        gate.Ask(9.505m).Reason!.Code.ShouldBe("policy.argument-unmapped");
    }

    [Fact]
    public void Every_reason_of_the_control_says_whether_the_version_failed_or_said_no()
    {
        foreach (var failure in (Reason[])[PolicyReasons.ForbidErred, PolicyReasons.Unmapped, PolicyReasons.NotLive, PolicyReasons.NotLoaded, PolicyReasons.NoPolicies, PolicyReasons.ArgumentUnmapped("x")])
        {
            PolicyReasons.IsFailure(failure).ShouldBeTrue(failure.Code);
        }
        foreach (var answer in (Reason?[])[null, PolicyReasons.NotPermitted, PolicyReasons.NoArguments, PolicyReasons.UnknownTool, PolicyReasons.Argument("x")])
        {
            PolicyReasons.IsFailure(answer).ShouldBeFalse(answer?.Code);
        }
    }

    private static PolicyBundle House(string name, string version, string forbidden) => PolicyFleet.Bundle(
        $"name: {name}\nversion: {version}\nlayer: fleet\ntenant: acme\n", $"@id(\"house\") forbid (principal in Group::\"checker\", action == Action::\"{forbidden}\", resource);");

    private static TestGate Mixed(RolloutMode mode)
    {
        var gate = new TestGate(with: s => s.RolloutMode = mode);
        gate.Governor.Publish(V1, "ann").Problems.ShouldBeEmpty();
        gate.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        gate.Pass();
        gate.Status().Percent.ShouldBe(50);
        return gate;
    }

    private static bool IsUpgraded(TestGate gate, string agent) => RolloutAssignment.IsIn(RolloutAssignment.Purpose("acme", "limits"), agent, gate.Status().Id, 50);
}
