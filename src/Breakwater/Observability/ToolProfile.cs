using System.Runtime.CompilerServices;

namespace Breakwater.Observability;

/// <summary>
/// The tools that an agent uses most, and how often: Space-Saving (Metwally, Agrawal and El Abbadi, 2005) over 20 slots. While it learns it counts; afterwards it keeps
/// the original frequencies and only notes which further tools it has seen. A fixed 120 bytes.
/// </summary>
internal struct ToolProfile
{
    public const int Slots = 20;
    private const float Prior = 0.5f;
    private Counts _counts;
    private Names _names;
    private float _total;

    /// <summary>How surprising a call of a tool is, in nats.</summary>
    /// <param name="tool">Number of the tool, not 0.</param>
    /// <param name="isLearning">Whether to count it.</param>
    /// <param name="isFirst">Whether the tool was not among those seen. An agent with more tools than slots forgets some.</param>
    public float Call(ushort tool, bool isLearning, out bool isFirst)
    {
        var slot = Find(tool);
        isFirst = slot < 0;
        var surprise = MathF.Log((_total + (Prior * Slots)) / (Prior + (isFirst ? 0 : _counts[slot])));
        if (isFirst) { slot = Take(tool, isLearning); }
        if (isLearning)
        {
            _counts[slot]++;
            _total++;
        }
        return surprise;
    }

    private readonly int Find(ushort tool)
    {
        for (var i = 0; i < Slots; i++)
        {
            if (_names[i] == tool) { return i; }
        }
        return -1;
    }

    // The newcomer inherits the count of whom it replaces while learning, as the algorithm asks; later it would be taken for a usual tool, so it starts from nothing.
    private int Take(ushort tool, bool isLearning)
    {
        var least = 0;
        for (var i = 0; i < Slots && _names[least] != 0; i++)
        {
            if (_names[i] == 0 || _counts[i] < _counts[least]) { least = i; }
        }
        _names[least] = tool;
        if (!isLearning) { _counts[least] = 0; }
        return least;
    }

    [InlineArray(Slots)]
    private struct Counts
    {
        private float _first;
    }

    [InlineArray(Slots)]
    private struct Names
    {
        private ushort _first;
    }
}
