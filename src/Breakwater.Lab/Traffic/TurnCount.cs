using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.Traffic;

/// <summary>Counts turns taken at a limiter, and the most of them in one second of virtual time.</summary>
internal sealed class TurnCount
{
    private long _second = -1;
    private long _inSecond;

    public long Count { get; private set; }

    public long BusiestSecond { get; private set; }

    public void Add(long now)
    {
        Count++;
        var second = now / SimTime.Second;
        _inSecond = second == _second ? _inSecond + 1 : 1;
        _second = second;
        BusiestSecond = Math.Max(BusiestSecond, _inSecond);
    }
}
