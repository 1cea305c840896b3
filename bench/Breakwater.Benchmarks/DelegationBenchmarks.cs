using BenchmarkDotNet.Attributes;
using Breakwater.Contracts;
using Breakwater.Delegation;
using Breakwater.Fleet;

namespace Breakwater.Benchmarks;

/// <summary>What a delegation costs: verified, presented again, checked at depth 4, handed on, used along a pre-approved path, revoked.</summary>
[MemoryDiagnoser]
public class DelegationBenchmarks
{
    private const int Depth = 4;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly P256Signer[] _keys = [.. Enumerable.Range(0, Depth + 3).Select(_ => P256Signer.Create())];
    private DelegationControl _control = null!;
    private FleetSpecification _fleet = null!;
    private DelegationChain _chain = null!;
    private DelegationGrant _grant = null!;
    private DelegationGrant _looked = null!;
    private PathPermit _permit = null!;
    private PathUse _use;
    private UserAssertion _user = null!;
    private ToolHandle _tool;
    private TenantHandle _tenant;
    private ulong _session = 1_000;
    private Work _work;

    [GlobalSetup]
    public void Prepare()
    {
        _fleet = Describe();
        _control = Control();
        _tenant = _control.Tenant("default");
        _tool = _control.Declarations.Tool(_fleet.Tools[0].Id);
        var now = TimeProvider.System.GetUtcNow();
        var all = _control.Declarations.Set(_fleet.Tools.Select(t => t.Id));
        _user = UserAssertion.Issue(
            new() { Tenant = "default", User = "ann", Session = 7, Task = "job", Agent = "g0-1", Authority = all, NotBefore = now, NotAfter = now + TimeSpan.FromHours(8) },
            _control.Declarations.ToolList, _keys[^1], ref _work);
        _chain = DelegationChain.Begin(_user, 1, Terms(0, all, now), _keys[0], ref _work);
        for (var i = 1; i < Depth; i++) { _chain = _chain.Extend(Terms(i, all, now), _keys[i], ref _work); }
        _grant = _control.Verify(Holder(1), 7, _chain, ref _work).Grant ?? throw new InvalidOperationException();
        var template = PathTemplate.Sign(
            new()
            {
                Tenant = "default", Name = "path", Groups = [.. Enumerable.Range(0, Depth + 1).Select(i => $"g{i}")], Tasks = [.. Enumerable.Repeat("work", Depth)],
                Permissions = all, NotBefore = now, NotAfter = now + TimeSpan.FromHours(8),
            },
            _control.Declarations.ToolList, _keys[^2], ref _work);
        if (!_control.Issue(template, 1, ref _work).IsAllowed) { throw new InvalidOperationException(); }
        _permit = _control.Permit(_tenant, template.Id, "g0-1", ref _work, out _)!;
        _use = _permit.Mint(_user.Id, $"g{Depth}-1", 1, now, TimeSpan.FromHours(4), ref _work);
        // Another node's revocation, so that the table is not empty and its number not nought.
        _control.Revoke("default", Fingerprint.Of([1], ref _work), now + TimeSpan.FromHours(8));
        _looked = _control.Verify(Holder(2), 7, _chain, ref _work).Grant!;
        if (!CheckedChain().IsAllowed || !PathUseChecked().IsAllowed) { throw new InvalidOperationException(); }
    }

    /// <summary>Bar: 1 µs, 0 bytes.</summary>
    [Benchmark]
    public DelegationVerdict CheckedChain() => _control.Check(_tenant, _grant.Handle, 1, _tool, ref _work);

    /// <summary>The check that a changed epoch sends to the table, and the O(1) revocation that changed it.</summary>
    [Benchmark]
    public DelegationVerdict RevokedAnotherThenChecked()
    {
        _control.RevokeAgent("default", "somebody-else", DateTimeOffset.UnixEpoch);
        return _control.Check(_tenant, _looked.Handle, 2, _tool, ref _work);
    }

    [Benchmark]
    public PathUse PathUseMinted() => _permit.Mint(_user.Id, "g4-1", 1, _use.Issued, Minute, ref _work);

    /// <summary>A whole use: minted by the delegator, checked at the delegate's gate. Bar: 2 µs.</summary>
    [Benchmark]
    public DelegationVerdict PathUsed()
    {
        var use = _permit.Mint(_user.Id, "g4-1", 1, _use.Issued, Minute, ref _work);
        return _control.Check(use, Holder(1), 7, _tool, ref _work);
    }

    [Benchmark]
    public DelegationVerdict PathUseChecked() => _control.Check(_use, Holder(1), 7, _tool, ref _work);

    [Benchmark]
    public DelegationResult PathUseAccepted()
    {
        var session = ++_session;
        var use = _permit.Mint(_user.Id, "g4-1", session, _use.Issued, Minute, ref _work);
        return _control.Accept(use, Holder(session), 7, ref _work);
    }

    [Benchmark]
    public DelegationResult PresentedAgain() => _control.Verify(Holder(1), 7, _chain, ref _work);

    /// <summary>Signatures known, a session that is new.</summary>
    [Benchmark]
    public DelegationResult PresentedInAnotherSession() => _control.Verify(Holder(++_session), 7, _chain, ref _work);

    /// <summary>Nothing known: five signatures.</summary>
    [Benchmark]
    public DelegationResult VerifiedCold() => Control().Verify(Holder(1), 7, _chain, ref _work);

    [Benchmark]
    public DelegationChain HandedOn() => _chain.Extend(_chain.Leaf.Terms, _keys[Depth], ref _work);



    private DelegationHolder Holder(ulong session) => new(_tenant, "g4-1", session);

    private static ContractTerms Terms(int hop, Authority all, DateTimeOffset now) => new()
    {
        Delegator = $"g{hop}-1", Delegate = $"g{hop + 1}-1", TaskType = "work", Scope = "job", Permissions = all, NotBefore = now, NotAfter = now + TimeSpan.FromHours(8),
    };

    private DelegationControl Control()
    {
        var keys = new Dictionary<string, DelegationKeys> { ["default"] = new(_keys[^1].PublicKey, _keys[^2].PublicKey) };
        var control = new DelegationControl(
            new() { MaxDepthManaged = 8, MaxDepthAutonomous = 8, MaxDepthSupervised = 8, ApprovalBeyond = 8, MaxOpenHops = int.MaxValue }, _fleet, keys, new(), TimeProvider.System);
        for (var i = 0; i <= Depth; i++)
        {
            control.Parties.Set(control.Tenant("default"), new($"g{i}-1", $"g{i}", _keys[i].PublicKey, TimeProvider.System.GetUtcNow(), ["zone", "region"]));
        }
        return control;
    }

    private static FleetSpecification Describe()
    {
        var fleet = FleetFile.Parse(StarterFleet.Text, "starter.yaml").Fleet!;
        var (cluster, group) = (fleet.Clusters[0], fleet.Clusters[0].Groups[0]);
        string[] tools = [.. fleet.Tools.Select(t => t.Id)];
        return fleet with
        {
            Clusters = [cluster with { Groups = [.. Enumerable.Range(0, Depth + 1).Select(i => group with { Id = $"g{i}", Tools = tools })] }],
            Delegations = [.. Enumerable.Range(0, Depth).Select(i => new DelegationRule($"d{i}", $"g{i}", $"g{i + 1}", ["work"], 8, TimeSpan.FromHours(8), tools))],
        };
    }
}
