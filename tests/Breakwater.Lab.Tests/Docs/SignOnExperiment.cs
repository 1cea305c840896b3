using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Governance;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using Breakwater.Lab.Scaling;
using Breakwater.Lab.Simulation;
using Breakwater.Trust;

namespace Breakwater.Lab.SignOn;

/// <summary>How long it takes, when a fleet starts, until everyone has an open session: with keys of their own, or as instances of a type.</summary>
public sealed class SignOnExperiment : Experiment
{
    internal const string OwnKey = "own-key";
    internal const string TypeKey = "type-key";

    /// <inheritdoc/>
    public override ExperimentSpec Spec { get; } = new()
    {
        Id = "sign-on",
        Title = "Opening everyone's session",
        Summary = "All agents open a session at their own gate at the same moment. Gates, credentials and proofs are real; nodes have cores and a queue.",
        Dimension = 2,
        Controls = [new("IA-1.2", null, "a key for each agent, or one derived from its type's key"), new("IA-2.3", "IA-2.1", "proof of possession, once per session")],
        Metrics =
        [
            new("signatureChecks", "Signature checks", "checks", "lower", "work"),
            new("macs", "MACs computed", "MACs", "lower", "work"),
            new("lastOpenMs", "Time until the last session is open", "ms", "lower", "effect"),
            new("money", "Cores for one start a day", "money/month", "lower", "money"),
        ],
        Fitted = ["signatureChecks", "macs", "lastOpenMs", "money"],
        Variants =
        [
            new(OwnKey, "A key for each agent", "Chain verified, possession proved by signature.", VariantKind.Baseline, [new(ScalingNames.ConstantDegree, 200, 500, 1_000)]),
            new(TypeKey, "Instances of a type", "Two MACs under the type's key, no signature.", VariantKind.Adapted, [new(ScalingNames.ConstantDegree, 200, 1_000, 50_000)]),
        ],
    };

