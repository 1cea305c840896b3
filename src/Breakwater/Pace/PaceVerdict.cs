using Breakwater.Contracts;

namespace Breakwater.Pace;

/// <summary>What an agent's phase says of an action.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Effect">Allow, deny, or pending: a person must approve.</param>
/// <param name="Reason">Why; null if it may go on.</param>
public readonly record struct PaceVerdict(PaceState Phase, Effect Effect, Reason? Reason);
