using System.Diagnostics.CodeAnalysis;
using Breakwater.Contracts;
using Breakwater.Policy.Bundles;
using NuGet.Versioning;

namespace Breakwater.Policy.Rollout;

/// <summary>One compiled version of a bundle, as the router calls it. Implementations are thread-safe, immutable, and allocate nothing in the steady state.</summary>
/// <typeparam name="TQuery">A request, bound and ready to be judged.</typeparam>
public interface IPolicyEvaluator<TQuery> where TQuery : allows ref struct
{
    /// <summary>Judges a request.</summary>
    /// <param name="query">The request.</param>
    /// <param name="work">Counts what it cost.</param>
    /// <param name="failed">Whether the version could not judge it properly: a policy erred, an attribute could not be mapped. The verdict is then a denial.</param>
    PolicyVerdict Evaluate(in TQuery query, ref Work work, out bool failed);
}

/// <summary>
/// A version that loaded without a problem, the only thing a router takes: what failed to load can never be put in the place of what works.
/// </summary>
/// <typeparam name="TQuery">A request, bound and ready to be judged.</typeparam>
public sealed class PolicyVersion<TQuery> where TQuery : allows ref struct
{
    private PolicyVersion(BundleReference reference, VersionRange accepts, IPolicyEvaluator<TQuery> evaluator) => (Reference, Accepts, Evaluator) = (reference, accepts, evaluator);

    /// <summary>Which version it is.</summary>
    public BundleReference Reference { get; }

    /// <summary>The versions whose requests it can take; its own always.</summary>
    public VersionRange Accepts { get; }

    internal IPolicyEvaluator<TQuery> Evaluator { get; }

    /// <summary>Takes what a loader made of a bundle; false if it found a problem or made nothing.</summary>
    /// <param name="reference">Which version it is.</param>
    /// <param name="accepts">The bundle's compatibility range.</param>
    /// <param name="evaluator">The compiled policies; null if they could not be compiled.</param>
    /// <param name="problems">Every problem that loading found: parsing, signatures, strict validation.</param>
    /// <param name="version">The version; null if refused.</param>
    public static bool TryVerify(
        BundleReference reference, VersionRange accepts, IPolicyEvaluator<TQuery>? evaluator, IReadOnlyCollection<string> problems, [NotNullWhen(true)] out PolicyVersion<TQuery>? version)
    {
        version = evaluator is null || problems.Count > 0 ? null : new(reference, accepts, evaluator);
        return version is not null;
    }

    /// <summary>Whether requests made for a version can be taken: its own always.</summary>
    internal bool Takes(SemanticVersion version) => Reference.Version.IsSame(version) || Accepts.Holds(version);
}

internal static class SemanticVersions
{
    /// <summary>Equality by precedence without allocating where neither is a pre-release.</summary>
    public static bool IsSame(this SemanticVersion one, SemanticVersion other) =>
        ReferenceEquals(one, other)
        || (one.Major == other.Major && one.Minor == other.Minor && one.Patch == other.Patch && ((!one.IsPrerelease && !other.IsPrerelease) || one.Equals(other)));
}
