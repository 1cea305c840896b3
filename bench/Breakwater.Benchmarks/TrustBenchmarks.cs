using BenchmarkDotNet.Attributes;
using Breakwater.Contracts;
using Breakwater.Trust;

namespace Breakwater.Benchmarks;

/// <summary>The warm pair check (bar: 100 ns, 0 B), a cold verification, and rosters.</summary>
[MemoryDiagnoser]
public class TrustBenchmarks
{
    private TrustFleet _fleet = null!;
    private TrustControl _warm = null!;
    private TenantHandle _tenant;
    private Fingerprint[] _ids = [];
    private CredentialAuthority _zone = null!;
    private CredentialChain[] _members = [];
    private TrustControl _home = null!;
    private ZoneRoster _roster = null!;
    private Work _work;
    private int _next;

    [Params(1_000, 100_000)]
    public int Entries { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _fleet = new(Entries);
        _warm = _fleet.Control();
        foreach (var chain in _fleet.Chains) { _warm.Verify(chain, ref _work); }
        _tenant = _warm.Tenant("t");
        _ids = [.. _fleet.Chains.Select(c => c.Leaf.Id)];
        _zone = _fleet.Hierarchy.Zones["c@r1"];
        _members = [.. _fleet.Chains.Where(c => c.Leaf.IssuerKey == _zone.KeyId)];
        _home = _fleet.Control(_zone.Chain);
        _roster = _home.Vouch(_zone, _members, TimeSpan.FromHours(1), ref _work);
    }

    /// <summary>One agent's twenty partners, again and again: what an agent does.</summary>
    [Benchmark]
    public bool WarmPairCheck()
    {
        _next = (_next + 1) % 20;
        return _warm.Check(_tenant, _ids[_next * 47], ref _work).IsTrusted;
    }

    /// <summary>Everybody in an order that no prefetcher guesses: above the size of the processor's caches this is the latency of memory.</summary>
    [Benchmark]
    public bool WarmPairCheckScattered()
    {
        _next = (_next + 7_919) % _ids.Length;
        return _warm.Check(_tenant, _ids[_next], ref _work).IsTrusted;
    }

    [Benchmark]
    public bool ColdVerifyUnderAKnownZone()
    {
        var control = _fleet.Control(_zone.Chain);
        return control.Verify(_members[0], ref _work).IsTrusted;
    }

    [Benchmark]
    public int VouchForAKnownZone() => _home.Vouch(_zone, _members, TimeSpan.FromHours(1), ref _work).Count;

    [Benchmark]
    public bool AcceptARoster() => _warm.Accept(_roster, ref _work).IsTrusted;
}
