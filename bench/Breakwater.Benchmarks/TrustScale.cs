using System.Diagnostics;
using System.Globalization;
using Breakwater.Contracts;
using Breakwater.Trust;

namespace Breakwater.Benchmarks;

/// <summary>
/// Two figures that are no microbenchmarks: how long a cold fleet of 1,000 takes until everyone can check everyone on every node, beside what the
/// bare signature checks take; and the memory of the trust state of 100,000 agents. Run with <c>trust-scale</c>.
/// </summary>
internal static class TrustScale
{
    public static void Run(TextWriter output)
    {
        Cold(new(1_000), output);
        for (var round = 0; round < 5; round++) { Cold(new(1_000, keyEach: true), output); }
        Memory(output);
    }

    private static void Cold(TrustFleet fleet, TextWriter output)
    {
        var work = default(Work);
        var zones = fleet.Hierarchy.Zones.Values.ToList();
        var nodes = zones.Select(z => fleet.Control(z.Chain)).ToList();
        var clock = Stopwatch.StartNew();
        var rosters = zones.Select((z, i) => nodes[i].Vouch(z, fleet.Chains.Where(c => c.Leaf.IssuerKey == z.KeyId), TimeSpan.FromMinutes(5), ref work)).ToList();
        foreach (var node in nodes)
        {
            foreach (var roster in rosters) { Require(node.Accept(roster, ref work).IsTrusted); }
            foreach (var chain in fleet.Chains) { Require(node.Verify(chain, ref work).IsTrusted); }
        }
        var whole = clock.Elapsed;

        var bare = default(Work);
        clock.Restart();
        var checks = work[WorkUnit.SignatureCheck];
        for (var i = 0; i < checks; i++)
        {
            var chain = fleet.Chains[i % fleet.Chains.Length];
            Require(chain.Leaf.IsSignedBy(chain.Issuer!.Leaf.Key, ref bare));
        }
        var alone = clock.Elapsed;

        var book = new ChallengeBook("gate", TimeProvider.System, TimeSpan.FromMinutes(1), 10);
        var proofs = fleet.Chains.Select((c, i) => (c.Leaf, Proof: PossessionProof.Make(book.Open(), c.Leaf, fleet.AgentKeys[i % fleet.AgentKeys.Length], ref bare))).ToList();
        clock.Restart();
        foreach (var (leaf, proof) in proofs) { Require(proof.Proves(leaf, ref bare)); }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"cold, 1,000 agents, 4 nodes, one thread: {whole.TotalMilliseconds:0.0} ms; {checks} checks ({checks / 1_000.0:0.000} per agent) alone {alone.TotalMilliseconds:0.0} ms; ratio {whole / alone:0.00}; 1,000 possession proofs {clock.Elapsed.TotalMilliseconds:0.0} ms"));
    }

    private static void Memory(TextWriter output)
    {
        var empty = Process.GetCurrentProcess().WorkingSet64;
        var fleet = new TrustFleet(100_000, keyEach: true);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var control = fleet.Control();
        var work = default(Work);
        foreach (var chain in fleet.Chains) { Require(control.Verify(chain, ref work).IsTrusted); }
        var state = GC.GetTotalMemory(forceFullCollection: true) - before;
        using var process = Process.GetCurrentProcess();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"100,000 agents with keys, credentials and one node's trust state: working set {process.WorkingSet64 / 1048576.0:0} MiB (of it {empty / 1048576.0:0} before); trust state {state / 1048576.0:0.0} MiB, {state / 100_000.0:0} B per agent"));
        GC.KeepAlive(control);
        GC.KeepAlive(fleet);
    }

    private static void Require(bool holds)
    {
        if (!holds) { throw new InvalidOperationException("A genuine credential was refused: the figures would mean nothing."); }
    }
}
