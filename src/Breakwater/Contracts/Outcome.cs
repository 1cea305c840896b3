namespace Breakwater.Contracts;

/// <summary>How an admitted action ended, as its host reports it.</summary>
public enum Outcome : byte
{
    /// <summary>The effect took place.</summary>
    Succeeded,
    /// <summary>The effect did not take place.</summary>
    Failed,
    /// <summary>The host does not know; to be reconciled.</summary>
    Unknown,
}
