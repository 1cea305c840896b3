using Breakwater.Policy.Manifests;
using NuGet.Versioning;

namespace Breakwater.Policy.Bundles;

/// <summary>
/// A version of a bundle as its folder describes it: well formed, not yet validated against a fleet. Of its policies it keeps the text alone, once; whoever needs their syntax trees
/// parses them and lets them go. Immutable, thread-safe.
/// </summary>
public sealed record PolicyBundle
{
    /// <summary>Name and version.</summary>
    public required BundleReference Reference { get; init; }

    /// <summary>The tenant it is for; null if it is for every tenant of the fleet.</summary>
    public string? Tenant { get; init; }

    /// <summary>Its layer.</summary>
    public required BundleLayer Layer { get; init; }

    /// <summary>The jurisdiction or cluster of its layer; empty for the other two.</summary>
    public string For { get; init; } = "";

    /// <summary>The bundle it builds on; null for a base.</summary>
    public BaseBundle? Extends { get; init; }

    /// <summary>Versions of this bundle that agents may state while this one is in force.</summary>
    public required VersionRange Compatibility { get; init; }

    /// <summary>Whether the author declares that it may deny what its predecessor allowed, whatever its number.</summary>
    public bool IsBreaking { get; init; }

    /// <summary>Ids of policies of the layers before it that this bundle replaces.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>How arguments bound for other versions become arguments for this one.</summary>
    public IReadOnlyList<VersionAdapter> Adapters { get; init; } = [];

    /// <summary>How many policies it has.</summary>
    public required int PolicyCount { get; init; }

    /// <summary>Manifests of the tools whose arguments it reads.</summary>
    public IReadOnlyList<ToolManifest> Manifests { get; init; } = [];

    /// <summary>The files it was read from.</summary>
    public required BundleContent Content { get; init; }

    /// <summary>The folder of these files, as problems show it; empty for none.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Its policies, in the order of file names and of the text: parsed anew at each call. O(bytes).</summary>
    public IReadOnlyList<Cedar.Syntax.Policy> ReadPolicies() => BundlePolicies.Read(Content, Folder, []);

    /// <summary>
    /// Whether going from a version to this one is declared to be breaking: by <c>breaking: true</c>, or by a higher major number. Below 1.0.0 every minor number counts
    /// as a major one, as semantic versioning leaves it open there.
    /// </summary>
    public bool IsBreakingFrom(SemanticVersion version) =>
        IsBreaking || Reference.Version.Major > version.Major || (version.Major == 0 && Reference.Version.Minor > version.Minor);
}

/// <summary>The bundle that another builds on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Versions">Versions it may have.</param>
public sealed record BaseBundle(string Name, VersionRange Versions);
