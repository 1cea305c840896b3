namespace Breakwater.Lab.Structure;

/// <summary>What a link between two principals is.</summary>
internal enum LinkKind : byte
{
    Flow,
    Delegation,
}

/// <summary>A flow or a delegation rule as an edge.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Index">Position among the fleet's flows or delegation rules.</param>
/// <param name="From">Node it leaves.</param>
/// <param name="To">Node it enters.</param>
internal readonly record struct Link(LinkKind Kind, int Index, int From, int To);
