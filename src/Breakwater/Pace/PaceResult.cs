using Breakwater.Contracts;
using Breakwater.ControlLog;

namespace Breakwater.Pace;

/// <summary>What became of a change that was asked for.</summary>
/// <param name="Done">Whether the scope now has the phase.</param>
/// <param name="Phase">The phase that the scope has now; of an unknown scope, Primary.</param>
/// <param name="Change">The change; <c>default</c> unless done.</param>
/// <param name="Record">Its record, for the other nodes; <c>default</c> unless done.</param>
/// <param name="Error">Why not, with the remedy; null if done.</param>
public readonly record struct PaceResult(bool Done, PaceState Phase, PaceChange Change, ControlRecord Record, string? Error)
{
    internal static PaceResult Refused(PaceState phase, string error) => new(false, phase, default, default, error);
}

/// <summary>A scope that is not in Primary, and how it came there.</summary>
/// <param name="Scope">The scope.</param>
/// <param name="Phase">Its own phase; an agent may be in a more severe one of its type, cluster or tenant.</param>
/// <param name="Since">When it came there, UTC.</param>
/// <param name="Trigger">What brought it about.</param>
/// <param name="Actor">Who authorised it.</param>
public readonly record struct HeldPhase(PaceScope Scope, PaceState Phase, DateTimeOffset Since, string Trigger, string Actor);
