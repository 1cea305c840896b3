namespace Breakwater.Fleet.Reading;

/// <summary>Reads the latency between regions: every pair, or a default for the pairs left out.</summary>
internal static class NetworkReader
{
    // Every pair of more regions than this would be a table nobody wrote; no fleet has as many.
    private const int MaxRegions = 200;
    private static readonly TimeSpan _withinRegion = TimeSpan.FromMilliseconds(1);

    public static NetworkLatency Read(YamlMap root, FleetNames names)
    {
        var between = new Dictionary<(string, string), TimeSpan>();
        var section = root.Section("network", "the network");
        var within = section?.Duration("withinRegion", _withinRegion) ?? _withinRegion;
        var otherwise = section?.OptionalDuration("betweenRegions");
        foreach (var item in section?.Items("pairs", "pair of regions") ?? [])
        {
            var from = item.Reference("from", names.Regions);
            var to = item.Reference("to", names.Regions);
            item.What = $"the pair {Problems.Quote(from)} and {Problems.Quote(to)}";
            var oneWay = item.Duration("oneWay", "40ms");
            if (from == to) { item.Problem("to", "is one region", "latency inside a region is `withinRegion`"); }
            else if (between.ContainsKey((to, from)) || !between.TryAdd((from, to), oneWay))
            {
                item.Problem(null, "is given twice", "latency is the same both ways: keep one of the two");
            }
            item.Close();
        }
        section?.Close();
        Complete(root, names.Regions.InOrder, between, otherwise);
        return new(within, between);
    }

    private static void Complete(YamlMap root, IReadOnlyList<string> regions, Dictionary<(string, string), TimeSpan> between, TimeSpan? otherwise)
    {
        if (regions.Count > MaxRegions)
        {
            root.Problem("regions", $"has {regions.Count} regions", $"a fleet has at most {MaxRegions}: merge regions that lie close to each other");
            return;
        }
        for (var i = 0; i < regions.Count; i++)
        {
            for (var j = i + 1; j < regions.Count; j++)
            {
                var (from, to) = (regions[i], regions[j]);
                if (between.ContainsKey((from, to)) || between.ContainsKey((to, from))) { continue; }
                if (otherwise is { } latency) { between.Add((from, to), latency); }
                else
                {
                    root.Problem(
                        "network", $"has no latency between regions {Problems.Quote(from)} and {Problems.Quote(to)}",
                        $"add `- {{ from: {from}, to: {to}, oneWay: 40ms }}` to `network.pairs`, or set `network.betweenRegions` for all pairs left out");
                }
            }
        }
    }
}
