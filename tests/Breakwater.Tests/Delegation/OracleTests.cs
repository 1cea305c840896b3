using Breakwater.Contracts;
using Breakwater.Delegation;
using Breakwater.Tests.Shared;
using Breakwater.Tests.Trust;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Delegation;

/// <summary>The engine against a slow and obvious one that keeps sets of names and looks at everything again each time it is asked.</summary>
public sealed class OracleTests
{
    private static readonly string[] Agents = [.. DelegationWorld.Groups.SelectMany(g => new[] { $"{g}-1", $"{g}-2" })];
    private static readonly string[] Users = ["ann", "bob"];

    [Fact]
    public void Authority_only_ever_shrinks()
    {
        var scripts = Gen.Choose(0, int.MaxValue - 1).ArrayOf(40);
        Check.One(Trials.Of(500), Prop.ForAll(scripts.ToArbitrary(), numbers =>
        {
            var world = new DelegationWorld();
            var next = 0;
            string[] path = ["a-1", "b-1", "c-1", "d-1", "e-1"];
            var user = world.User(world.Claims() with { Authority = Some(world.All) });
            var inputs = new List<Authority> { user.Claims.Authority };
            DelegationChain? chain = null;
            for (var hop = 1; hop <= 1 + numbers[0] % 4; hop++)
            {
                var permissions = Some(chain?.Leaf.Terms.Permissions ?? world.All);
                chain = chain is null
                    ? DelegationChain.Begin(user, 1, world.Terms(path[0], path[1], t => t with { Permissions = permissions }), TestKeys.Of(path[0]), ref world.Work)
                    : world.Extend(chain, path[hop], t => t with { Permissions = permissions });
                inputs.AddRange([permissions, world.Control.Declarations.Set(DelegationWorld.Grants(path[hop - 1][..1])), world.Control.Declarations.Set(DelegationWorld.Grants(path[hop][..1]))]);
            }
            var grant = world.Grant(chain!);
            return inputs.All(grant.Effective.IsSubsetOf)
                && DelegationWorld.ToolIds.All(t => (world.Check(grant, t) is null) == inputs.All(i => i.Contains(world.Tool(t))));

            Authority Some(Authority of) => Authority.Of(of.Tools().Where(t => (numbers[next++ % numbers.Length] >> (t.Value % 31) & 3) != 0));
        }));
    }

    [Fact]
    public void The_engine_agrees_with_the_obvious_one()
    {
        var (verified, allowed, refusals) = (0, 0, new HashSet<string>());
        var scripts = Gen.Choose(0, int.MaxValue - 1).ArrayOf(240);
        Check.One(Trials.Of(150), Prop.ForAll(scripts.ToArbitrary(), numbers =>
        {
            var run = new Run(numbers);
            while (run.Step()) { }
            verified += run.Verified;
            allowed += run.Allowed;
            refusals.UnionWith(run.Refusals);
            return true;
        }));
        verified.ShouldBeGreaterThan(100);
        allowed.ShouldBeGreaterThan(100);
        refusals.ShouldContain("delegation.revoked");
        refusals.ShouldContain("delegation.expired");
        refusals.ShouldContain("delegation.too-deep");
        refusals.ShouldContain("delegation.cycle");
        refusals.ShouldContain("delegation.undeclared");
    }

    /// <summary>What the obvious engine knows of a contract.</summary>
    private sealed record Hop(string From, string To, HashSet<string> Tools, DateTimeOffset Since, DateTimeOffset Until, Fingerprint Id);

    private sealed record Book(string User, HashSet<string> Tools, DateTimeOffset Until, Fingerprint Id, List<Hop> Hops, DelegationChain Chain);

    private sealed class Run(int[] numbers)
    {
        private readonly DelegationWorld _world = new(o => o.MaxDepthAutonomous = 4);
        private readonly List<Book> _books = [];
        private readonly List<(DelegationGrant Grant, Book Book, ulong Session)> _grants = [];
        private readonly HashSet<Fingerprint> _revoked = [];
        private readonly Dictionary<string, DateTimeOffset> _revokedAgents = [];
        private readonly List<(Book Book, int Hops, int Depth, List<string> Path, int Limit)> _open = [];
        private int _next;

