using NuGet.Versioning;

namespace Breakwater.Policy;

/// <summary>One version of one bundle of policies. Equality is by name, ordinally, and by version with precedence as semantic versioning defines it.</summary>
/// <param name="Name">Name of the bundle, unique in its tenant.</param>
/// <param name="Version">Semantic version (semver.org 2.0).</param>
public sealed record BundleReference(string Name, SemanticVersion Version)
{
    /// <summary><c>name@version</c></summary>
    public override string ToString() => $"{Name}@{Version.ToNormalizedString()}";
}
