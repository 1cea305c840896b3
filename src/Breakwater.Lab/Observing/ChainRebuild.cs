using System.Text.Json;

namespace Breakwater.Lab.Observing;

/// <summary>
/// Causal chains rebuilt from records alone (OB-3.2), and each of their decisions traced (OB-3.5): a chain counts if it has one beginning, if every other request names another of its own as its parent,
/// and if of each it is written who asked, what was decided, what was consulted and how it ended.
/// </summary>
internal static class ChainRebuild
{
    /// <summary>Chains that can be rebuilt, by length.</summary>
    public static IReadOnlyList<int> Lengths(IEnumerable<byte[]> records)
    {
        var chains = new Dictionary<string, Dictionary<ulong, Step>>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            using var json = JsonDocument.Parse(record);
            var root = json.RootElement;
            var chain = root.GetProperty("chain").GetString()!;
            if (!chains.TryGetValue(chain, out var steps)) { chains.Add(chain, steps = []); }
            var request = root.GetProperty("request").GetUInt64();
            var step = steps.GetValueOrDefault(request);
            steps[request] = root.GetProperty("kind").GetString() switch
            {
                "decided" => step with { Parent = root.TryGetProperty("parent", out var parent) ? parent.GetUInt64() : 0, IsTraced = Has(root, "agent") && Has(root, "node") && Has(root, "decision") && Has(root, "consulted") },
                "completed" => step with { IsSettled = Has(root, "outcome") },
                _ => step,
            };
        }
        return [.. chains.Values.Where(IsWhole).Select(c => c.Count)];
    }

    private static bool IsWhole(Dictionary<ulong, Step> chain) =>
        chain.Values.Count(s => s.Parent == 0) == 1 && chain.Values.All(s => s.IsTraced && s.IsSettled && (s.Parent == 0 || chain.ContainsKey(s.Parent)));

    private static bool Has(JsonElement record, string member) => record.TryGetProperty(member, out _);

    private readonly record struct Step(ulong Parent, bool IsTraced, bool IsSettled);
}
