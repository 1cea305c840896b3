namespace Breakwater.Audit;

/// <summary>Values of one size in chunks, used again and again; they do not move as it grows. Not thread-safe; taking and giving back allocate nothing once it has grown.</summary>
internal sealed class Slab<T> where T : struct
{
    private const int Bits = 7;
    private readonly List<T[]> _chunks = [];
    private readonly Stack<int> _free = [];

    public ref T this[int index] => ref _chunks[index >> Bits][index & ((1 << Bits) - 1)];

    public int Take()
    {
        if (_free.TryPop(out var index)) { return index; }
        var start = _chunks.Count << Bits;
        _chunks.Add(new T[1 << Bits]);
        for (var i = (1 << Bits) - 1; i > 0; i--) { _free.Push(start + i); }
        return start;
    }

    public void Give(int index) => _free.Push(index);
}
