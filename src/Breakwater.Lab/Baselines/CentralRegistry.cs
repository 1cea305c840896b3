using Breakwater.Contracts;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.TrustScaling;
using Breakwater.Trust;

namespace Breakwater.Lab.Baselines;

/// <summary>
/// One registry of all agents, asked for every pair ("Scaling AI Agents from 10 to 10,000", failed attempt 1). It stands on the control plane's
/// node, answers from a table, and signs each answer so that nobody on the way can forge it; the asker's node verifies that signature.
/// </summary>
internal sealed class CentralRegistry : VerificationScheme
{
    private const int Arrive = 0;
    private const int Answer = 1;
    private const int Receive = 2;
    private const int Verify = 3;

    private readonly P256Signer _key = P256Signer.Create();
    private readonly Dictionary<Fingerprint, int> _registered = [];
    private readonly Dictionary<(long Relying, long Subject), byte[]> _answers = [];
    private readonly HashSet<(long Relying, long Subject)> _refused = [];
    private readonly int _home;

    public CentralRegistry(TrustWorld world) : base(world)
    {
        _home = world.NodeOfRegion(world.Fleet.ControlPlane.Region);
        for (var i = 0; i < world.Agents; i++) { _registered.Add(world.Chains[i].Leaf.Id, i); }
    }

    public override bool Remembers => false;

    protected override void Ask(Simulator sim)
    {
        for (var agent = 0; agent < World.Agents; agent++)
        {
            var there = World.Latency(World.NodeOf[agent], _home);
            for (var i = 0; i < World.Degree; i++) { sim.Schedule(there, this, Arrive, agent, World.Partner(agent, i)); }
        }
    }

    public override long Serve(Simulator sim, int kind, long a, long b)
    {
        World.Cancellation.ThrowIfCancellationRequested();
        var work = default(Work);
        Span<byte> message = stackalloc byte[33];
        World.Chains[b].Leaf.Id.CopyTo(message);
        if (kind == Answer)
        {
            work.Add(WorkUnit.CacheLookup);
            message[32] = _registered.ContainsKey(World.Chains[b].Leaf.Id) ? (byte)1 : (byte)0;
            var answer = new byte[1 + PublicKey.SignatureSize];
            answer[0] = message[32];
            _key.Sign(message, answer.AsSpan(1), ref work);
            _answers.Add((a, b), answer);
        }
        else
        {
            _answers.Remove((a, b), out var answer);
            message[32] = answer![0];
            if (!_key.PublicKey.Verify(message, answer.AsSpan(1), ref work) || answer[0] == 0) { _refused.Add((a, b)); }
        }
        return Served(work);
    }

    public override void OnEvent(Simulator sim, int kind, long a, long b)
    {
        var relying = World.NodeOf[a];
        switch (kind)
        {
            case Arrive:
                World.Nodes[_home].Submit(this, Answer, a, b);
                break;
            case Answer:
                sim.Schedule(World.Latency(_home, relying), this, Receive, a, b);
                break;
            case Receive:
                World.Nodes[relying].Submit(this, Verify, a, b);
                break;
            default:
                var refused = _refused.Remove((a, b)) ? 1 : 0;
                Tally.Answered(sim.Now, 1 - refused, refused);
                break;
        }
    }
}
