using Breakwater.Policy.Bundles;

namespace Breakwater.Policy.Composition;

/// <summary>A version of a bundle that is loaded for a tenant: the one in force, or one that waits beside it while it is rolled out.</summary>
internal sealed record LiveBundle(PolicyBundle Bundle, bool InForce);

/// <summary>What changes which versions are live; folding changes in order gives the state, when they happen and when they are replayed.</summary>
internal enum LiveChange : byte
{
    /// <summary>A version takes the place of all others of its bundle.</summary>
    Publish,

    /// <summary>A version is loaded beside the one in force.</summary>
    AddCandidate,

    /// <summary>A live version comes into force; the one before stays live.</summary>
    Promote,

    /// <summary>A live version that is not in force is dropped.</summary>
    Retire,
}

internal static class LiveBundles
{
    /// <summary>Most versions of one bundle that are live at once.</summary>
    public const int MaxVersions = 4;

    /// <summary>The versions live after a change; null if it cannot be made.</summary>
    public static IReadOnlyList<LiveBundle>? After(this IReadOnlyList<LiveBundle> live, LiveChange change, PolicyBundle bundle)
    {
        bool Same(LiveBundle l) => l.Bundle.Reference == bundle.Reference;
        bool Named(LiveBundle l) => l.Bundle.Reference.Name == bundle.Reference.Name;
        switch (change)
        {
            case LiveChange.Publish:
                return [.. live.Where(l => !Named(l)), new(bundle, true)];
            case LiveChange.AddCandidate:
                return live.Any(Same) || live.Count(Named) >= MaxVersions ? null : [.. live, new(bundle, false)];
            case LiveChange.Promote:
                return live.Any(l => Same(l) && !l.InForce) ? [.. live.Select(l => Named(l) ? l with { InForce = Same(l) } : l)] : null;
            default:
                return live.Any(l => Same(l) && !l.InForce) ? [.. live.Where(l => !Same(l))] : null;
        }
    }

    public static LiveBundle? Find(this IReadOnlyList<LiveBundle> live, BundleReference reference) => live.FirstOrDefault(l => l.Bundle.Reference == reference);

    /// <summary>The version of a bundle that is in force.</summary>
    public static PolicyBundle? InForce(this IReadOnlyList<LiveBundle> live, string name) => live.FirstOrDefault(l => l.InForce && l.Bundle.Reference.Name == name)?.Bundle;
}
