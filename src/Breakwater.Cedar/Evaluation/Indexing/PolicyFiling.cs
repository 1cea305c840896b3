namespace Breakwater.Cedar.Evaluation.Indexing;

/// <summary>By what a policy was filed beside its actions: how the candidates for a request are found.</summary>
public enum PolicyFiling
{
    /// <summary>It is in no file, because it matches no request: see <see cref="CompiledPolicy.NeverApplies"/>.</summary>
    NeverApplies,

    /// <summary>By the principal or a group of principals.</summary>
    Principal,

    /// <summary>By the resource or a group of resources.</summary>
    Resource,

    /// <summary>By the value of an attribute.</summary>
    Attribute,

    /// <summary>By the type of the principal or resource.</summary>
    Type,

    /// <summary>By its actions alone: a candidate for every request with one of them.</summary>
    ActionOnly,

    /// <summary>Outside the index: a candidate for every request.</summary>
    None,
}
