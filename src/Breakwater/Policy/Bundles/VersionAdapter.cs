using Breakwater.Cedar.Values;
using NuGet.Versioning;

namespace Breakwater.Policy.Bundles;

/// <summary>How the arguments of requests bound for other versions of a bundle are read as this version's.</summary>
/// <param name="From">The other versions.</param>
/// <param name="Rules">One for each argument that is not simply there under the same name with the same type.</param>
public sealed record VersionAdapter(VersionRange From, IReadOnlyList<AdapterRule> Rules);

/// <summary>Where the value of one argument comes from.</summary>
/// <param name="Tool">Tool id.</param>
/// <param name="To">Argument of this version.</param>
/// <param name="From">Argument of the other version; null if it had none.</param>
/// <param name="Convert">What is done to the value.</param>
/// <param name="Default">The value where the other version has none; null if there is none, and the request is then refused unless the argument is optional.</param>
public sealed record AdapterRule(string Tool, string To, string? From, AdapterConversion Convert, string? Default);

/// <summary>What an adapter can do to a value. Whatever cannot be converted exactly refuses the request.</summary>
public enum AdapterConversion : byte
{
    /// <summary>Taken as it is; the types must be the same.</summary>
    None,

    /// <summary>An amount becomes a count of the minor units that the argument declares.</summary>
    ToMinorUnits,

    /// <summary>A count of minor units becomes an amount.</summary>
    FromMinorUnits,

    /// <summary>A count becomes an amount.</summary>
    ToDecimal,

    /// <summary>An amount becomes a count; it must be whole.</summary>
    ToCount,
}
