namespace Breakwater.Contracts;

/// <summary>How a control stands in the path.</summary>
public enum ControlMode : byte
{
    /// <summary>It decides. On without its configuration, it denies.</summary>
    On,
    /// <summary>It evaluates and records what it would have decided, and refuses nothing.</summary>
    Observe,
    /// <summary>It does not run. Explicit, printed first in the report, and visible in every decision.</summary>
    Off,
}
