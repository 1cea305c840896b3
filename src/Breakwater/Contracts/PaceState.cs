namespace Breakwater.Contracts;

/// <summary>A phase of PACE. The order is that of severity: the most severe of an agent's scopes holds for it. Append only: the order is part of the record format.</summary>
public enum PaceState : byte
{
    /// <summary>Everything as usual.</summary>
    Primary,
    /// <summary>Reads go on; writes do not, or wait for a person.</summary>
    Alternate,
    /// <summary>Every action waits for a person.</summary>
    Contingency,
    /// <summary>Nothing goes on.</summary>
    Emergency,
}
