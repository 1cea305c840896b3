namespace Breakwater.Fleet;

/// <summary>A fleet at another size.</summary>
/// <param name="Fleet">The fleet, complete and valid at its new size.</param>
/// <param name="Notes">What was dropped or could not be kept, a sentence each, in a fixed order; empty if nothing was.</param>
public sealed record ScaledFleet(FleetSpecification Fleet, IReadOnlyList<string> Notes);
