using System.Diagnostics.CodeAnalysis;
using NuGet.Versioning;

namespace Breakwater.Policy.Bundles;

/// <summary>Reads versions and ranges strictly: three numbers, and intervals such as <c>[1.0.0,2.0.0)</c>.</summary>
internal static class Versions
{
    public static bool TryVersion(string text, [NotNullWhen(true)] out SemanticVersion? version) => SemanticVersion.TryParse(text, out version);

    /// <summary>An interval. A bare version, which the library would take for <c>this or anything later</c>, is refused: nobody should get version 9 by writing 1.0.</summary>
    public static bool TryRange(string text, [NotNullWhen(true)] out VersionRange? range)
    {
        range = null;
        return text.Length >= 2 && text[0] is '[' or '(' && text[^1] is ']' or ')' && !text.Contains('*', StringComparison.Ordinal)
            && VersionRange.TryParse(text, allowFloating: false, out range) && (range.HasLowerBound || range.HasUpperBound);
    }

    /// <summary>
    /// Whether the version lies in the range. <c>2.0.0-rc.1</c> precedes 2.0.0 and would lie in <c>[1.0.0,2.0.0)</c>; whoever excludes 2.0.0 means its candidates too.
    /// </summary>
    public static bool Holds(this VersionRange range, SemanticVersion version)
    {
        if (range.MinVersion is { } low && VersionComparer.Default.Compare(version, low) is var above && (above < 0 || (above == 0 && !range.IsMinInclusive))) { return false; }
        if (range.MaxVersion is not { } high) { return true; }
        if (VersionComparer.Default.Compare(version, high) is var below && (below > 0 || (below == 0 && !range.IsMaxInclusive))) { return false; }
        return !version.IsPrerelease || range.IsMaxInclusive || high.IsPrerelease || version.Major != high.Major || version.Minor != high.Minor || version.Patch != high.Patch;
    }

    /// <summary>The same major number, up to the version itself: what agents may state where a bundle says nothing else.</summary>
    public static VersionRange UpTo(SemanticVersion version) => new(new NuGetVersion(version.Major, 0, 0), true, ToNuGet(version), true);

    private static NuGetVersion ToNuGet(SemanticVersion version) => NuGetVersion.Parse(version.ToNormalizedString());
}
