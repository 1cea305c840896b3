using System.Numerics;

namespace Breakwater.Lab.Structure;

/// <summary>
/// Counts attack paths: sequences of distinct agents, each of which may send or delegate to the next. Exact, on groups: walks are counted, those that
/// come back to an agent are taken off. O(links × degree), whatever the number of agents.
/// </summary>
internal sealed class AttackPathCount
{
    private readonly FleetGraph _graph;
    private readonly int[][] _next;
    private readonly HashSet<(int From, int To)> _edges = [];

    public AttackPathCount(FleetGraph graph)
    {
        _graph = graph;
        _next = [.. Enumerable.Range(0, graph.GroupCount).Select(g => graph.LinksFrom[g].Select(l => l.To).Distinct().ToArray())];
        for (var from = 0; from < _next.Length; from++)
        {
            foreach (var to in _next[from]) { _edges.Add((from, to)); }
        }
    }

    /// <summary>Ordered pairs of distinct agents of which the first may send or delegate to the second.</summary>
    public BigInteger OneStep() => Sum(_edges, e => Pairs(e.From, e.To));

    /// <summary>Paths of two steps: three distinct agents.</summary>
    public BigInteger TwoSteps()
    {
        var (into, outOf) = (Degrees(_ => true, incoming: true), Degrees(_ => true, incoming: false));
        var walks = BigInteger.Zero;
        for (var middle = 0; middle < _next.Length; middle++) { walks += into[middle] * outOf[middle] * _graph.Agents(middle); }
        return walks - Sum(_edges.Where(Returned), e => Pairs(e.From, e.To));
    }

    /// <summary>Paths of three steps: four distinct agents, the first of a group in one set and the last of a group in another.</summary>
    public BigInteger ThreeSteps(Func<int, bool> first, Func<int, bool> last)
    {
        var (into, outOf) = (Degrees(first, incoming: true), Degrees(last, incoming: false));
        var walks = Sum(_edges, e => Pairs(e.From, e.To) * into[e.From] * outOf[e.To]);
        var firstIsThird = Sum(_edges.Where(e => Returned(e) && first(e.From)), e => Pairs(e.From, e.To) * outOf[e.From]);
        var secondIsFourth = Sum(_edges.Where(e => Returned(e) && last(e.To)), e => Pairs(e.From, e.To) * into[e.To]);
        var both = Sum(_edges.Where(e => Returned(e) && first(e.From) && last(e.To)), e => Pairs(e.From, e.To));
        return walks - firstIsThird - secondIsFourth - Closed(g => first(g) && last(g)) + both;
    }

    // Walks of three steps that end at the agent they began with; two coincidences at once leave only a, b, a, b.
    private BigInteger Closed(Func<int, bool> ends)
    {
        var sum = BigInteger.Zero;
        foreach (var (a, b) in _edges)
        {
            if (!ends(a)) { continue; }
            foreach (var c in _next[b])
            {
                if (_edges.Contains((c, a))) { sum += Pairs(a, b) * (_graph.Agents(c) - Same(c, a) - Same(c, b)); }
            }
        }
        return sum;
    }

    // Agents that may send to (or be sent to by) one agent of each group, counting only groups of a set.
    private BigInteger[] Degrees(Func<int, bool> counted, bool incoming)
    {
        var degrees = new BigInteger[_next.Length];
        foreach (var (from, to) in _edges)
        {
            var (here, there) = incoming ? (to, from) : (from, to);
            if (counted(there)) { degrees[here] += _graph.Agents(there) - Same(here, there); }
        }
        return degrees;
    }

    private bool Returned((int From, int To) edge) => _edges.Contains((edge.To, edge.From));

    private BigInteger Pairs(int from, int to) => (BigInteger)_graph.Agents(from) * (_graph.Agents(to) - Same(from, to));

    private static int Same(int a, int b) => a == b ? 1 : 0;

    private static BigInteger Sum<T>(IEnumerable<T> items, Func<T, BigInteger> value) => items.Aggregate(BigInteger.Zero, (sum, item) => sum + value(item));
}
