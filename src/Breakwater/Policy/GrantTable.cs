using System.Collections.Frozen;
using Breakwater.Contracts;
using Breakwater.Fleet;

namespace Breakwater.Policy;

/// <summary>
/// The permission matrix of the fleet file (IA-1.4): which group may call which tool. Everything that is not granted is denied; orchestrators
/// are granted nothing (IA-2.5). Immutable, thread-safe, O(1), allocates nothing.
/// </summary>
public sealed class GrantTable
{
    private readonly FrozenDictionary<string, int> _groups;
    private readonly FrozenDictionary<string, ToolHandle> _handles;
    private readonly Tool[] _tools;
    private readonly ulong[] _bits;
    private readonly int _wordsPerGroup;

    /// <summary>Builds the matrix.</summary>
    public GrantTable(FleetSpecification fleet)
    {
        _tools = [.. fleet.Tools];
        _handles = _tools.Select((tool, i) => (tool.Id, Handle: new ToolHandle((ushort)(i + 1)))).ToFrozenDictionary(t => t.Id, t => t.Handle, StringComparer.Ordinal);
        var groups = fleet.Clusters.SelectMany(c => c.Groups).ToList();
        _groups = groups.Select((group, i) => (group.Id, Index: i)).ToFrozenDictionary(g => g.Id, g => g.Index, StringComparer.Ordinal);
        _wordsPerGroup = (_tools.Length + 63) / 64;
        _bits = new ulong[groups.Count * _wordsPerGroup];
        for (var g = 0; g < groups.Count; g++)
        {
            foreach (var tool in groups[g].Tools)
            {
                var bit = _handles[tool].Value - 1;
                _bits[g * _wordsPerGroup + bit / 64] |= 1UL << (bit % 64);
            }
        }
    }

    /// <summary>Row of no group: orchestrators, who are granted nothing.</summary>
    public const int NoGroup = -1;

    /// <summary>Handle of a tool; <c>default</c> if the fleet lists none of that name.</summary>
    public ToolHandle Tool(string id) => _handles.TryGetValue(id, out var handle) ? handle : default;

    /// <summary>What the fleet says of a tool; null for a handle that names none.</summary>
    public Tool? Describe(ToolHandle tool) => (uint)(tool.Value - 1) < (uint)_tools.Length ? _tools[tool.Value - 1] : null;

    /// <summary>Row of a group; <see cref="NoGroup"/> if there is none of that name.</summary>
    public int Group(string id) => _groups.TryGetValue(id, out var group) ? group : NoGroup;

    /// <summary>Why the group may not call the tool; null if it may.</summary>
    public Reason? Refusal(int group, ToolHandle tool, ref Work work)
    {
        work.Add(WorkUnit.EntryExamined);
        var bit = tool.Value - 1;
        if ((uint)bit >= (uint)_tools.Length) { return GrantReasons.UnlistedTool; }
        if (group < 0) { return GrantReasons.OrchestratorTool; }
        return (_bits[group * _wordsPerGroup + bit / 64] >> (bit % 64) & 1) != 0 ? null : GrantReasons.NotGranted;
    }
}