        public int Verified { get; private set; }

        public int Allowed { get; private set; }

        public HashSet<string> Refusals { get; } = [];

        public bool Step()
        {
            if (_next + 4 >= numbers.Length) { return false; }
            switch (Draw(12))
            {
                case 0 or 1 or 2: Begin(); break;
                case 3 or 4 or 5: Extend(); break;
                case 6 or 7 when _books.Count > 0: Verify(); break;
                case 8 when _books.Count > 0: Revoke(); break;
                case 9 when Draw(2) == 0: RevokeAgent(); break;
                case 10: _world.Clock.Advance(TimeSpan.FromMinutes(Draw(6))); break;
            }
            CheckAll();
            return true;
        }

        private int Draw(int below) => numbers[_next++ % numbers.Length] % below;

        private void Begin()
        {
            var (name, from, to) = (Users[Draw(2)], Agents[Draw(4)], Agents[Draw(Agents.Length)]);
            var tools = Some(DelegationWorld.ToolIds);
            var user = _world.User(_world.Claims(from) with { User = name, Authority = _world.Control.Declarations.Set(tools) });
            var permitted = Some(DelegationWorld.ToolIds);
            var terms = _world.Terms(from, to, t => t with { Permissions = _world.Control.Declarations.Set(permitted), NotAfter = t.NotBefore + TimeSpan.FromMinutes(5 + Draw(20)) });
            var chain = DelegationChain.Begin(user, (UInt128)_books.Count, terms, TestKeys.Of(from), ref _world.Work);
            Add(new(name, tools, user.Claims.NotAfter, user.Id, [new(from, to, permitted, terms.NotBefore, terms.NotAfter, chain.Leaf.Id)], chain));
        }

        private void Extend()
        {
            if (_books.Count == 0) { return; }
            var book = _books[Draw(_books.Count)];
            var (last, to) = (book.Hops[^1], Agents[Draw(Agents.Length)]);
            if (book.Hops.Count == 6 || last.Until - _world.Now < TimeSpan.FromMinutes(1)) { return; }
            var permitted = Some([.. last.Tools]);
            var chain = _world.Extend(book.Chain, to, t => t with { Permissions = _world.Control.Declarations.Set(permitted), NotBefore = _world.Now });
            Add(book with { Hops = [.. book.Hops, new(last.To, to, permitted, _world.Now, last.Until, chain.Leaf.Id)], Chain = chain });
        }

        private void Add(Book book)
        {
            _books.Add(book);
            Verify(book);
        }

        private void Verify() => Verify(_books[Draw(_books.Count)]);

        private void Verify(Book book)
        {
            var session = (ulong)Draw(3) + 1;
            var again = _grants.Any(g => g.Session == session && g.Book.Hops[^1].Id == book.Hops[^1].Id);
            var expected = again ? Ended(book) : Expected(book);
            var result = _world.Verify(book.Chain, session);
            result.Verdict.Reason?.Code.ShouldBe(expected);
            result.Verdict.IsAllowed.ShouldBe(expected is null);
            if (expected is not null) { Refusals.Add(expected); }
            if (result.Grant is null) { return; }
            Verified++;
            _grants.Add((result.Grant, book, session));
        }

        private void Revoke()
        {
            var book = _books[Draw(_books.Count)];
            var ids = book.Hops.Select(h => h.Id).Append(book.Id).ToList();
            var id = ids[Draw(ids.Count)];
            _revoked.Add(id);
            _world.Control.Revoke("acme", id, book.Until);
        }

        private void RevokeAgent()
        {
            var agent = Agents[Draw(Agents.Length)];
            _revokedAgents[agent] = _world.Now;
            _world.Control.RevokeAgent("acme", agent, _world.Now);
            _world.Clock.Advance(TimeSpan.FromSeconds(1));
            _world.Know(_world.Acme, agent, agent[..1]);
        }

