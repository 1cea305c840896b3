namespace Breakwater.Policy.Bundles;

/// <summary>
/// The syntax trees of bundles, for as long as one task looks at them: those of a bundle are parsed when they are first asked for, and are the same objects until the task ends.
/// Whatever outlives a task must not hold on to this: bundles in force keep text and compiled policies alone. Not thread-safe.
/// </summary>
internal sealed class BundleTrees
{
    private readonly Dictionary<PolicyBundle, IReadOnlyList<Cedar.Syntax.Policy>> _read = new(ReferenceEqualityComparer.Instance);

    /// <summary>The policies of a bundle, in the order of file names and of the text.</summary>
    public IReadOnlyList<Cedar.Syntax.Policy> Of(PolicyBundle bundle)
    {
        if (!_read.TryGetValue(bundle, out var policies)) { _read.Add(bundle, policies = bundle.ReadPolicies()); }
        return policies;
    }

    /// <summary>The policies of several bundles, one after the other.</summary>
    public IEnumerable<Cedar.Syntax.Policy> Of(IEnumerable<PolicyBundle> bundles) => bundles.SelectMany(Of);

    /// <summary>Reads a bundle from its files; if it is good, its policies need not be parsed again.</summary>
    public BundleReadResult Read(BundleContent content)
    {
        var read = BundleReader.Parse(content, "", out var policies);
        if (read.IsValid) { _read.Add(read.Bundle, policies); }
        return read;
    }
}
