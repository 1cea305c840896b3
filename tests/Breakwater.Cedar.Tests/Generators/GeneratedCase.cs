using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Generators;

/// <summary>Policies, entities and requests to put one engine beside another. Its text says all of it, as Cedar where Cedar has a way to.</summary>
internal sealed record GeneratedCase(IReadOnlyList<Policy> Policies, IReadOnlyList<CedarEntity> Entities, IReadOnlyList<CedarRequest> Requests)
{
    public static GeneratedCase From(ulong seed, int policies, int requests)
    {
        var dice = new Dice(seed);
        var world = new GeneratedWorld(dice);
        var generated = new GeneratedPolicies(dice, world);
        return new([.. Enumerable.Range(0, policies).Select(i => generated.Next($"p{i}"))], world.Entities(), [.. Enumerable.Range(0, requests).Select(_ => world.Request())]);
    }

    /// <summary>Cases a little smaller than this one.</summary>
    public IEnumerable<GeneratedCase> Smaller()
    {
        foreach (var requests in Without(Requests)) { if (requests.Count > 0) { yield return this with { Requests = requests }; } }
        foreach (var policies in Without(Policies)) { if (policies.Count > 0) { yield return this with { Policies = policies }; } }
        foreach (var entities in Without(Entities)) { yield return this with { Entities = entities }; }
        for (var i = 0; i < Policies.Count; i++)
        {
            foreach (var smaller in Shrinking.Smaller(Policies[i])) { yield return this with { Policies = [.. Policies.Take(i), smaller, .. Policies.Skip(i + 1)] }; }
        }
    }

    public override string ToString() =>
        $"{string.Join('\n', Policies.Select(SourceText.Of))}\nentities:\n{string.Join('\n', Entities.Select(e => $"  {e.Uid} {SourceText.Of(CedarValue.Of(e.Attributes))} tags {SourceText.Of(CedarValue.Of(e.Tags))} in [{string.Join(", ", e.Parents)}]"))}\nrequests:\n"
        + string.Join('\n', Requests.Select(r => $"  {r.Principal}, {r.Action}, {r.Resource}, {SourceText.Of(CedarValue.Of(r.Context))}"));

    private static IEnumerable<IReadOnlyList<T>> Without<T>(IReadOnlyList<T> items)
    {
        if (items.Count > 3)
        {
            yield return [.. items.Take(items.Count / 2)];
            yield return [.. items.Skip(items.Count / 2)];
        }
        for (var i = 0; i < items.Count; i++) { yield return [.. items.Take(i), .. items.Skip(i + 1)]; }
    }
}