    /// <inheritdoc/>
    public override IReadOnlyList<BudgetedMetric> Budgets(FleetSpecification fleet) =>
        [new("lastOpenMs", new Budget("trust.verificationDeadline", fleet.Trust.VerificationDeadline.TotalMilliseconds, "ms", HigherIsBetter: false), ScalingNames.ConstantDegree)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Assumptions(FleetSpecification fleet) =>
    [
        "Everyone asks at the same moment; what the agents' own machines compute is not counted.",
        "What one core of a node is verifying is known to the node's other cores from the start of that job.",
        $"The fleet starts once a day; a core costs {fleet.ControlPlane.CoreHourPrice} {fleet.Currency} an hour; a month has 30 days.",
    ];

    /// <inheritdoc/>
    public override double Cost(VariantSpec variant, string scaling, int agents) => (variant.Id == OwnKey ? 0.5 : 0.02) * agents + 5;

    /// <inheritdoc/>
    public override Measurements Run(VariantSpec variant, RunContext context)
    {
        var simulator = new Simulator(context.Seed);
        var signOn = new SignOn(variant.Id == OwnKey, context, simulator);
        signOn.Begin();
        simulator.Run(cancellationToken: context.Cancellation);
        if (signOn.Opened != context.Agents) { throw new InvalidOperationException($"{signOn.Opened} of {context.Agents} sessions were opened."); }

        var measured = new Measurements();
        measured.Work["signatureChecks"] = signOn.Work[WorkUnit.SignatureCheck];
        measured.Work["macs"] = signOn.Work[WorkUnit.Mac];
        measured.Effect["lastOpenMs"] = simulator.Now / 1e6;
        var coreHours = context.Calibration.Nanoseconds(signOn.Work) / 1e9 / 3600;
        measured.Money = 30 * coreHours * (double)context.Fleet.ControlPlane.CoreHourPrice.Amount;
        return measured;
    }

    /// <inheritdoc/>
    public override Conclusions Conclude(Reading reading)
    {
        const string rule = ScalingNames.ConstantDegree;
        var conclusions = new Conclusions();
        var n = reading.LargestCommon(rule, OwnKey, TypeKey);
        var broken = reading.Breakpoint(OwnKey, rule, "lastOpenMs");
        // Point or law: whatever is missing, after a cut or with --scale, is left out rather than made up.
        if (reading.Value(OwnKey, rule, n, "lastOpenMs") is not { } own || reading.Value(TypeKey, rule, n, "lastOpenMs") is not { } type) { return conclusions; }

        var judgement = broken?.At is not null ? "bend" : "hold";
        IReadOnlyList<string> evidence = [$"sign-on/{OwnKey}/lastOpenMs", $"sign-on/{TypeKey}/lastOpenMs"];
        conclusions.Charts.Add(new("sign-on-last", "Time until everyone has a session", "lastOpenMs", "agents", rule, [OwnKey, TypeKey], true, true, broken?.Budget, broken?.BudgetName));
        conclusions.Findings.Add(new()
        {
            Id = "S1",
            Title = "Signing on is linear in the fleet",
            Deliverable = "B",
            Dimension = 2,
            Specification = $"Everyone opens a session at once, at {string.Join(", ", reading.Sizes(OwnKey, rule))} agents.",
            ControlMapping = reading.Controls,
            Subject = "baseline",
            Judgement = judgement,
            Expected = "The framework states no figure.",
            Actual = $"{Wording.Law(reading.Fit(OwnKey, rule, "lastOpenMs"))}; at {Wording.Agents(n)} {Wording.Ms(own)} with own keys, {Wording.Ms(type)} as instances.",
            Class = reading.Fit(OwnKey, rule, "lastOpenMs")?.Class,
            Breakpoint = Wording.Breakpoint(broken),
            Recommendation = "Give short-lived replicas of a type instance credentials, and agents that stay a key of their own.",
            Affected = new([], [.. reading.Fleet.Clusters.Select(c => c.Id)], []),
            Evidence = evidence,
        });
        conclusions.StressPoints.Add(new("Sign-on of the whole fleet", judgement, Wording.Breakpoint(broken), evidence));
        conclusions.Controls["IA-1.2"] = (reading.Fit(OwnKey, rule, "signatureChecks")?.Class, [$"sign-on/{OwnKey}/signatureChecks"]);
        return conclusions;
    }

    /// <summary>One start of the fleet: what stands around the gates. Holds no control.</summary>
    private sealed class SignOn : ServedProcess
    {
        private readonly RunContext _context;
        private readonly ServiceNode[] _nodes;
        private readonly Governor[] _gates;
        private readonly Func<AgentSpecification, Governor, SessionResult> _open;
        private Work _work;

        public SignOn(bool ownKeys, RunContext context, Simulator simulator)
        {
            var setup = default(Work);
            var (fleet, types) = (context.Fleet, new TypeKeyRing(simulator.Clock));
            var hierarchy = TrustHierarchy.Create(context.Roster, P256Signer.Create, simulator.Clock, ref setup);
            _context = context;
            _nodes = [.. fleet.Nodes.Select(n => new ServiceNode(simulator, n.Cores))];
            _gates = [.. fleet.Nodes.Select(n => Governor.Create(fleet, new() { Root = hierarchy.Root.Key, TypeKeys = types, Time = simulator.Clock, Options = new() { Node = n.Id } }))];
            if (ownKeys)
            {
                var keys = context.Keys.PublicKeys(context.Agents, context.Cancellation);
                var chains = context.Roster.Agents.Select(a => hierarchy.Issue(a, keys[a.Index], ref setup, out _)!).ToArray();
                _open = (agent, gate) =>
                {
                    var (asAgent, chain) = (default(Work), chains[agent.Index]);
                    return gate.OpenSession(chain, PossessionProof.Make(gate.Challenge(), chain.Leaf, context.Keys.Signer(agent.Index), ref asAgent), ref _work);
                };
            }
            else
            {
                foreach (var group in context.Roster.Agents.Select(a => (a.Tenant, a.Group.Id)).Distinct()) { types.Rotate(group.Tenant, group.Id); }
                _open = (agent, gate) =>
                {
                    var asAgent = default(Work);
                    var (instance, key) = types.Mint(agent.Tenant, agent.Group.Id, (UInt128)agent.Index + 1, TimeSpan.FromMinutes(15), ref asAgent)!.Value;
                    return gate.OpenSession(instance, instance.Prove(gate.Challenge(), key, ref asAgent), ref _work);
                };
            }
        }

        public int Opened { get; private set; }

        public Work Work => _work;

        public void Begin()
        {
            var nodes = _context.Fleet.Nodes;
            foreach (var agent in _context.Roster.Agents)
            {
                var node = Enumerable.Range(0, nodes.Count).First(i => nodes[i].Serves.Contains(agent.Region.Id));
                _nodes[node].Submit(this, 0, agent.Index, node);
            }
        }

        // A core has taken the job up: the real gate does it, and what it counted is how long the core is busy.
        public override long Serve(Simulator sim, int kind, long a, long b)
        {
            _context.Cancellation.ThrowIfCancellationRequested();
            var before = _work;
            var result = _open(_context.Roster.Agents[(int)a], _gates[b]);
            if (result.Session is null) { throw new InvalidOperationException($"A genuine agent got no session: {result.Verdict.Reason}."); }
            return _context.Calibration.Nanoseconds(_work.Since(before));
        }

        // The job is done: only now may what it decided be seen.
        public override void OnEvent(Simulator sim, int kind, long a, long b) => Opened++;
    }
}
