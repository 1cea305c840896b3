namespace Breakwater.Cedar.Validation;

/// <summary>How exacting the validator is. Whatever strict accepts, permissive accepts too.</summary>
public enum ValidationMode
{
    /// <summary>
    /// Values that meet (compared, in one set, branches of one <c>if</c>) must be of one type; sets are not empty; constructors of extension values take
    /// literals. This is what an analysis by solver can follow, and Cedar's default.
    /// </summary>
    Strict,

    /// <summary>Types that meet may differ, as long as nothing is then done with the value that one of them does not allow. Constructors of extension values
    /// take any text, so that a policy may also err for a text that they cannot read.</summary>
    Permissive,
}
