namespace Breakwater.Lab.Experiments;

/// <summary>The fleet cannot exist at this size: a limit that its file sets refuses it. That is a result and not a failure of the run.</summary>
/// <param name="message">The limit, and what to do about it.</param>
/// <param name="cause">Where it was met.</param>
public sealed class HardLimitException(string message, Exception cause) : Exception(message, cause);
