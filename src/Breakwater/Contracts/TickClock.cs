namespace Breakwater.Contracts;

/// <summary>Timestamps of a time provider as ticks of 100 ns since it was made, whatever the provider counts in. Whole numbers only.</summary>
internal sealed class TickClock
{
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly long _frequency;
    private readonly long _perTick;

    public TickClock(TimeProvider time)
    {
        _time = time;
        _origin = time.GetTimestamp();
        _frequency = time.TimestampFrequency;
        _perTick = _frequency % TimeSpan.TicksPerSecond == 0 ? _frequency / TimeSpan.TicksPerSecond : 0;
    }

    public long Now()
    {
        var elapsed = _time.GetTimestamp() - _origin;
        if (_perTick == 1) { return elapsed; }
        return _perTick != 0 ? elapsed / _perTick : (long)((Int128)elapsed * TimeSpan.TicksPerSecond / _frequency);
    }
}
