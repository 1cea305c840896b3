namespace Breakwater.Policy.Bundles;

/// <summary>
/// The syntax trees of bundles, for as long as one task looks at them: those of a bundle are parsed when they are first asked for, and are the same objects until the task ends.
/// Nothing that stays in force refers to it: there is only the text, and what was compiled. Not thread-safe.
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

    /// <summary>Lets go of the trees of all other bundles.</summary>
    public void KeepOnly(IEnumerable<PolicyBundle> bundles)
    {
        var kept = bundles.ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var bundle in _read.Keys.Where(b => !kept.Contains(b)).ToList()) { _read.Remove(bundle); }
    }

    /// <summary>Reads a bundle from its files; if it is good, its policies need not be parsed again.</summary>
    public BundleReadResult Read(BundleContent content)
    {
        var read = BundleReader.Parse(content, "", out var policies);
        if (read.IsValid) { _read.Add(read.Bundle, policies); }
        return read;
    }
}
