using Breakwater.Contracts;

namespace Breakwater.Policy;

/// <summary>What one compiled version of the policies says of one request. <c>default</c> is a denial.</summary>
/// <param name="Reason">Why not; null exactly if it is permitted.</param>
/// <param name="Obligations">What the satisfied permits ask for; none on a denial.</param>
/// <param name="IsPermitted">Whether it is permitted.</param>
public readonly record struct PolicyVerdict(Reason? Reason, Obligations Obligations, bool IsPermitted)
{
    /// <summary>The stricter of two: permitted only if both are, with the obligations of both; of two denials the first.</summary>
    public static PolicyVerdict Stricter(PolicyVerdict first, PolicyVerdict second) =>
        !first.IsPermitted ? first : !second.IsPermitted ? second : new(null, first.Obligations | second.Obligations, true);
}
