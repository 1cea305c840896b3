namespace Breakwater.Cedar.Tests.Generators;

/// <summary>Seeded chance with a sequence that never changes (splitmix64), so that a seed in a failure report stays good.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 to <paramref name="sides"/> - 1.</summary>
    public int Roll(int sides)
    {
        var z = _state += 0x9E37_79B9_7F4A_7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EBUL;
        return (int)((z ^ (z >> 31)) % (ulong)sides);
    }

    public bool Chance(int percent) => Roll(100) < percent;

    public T Of<T>(params ReadOnlySpan<T> items) => items[Roll(items.Length)];

    public T Of<T>(IReadOnlyList<T> items) => items[Roll(items.Count)];

    public List<T> Many<T>(int most, Func<T> make) => [.. Enumerable.Range(0, Roll(most + 1)).Select(_ => make())];
}
