namespace Breakwater.Tenancy;

/// <summary>
/// Bytes of a structure that grows: measured whole whenever it has doubled or halved since the last time, and in between by what an entry came to then. So measuring costs
/// a constant for each entry, however often it is asked.
/// </summary>
internal sealed class HeldEstimate
{
    private readonly Lock _lock = new();
    private long _bytes;
    private int _count = -1;

    public long Bytes(int count, Func<long> measure)
    {
        lock (_lock)
        {
            if (_count < 0 || count > 2 * _count || count < _count / 2)
            {
                (_bytes, _count) = (measure(), count);
            }
            return _count == 0 ? _bytes : (long)((double)_bytes / _count * count);
        }
    }
}
