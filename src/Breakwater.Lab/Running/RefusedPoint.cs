namespace Breakwater.Lab.Running;

/// <summary>A run that a hard limit of the fleet file refused, and the limit in words.</summary>
internal sealed record RefusedPoint(SweepPoint Plan, string Limit);
