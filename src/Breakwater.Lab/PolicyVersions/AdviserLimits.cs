using System.Globalization;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Policy.Bundles;

namespace Breakwater.Lab.PolicyVersions;

/// <summary>
/// The advisers' limit of "Scaling AI Agents from 10 to 10,000", part 2, as bundles: 10,000 in version 1.0.0, 5,000 in 2.0.0. The article calls the second one 1.1.
/// </summary>
internal static class AdviserLimits
{
    public const string Bundle = "adviser-limits";
    public const string Tool = "approve-investment";

    /// <summary>What the old and the new version allow at most, and what a slip of the decimal point makes of the new one, in the fleet's currency.</summary>
    public const int Old = 10_000, New = 5_000, Slipped = 500;

    /// <summary>The range of versions whose requests a version accepts while the fleet is mixed: all of one and two.</summary>
    public const string BothMajors = "[1.0.0,3.0.0)";

    /// <summary>A version with its limit.</summary>
    /// <param name="version">Semantic version.</param>
    /// <param name="limit">Largest investment that it allows.</param>
    /// <param name="accepts">Compatibility range; null for the default, its own major number up to itself.</param>
    public static PolicyBundle Version(string version, int limit, string? accepts = BothMajors)
    {
        var read = BundleReader.Parse(new(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [BundleReader.BundleFile] = $"name: {Bundle}\nversion: {version}\nlayer: fleet\n{(accepts is null ? "" : $"compatibility: \"{accepts}\"\n")}",
            ["limits.cedar"] = string.Create(CultureInfo.InvariantCulture,
                $"@id(\"investment-limit\")\npermit (principal, action == Action::\"{Tool}\", resource)\nwhen {{ context.args.amount.lessThanOrEqual(decimal(\"{limit}.0\")) }};\n"),
            [BundleReader.ManifestFile] = $"tools:\n  - id: {Tool}\n    arguments:\n      - {{ id: amount, type: money }}\n",
        }));
        return read.Bundle ?? throw new InvalidOperationException($"The bundle {Bundle}@{version} does not read: {read.Problems[0]}");
    }

    /// <summary>The fleet with one tool, the advisers', granted to every group: what else its agents may do is not the matter here.</summary>
    public static FleetSpecification Advisers(FleetSpecification fleet) => fleet with
    {
        Tools = [new(Tool, "Approves an investment of a client", ToolAccess.Write, RiskClass.High, RecordPolicy.Before, null)],
        Clusters = [.. fleet.Clusters.Select(c => c with { Groups = [.. c.Groups.Select(g => g with { Tools = [Tool] })] })],
    };
}
