namespace Breakwater.Trust;

/// <summary>Level of the trust hierarchy; each level is signed by the one above it.</summary>
public enum CredentialLevel : byte
{
    /// <summary>The fleet's anchor; known to every node beforehand and never presented.</summary>
    Root = 0,
    /// <summary>Regional coordinator.</summary>
    Region = 1,
    /// <summary>Zone coordinator: one cluster in one region.</summary>
    Zone = 2,
    /// <summary>Agent or orchestrator; signs for nobody.</summary>
    Worker = 3,
}
