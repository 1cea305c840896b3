using System.Text;
using Breakwater.Contracts;
using Breakwater.Governance;
using Breakwater.Policy;
using Breakwater.Policy.Arguments;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Rollout;
using Breakwater.Tests.Policy;

namespace Breakwater.Tests.Governance;

/// <summary>Seed 3's limit goes from 10,000 to 5,000 at a gate: the plan, the versions, and the everyday things done with them.</summary>
internal static class RolloutAtGate
{
    public static readonly TimeSpan Stage = TimeSpan.FromSeconds(10);
    public static readonly PolicyBundle V1 = PolicyFleet.Limit("1.0.0", "10000.0");
    public static readonly PolicyBundle V2 = PolicyFleet.Limit("2.0.0", "5000.0");
    public static readonly string[] Traders = ["trader-1", "trader-2", "trader-3", "trader-4"];

    /// <summary>Gates that wait for what <see cref="Pass"/> observes, and never roll back.</summary>
    private static readonly RolloutGates Lenient = new() { Drift = Gate(), DenialIncrease = Gate(), Errors = Gate(), Latency = Gate() };

    public static RolloutStage[] Plan { get; } = [new(0, Stage, Lenient), new(50, Stage, Lenient)];

    public static RolloutStatus Status(this TestGate gate) => gate.Governor.Rollouts.Status("acme", "limits")!;

    public static BundleReference? InForce(this TestGate gate) => gate.Governor.Policy.InForce(gate.Governor.Policy.Tenant("acme"), "limits");

    public static IReadOnlyList<BundleReference> Live(this TestGate gate) => gate.Governor.Policy.Live(gate.Governor.Policy.Tenant("acme"));

    public static void Advance(this TestGate gate) => gate.Governor.Advance(ref gate.Work);

    /// <summary>Time and enough observations for the stage to end.</summary>
    public static void Pass(this TestGate gate)
    {
        var status = gate.Status();
        gate.Governor.Rollouts.Observe("acme", "limits", status.Id, status.Stage, new() { Evaluated = 5_000 }).ShouldBeTrue();
        gate.Fleet.Clock.Advance(Stage);
        gate.Advance();
    }

    public static Decision Ask(this TestGate gate, decimal amount, string agent = "trader-1") => gate.Ask(gate.Open(agent), amount);

    public static Decision Ask(this TestGate gate, Session session, decimal amount)
    {
        var tool = gate.Governor.Tool("place-order");
        var arguments = new BoundArguments();
        gate.Governor.Bind(session, tool, Encoding.UTF8.GetBytes(FormattableString.Invariant($$"""{"amount": {{amount}}}""")), arguments).ShouldBeNull();
        return gate.Admit(session, gate.Order with { Arguments = arguments, ArgumentsDigest = arguments.Digest }).Decision;
    }

    private static RolloutGate Gate() => new(0.99, 1_000, GateBreach.Hold);
}
