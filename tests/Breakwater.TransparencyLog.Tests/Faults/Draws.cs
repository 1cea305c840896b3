namespace Breakwater.TransparencyLog.Tests;

/// <summary>Repeatable draws (SplitMix64).</summary>
internal sealed class Draws(ulong seed)
{
    private ulong _state = seed;

    public int Below(int limit)
    {
        _state += 0x9E3779B97F4A7C15;
        var x = _state;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return (int)((x ^ (x >> 31)) % (ulong)limit);
    }
}
