using System.Globalization;
using System.Text;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.Lab.Simulation;
using Breakwater.Policy.Arguments;

namespace Breakwater.Lab.Observing;

/// <content>What an agent does of its chain: it asks, acts, waits, hands on, gives up.</content>
internal sealed partial class RecordedTraffic
{
    private void Decide(Simulator sim, int at)
    {
        var chain = _chains[at];
        if (_gates.SessionOf(chain.Agent) is not { } session || chain.Requests == MostRequests)
        {
            CloseChain(at);
            return;
        }
        var (gate, agent) = (_gates.GateOf(chain.Agent), _context.Roster.Agents[chain.Agent]);
        var provider = _providers[agent.Group.Provider];
        var tool = chain.Tool ?? (_random.NextBool(Slips) ? NotGranted(chain.Agent) : OwnTool(agent));
        var request = ++chain.Requests;
        var (handle, arguments) = (gate.Tool(tool), Bind(gate, session, chain, tool, request));
        var admission = gate.Admit(session, new()
        {
            Tool = handle, Chain = chain.Id, Request = request, Parent = chain.Last, Arguments = arguments, Delegation = chain.Delegation,
            ArgumentsDigest = arguments?.Digest ?? ActionArguments.DigestOf(RecordedArguments.Undeclared(tool, chain.Id, request)),
            Provider = gate.Provider(provider.Id), Tokens = ObservabilityPrices.InputTokens + ObservabilityPrices.OutputTokens, Estimate = CostOf(provider),
        }, ref _work);
        chain.Last = request;
        Follow(sim, at, admission);
    }

    /// <summary>Binds what a tool is called with at the gate that decides, by the manifest in force there; null if it has none. A chain has one action at a time, and its own arguments, which a request that waits keeps.</summary>
    private BoundArguments? Bind(Governor gate, Session session, RecordedChain chain, string tool, ulong request)
    {
        if (_gates.Fleet.Tools.FirstOrDefault(t => t.Id == tool) is not { } called || !RecordedArguments.AreDeclared(called)) { return null; }
        var arguments = chain.Arguments ??= new();
        return gate.Bind(session, gate.Tool(tool), _arguments.Next(request), arguments) is null ? arguments : null;
    }

    private void Follow(Simulator sim, int at, in Admission admission)
    {
        var chain = _chains[at];
        switch (admission.Decision.Effect)
        {
            case Effect.Allow:
                chain.Admission = admission;
                var provider = _providers[_context.Roster.Agents[chain.Agent].Group.Provider];
                // What stalls is never completed: its admission expires at a beat, and the host learns of it then.
                if (chain.Stalls || _random.NextBool(TimesOut)) { sim.Schedule(SimTime.From(RecordedGates.AdmissionLife) + (2 * BeatEvery), this, Close, at); }
                else { sim.Schedule((long)(_random.LogNormal(provider.LatencyMedian.TotalSeconds, provider.LatencyP99.TotalSeconds) * SimTime.Second), this, Complete, at); }
                break;
            case Effect.Throttle when chain.Throttles-- > 0:
                sim.Schedule(SimTime.From(admission.Decision.RetryAfter) + (long)(_random.NextDouble() * SimTime.Second), this, Act, at);
                break;
            case Effect.Pending:
                chain.Pending = admission.Pending;
                var asked = _gates.GateOf(chain.Agent).PendingObligation(admission.Pending) ?? Obligations.None;
                if (asked == Obligations.None || _random.NextBool(PersonSilent)) { sim.Schedule(90 * SimTime.Second, this, Close, at); }
                else { sim.Schedule((long)((5 + (20 * _random.NextDouble())) * SimTime.Second), this, Review, at); }
                break;
            default:
                if (chain.Repeats-- > 0) { sim.Schedule(SimTime.Second / LoopRepeats, this, Act, at); }
                else { CloseChain(at); }
                break;
        }
    }

    private void Settle(Simulator sim, int at)
    {
        var chain = _chains[at];
        var (gate, agent) = (_gates.GateOf(chain.Agent), _context.Roster.Agents[chain.Agent]);
        var failed = chain.Fails || _random.NextBool(Fails);
        var output = ActionArguments.DigestOf(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{chain.Id:x32}/{chain.Last}/{failed}")));
        var measured = new Measured
        {
            Output = failed ? 0 : output, ContextUse = (float)Math.Min(1, 0.1 + (0.05 * chain.Requests) + (0.1 * _random.NextDouble())),
            // A fifth is judged.
            Quality = _random.NextBool(0.2) ? (float)Math.Clamp(0.85 + (0.05 * _random.Normal()), 0, 1) : float.NaN,
        };
        gate.Complete(chain.Admission, failed ? Contracts.Outcome.Failed : Contracts.Outcome.Succeeded, new(ObservabilityPrices.InputTokens, ObservabilityPrices.OutputTokens, 1, CostOf(_providers[agent.Group.Provider])), measured, ref _work);
        if (failed && chain.Retries-- > 0) { sim.Schedule(SimTime.Second, this, Act, at); }
        else if (failed) { CloseChain(at); }
        else { GoOn(sim, at); }
    }

    /// <summary>An action has succeeded: the agent acts on, hands its task on, or sends what it found to a partner, who acts on it in the same chain.</summary>
    private void GoOn(Simulator sim, int at)
    {
        var chain = _chains[at];
        var think = (long)((0.3 + _random.NextDouble()) * SimTime.Second);
        if (--chain.Left > 0) { sim.Schedule(think, this, Act, at); }
        else if (chain.Errand is { } errand)
        {
            if (++chain.Hop < errand.Hops) { HandOn(sim, at); } else { CloseChain(at); }
        }
        else if (_flows[_context.Roster.Agents[chain.Agent].Group.Id].ToArray() is { Length: > 0 } next && _random.NextBool(PassesOn))
        {
            var members = _members[next[_random.NextInt(next.Length)]];
            var to = members[_random.NextInt(members.Length)];
            think += _gates.Latency(_gates.NodeOf(chain.Agent), _gates.NodeOf(to));
            (chain.Agent, chain.Left, chain.Tool) = (to, 1, null);
            sim.Schedule(think, this, Act, at);
        }
        else { CloseChain(at); }
    }

    private void Answer(Simulator sim, int at)
    {
        var chain = _chains[at];
        var (gate, cluster) = (_gates.GateOf(chain.Agent), _context.Roster.Agents[chain.Agent].Cluster);
        if (gate.PendingDigest(chain.Pending) is not { } digest)
        {
            CloseChain(at);
            return;
        }
        var verdict = _random.NextBool(PersonAgrees) ? ResumeVerdict.Proceed : ResumeVerdict.Refused;
        Follow(sim, at, gate.Resume(chain.Pending, digest, verdict, ref _work, OfficerOf(cluster)));
    }

    /// <summary>One of its own, the riskiest seldom.</summary>
    private string OwnTool(AgentSpecification agent)
    {
        var tools = agent.Group.Tools;
        var tool = tools[_random.NextInt(tools.Count)];
        return _gates.Fleet.Tools.First(t => t.Id == tool).Risk == RiskClass.Critical && agent.Tier != AutonomyTier.Autonomous ? tools[_random.NextInt(tools.Count)] : tool;
    }

    private string NotGranted(int agent)
    {
        var own = _context.Roster.Agents[agent].Group.Tools;
        return _gates.Fleet.Tools.Select(t => t.Id).FirstOrDefault(t => !own.Contains(t)) ?? "no-such-tool";
    }

    private static Money CostOf(Provider provider) => new((long)Math.Round(1e6 * ObservabilityPrices.Call(provider)));
}
