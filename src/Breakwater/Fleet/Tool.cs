using Breakwater.Contracts;

namespace Breakwater.Fleet;

/// <summary>Whether a tool only reads.</summary>
public enum ToolAccess : byte
{
    /// <summary>No effect outside the agent.</summary>
    Read,
    /// <summary>Changes something.</summary>
    Write,
}

/// <summary>A tool that agents may be granted.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="Description">What it does.</param>
/// <param name="Access">Whether it only reads.</param>
/// <param name="Risk">Risk class of using it.</param>
/// <param name="Record">When the record of a use must be durable.</param>
/// <param name="Boundary">Id of the trust boundary a use crosses; null if it stays inside.</param>
public sealed record Tool(string Id, string Description, ToolAccess Access, RiskClass Risk, RecordPolicy Record, string? Boundary);
