namespace Breakwater.Cedar.Tests.Generators;

/// <summary>Choices that follow from a seed alone (SplitMix64), so that a failing case is named by a number.</summary>
internal sealed class Draws(int seed)
{
    private ulong _state = (ulong)(uint)seed * 0x9E3779B97F4A7C15UL;

    public int Below(int bound) => (int)(Next() % (ulong)bound);

    public bool Coin() => (Next() & 1) == 1;

    public bool OneIn(int count) => Below(count) == 0;

    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    public T[] Many<T>(int atMost, Func<T> make) => [.. Enumerable.Range(0, Below(atMost + 1)).Select(_ => make())];

    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
