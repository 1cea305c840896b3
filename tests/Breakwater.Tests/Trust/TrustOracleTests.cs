using Breakwater.Contracts;
using Breakwater.Tests.Shared;
using Breakwater.Trust;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Trust;

/// <summary>
/// Random scripts against three nodes and a verifier that remembers nothing. Revocation and expiry are exact: what the naive verifier refuses no
/// node ever trusts, however warm; what it trusts, every node trusts when asked to verify.
/// </summary>
public sealed class TrustOracleTests
{
    private const int Actions = 11;

    [Theory]
    [InlineData(300, false)]
    [InlineData(0, false)]
    [InlineData(300, true)]
    public void The_control_agrees_with_the_naive_verifier(int ttlSeconds, bool onPolicyChange)
    {
        var step = from action in Gen.Choose(0, Actions - 1) from who in Gen.Choose(0, 11) from node in Gen.Choose(0, 2) from amount in Gen.Choose(1, 1_000) select (action, who, node, amount);
        var script = Gen.Choose(10, 40).SelectMany(n => step.ArrayOf(n));
        FsCheck.Check.One(
            Trials.Of(25),
            Prop.ForAll(script.ToArbitrary(), s => new Run(TimeSpan.FromSeconds(ttlSeconds), onPolicyChange).Play(s)));
    }

    private sealed class Run
    {
        private readonly TestFleet _fleet = new();
        private readonly NaiveVerifier _oracle;
        private readonly TrustControl[] _nodes;
        private readonly List<CredentialChain> _chains;
        private Work _work;

        public Run(TimeSpan ttl, bool onPolicyChange)
        {
            var options = new TrustOptions { CacheTtl = ttl, ReverifyOnPolicyChange = onPolicyChange, CacheCapacity = 8 };
            _oracle = new(_fleet.Hierarchy.Root.Key, _fleet.Tenants, _fleet.Clock, options.ClockSkew);
            _nodes = [_fleet.Control(options), _fleet.Control(options, _fleet["checker-1"].Issuer), _fleet.Control(options, _fleet["clerk-1"].Issuer!.Issuer)];
            _chains = [.. _fleet.Chains];
            foreach (var chain in _fleet.Chains.Take(3))
            {
                var (zone, region) = (chain.Issuer!, chain.Issuer!.Issuer!);
                _chains.Add(new(Forgery.Imitate(chain.Leaf, c => c), zone));
                _chains.Add(new(chain.Leaf, new(Forgery.Imitate(zone.Leaf, c => c with { Subject = "other" }), region)));
                _chains.Add(new(chain.Leaf, new(zone.Leaf, new(Forgery.Imitate(region.Leaf, c => c with { NotAfter = c.NotAfter.AddYears(1) }), null))));
                _chains.Add(zone);
            }
        }

        public void Play((int Action, int Who, int Node, int Amount)[] script)
        {
            foreach (var (action, who, node, amount) in script)
            {
                var agent = _fleet.Roster.Agents[who];
                switch (action)
                {
                    case 0 or 1 or 2: Verify(_nodes[node], _chains[amount % _chains.Count]); break;
                    case 3: _fleet.Clock.Advance(TimeSpan.FromSeconds(amount)); break;
                    case 4: _fleet.Clock.Advance(TimeSpan.FromMinutes(amount)); break;
                    case 5: Revoke(CredentialLevel.Worker, agent.Tenant, agent.Name); break;
                    case 6: if (amount < 300) { Revoke(CredentialLevel.Zone, agent.Tenant, agent.Zone); } break;
                    case 7: if (amount < 150) { Revoke(CredentialLevel.Region, "", agent.Region.Id); } break;
                    case 8: _nodes[node].Renew(TimeSpan.FromSeconds(amount), 4, ref _work); break;
                    case 9: _chains.Add(_fleet.Issue(agent.Name)); break;
                    default:
                        _nodes[node].PolicyChanged(_nodes[node].Tenant(agent.Tenant));
                        var roster = _nodes[node].Vouch(_fleet.Hierarchy.Zones[agent.Zone], _chains, TimeSpan.FromMinutes(4), ref _work);
                        _nodes[(node + 1) % 3].Accept(roster, ref _work);
                        break;
                }
                foreach (var control in _nodes) { CheckAll(control); }
            }
            foreach (var control in _nodes)
            {
                foreach (var chain in _chains) { Verify(control, chain); }
            }
        }

        private void Revoke(CredentialLevel level, string tenant, string subject)
        {
            var until = _fleet.Clock.GetUtcNow();
            _oracle.Revoke(tenant, level, subject, until);
            foreach (var control in _nodes) { control.Revoke(tenant, level, subject, until).ShouldBeTrue(); }
        }

        private void Verify(TrustControl control, CredentialChain chain) =>
            control.Verify(chain, ref _work).IsTrusted.ShouldBe(_oracle.Trusts(chain), $"{chain.Leaf.Claims}");

        private void CheckAll(TrustControl control)
        {
            // A check names a credential, not a chain: it may be trusted if any chain presented for it is.
            foreach (var chains in _chains.GroupBy(c => c.Leaf.Id))
            {
                var tenant = control.Tenant(chains.First().Leaf.Claims.Tenant);
                if (control.Check(tenant, chains.Key, ref _work).IsTrusted) { chains.Any(_oracle.Trusts).ShouldBeTrue($"{chains.First().Leaf.Claims}"); }
            }
        }
    }
}