        private void CheckAll()
        {
            foreach (var (grant, book, session) in _grants)
            {
                // Not drawn: the script is for what happens, not for what is looked at.
                var tool = DelegationWorld.ToolIds[(_next * 7 + (int)grant.Handle.Value * 13) % DelegationWorld.ToolIds.Length];
                var expected = Ended(book) ?? Missing(book, tool);
                _world.Check(grant, tool, session)?.Code.ShouldBe(expected);
                (_world.Check(grant, tool, session) is null).ShouldBe(expected is null);
                if (expected is null) { Allowed++; } else { Refusals.Add(expected); }
            }
        }

        private HashSet<string> Some(string[] of)
        {
            var (a, b) = (Draw(7) + 2, Draw(5));
            return [.. of.Where((_, i) => (i + b) % a != 0)];
        }

        private string? Ended(Book book) =>
            book.Hops[^1].Until <= _world.Now || book.Until <= _world.Now ? "delegation.expired" : IsRevoked(book, book.Hops.Count) ? "delegation.revoked" : null;

        private bool IsRevoked(Book book, int hops) =>
            _revoked.Contains(book.Id) || book.Hops.Take(hops).Any(h => _revoked.Contains(h.Id)
                || new[] { h.From, h.To }.Any(a => _revokedAgents.TryGetValue(a, out var until) && h.Since <= until));

        private static string? Missing(Book book, string tool)
        {
            if (!book.Tools.Contains(tool)) { return "delegation.beyond-user"; }
            for (var i = 0; i < book.Hops.Count; i++)
            {
                if (!DelegationWorld.Grants(book.Hops[i].From[..1]).Contains(tool)) { return $"delegation.beyond-delegator-{i + 1}"; }
                if (!book.Hops[i].Tools.Contains(tool)) { return $"delegation.beyond-contract-{i + 1}"; }
            }
            return DelegationWorld.Grants(book.Hops[^1].To[..1]).Contains(tool) ? null : "delegation.beyond-delegate";
        }

        /// <summary>What a chain presented for the first time gets: form hop by hop, then revocation, then depth and path.</summary>
        private string? Expected(Book book)
        {
            foreach (var hop in book.Hops)
            {
                if (hop.Until <= _world.Now) { return "delegation.expired"; }
                var (from, to) = (hop.From[..1], hop.To[..1]);
                if (from == to || (to == "f" && from != "a")) { return "delegation.undeclared"; }
            }
            if (IsRevoked(book, book.Hops.Count)) { return "delegation.revoked"; }
            var root = book.Hops[0].From;
            var held = _open
                .Where(o => o.Book.User == book.User && o.Path[^1] == root && o.Book.Hops[o.Hops - 1].Until > _world.Now && !IsRevoked(o.Book, o.Hops))
                .OrderByDescending(o => o.Depth)
                .ToList();
            var (depth, path, limit) = held.Count == 0 ? (0, [root], int.MaxValue) : (held[0].Depth, held[0].Path, held[0].Limit);
            var limits = book.Hops.Select(h => Math.Min(Tier(h.From), Tier(h.To))).ToList();
            if (depth + book.Hops.Count > Math.Min(limit, limits.Min())) { return "delegation.too-deep"; }
            var whole = path.Concat(book.Hops.Select(h => h.To)).ToList();
            if (whole.Distinct().Count() != whole.Count) { return "delegation.cycle"; }
            for (var n = 1; n <= book.Hops.Count; n++)
            {
                if (_open.Any(o => o.Book.Hops[o.Hops - 1].Id == book.Hops[n - 1].Id)) { continue; }
                _open.Add((book, n, depth + n, [.. path, .. book.Hops.Take(n).Select(h => h.To)], Math.Min(limit, limits.Take(n).Min())));
            }
            return null;
        }

        private static int Tier(string agent) => agent[0] switch { 's' => 0, 'm' => 2, _ => 4 };
    }
}
