namespace Breakwater.Lab.Results;

/// <summary>A condition under which the run was to fail, and whether it came true.</summary>
/// <param name="Expression">As it was given, in its plainest form.</param>
/// <param name="Status"><c>passed</c> (it is false), <c>failed</c> (it is true) or <c>not measured</c> (this run cannot say, which fails too).</param>
/// <param name="Values">What it was held against; those that made it true first.</param>
/// <param name="Missing">Names that this run did not measure and that leave it open; empty unless not measured.</param>
public sealed record ThresholdResult(string Expression, string Status, IReadOnlyList<ThresholdValue> Values, IReadOnlyList<string> Missing);

/// <summary>A value that a threshold was held against.</summary>
/// <param name="Name">Its full name, with size and scaling rule.</param>
/// <param name="Value">The value with its unit.</param>
/// <param name="Fails">Whether it makes the expression true.</param>
public sealed record ThresholdValue(string Name, string Value, bool Fails);
