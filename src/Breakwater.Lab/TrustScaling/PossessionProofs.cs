using Breakwater.Contracts;
using Breakwater.Lab.Experiments;
using Breakwater.Trust;

namespace Breakwater.Lab.TrustScaling;

/// <summary>Opens one session for each agent at its own node, for real, and counts what the proofs of possession cost there.</summary>
internal static class PossessionProofs
{
    public static void Measure(TrustWorld world, RunContext context, Measurements measured)
    {
        var books = world.Fleet.Nodes.Select(n => new ChallengeBook(n.Id, world.Simulator.Clock, TimeSpan.FromSeconds(30), world.Agents)).ToList();
        var work = default(Work);
        for (var agent = 0; agent < world.Agents; agent++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var book = books[world.NodeOf[agent]];
            var credential = world.Chains[agent].Leaf;
            var asAgent = default(Work);
            var proof = PossessionProof.Make(book.Open(), credential, context.Keys.Signer(agent), ref asAgent);
            if (!book.Redeem(proof.Challenge) || !proof.Proves(credential, ref work)) { throw new InvalidOperationException("A genuine proof of possession was refused."); }
        }
        measured.Work["possessionProofs"] = world.Agents;
        measured.Effect["possessionCoreMs"] = world.Nanoseconds(work) / 1e6;
    }
}
