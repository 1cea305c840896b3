using System.Runtime.CompilerServices;

namespace Breakwater.Observability;

/// <summary>How active an agent is at each hour of the day (UTC), and how long it usually waits between messages then. A fixed 192 bytes; the hour that is now stands in <see cref="HourNow"/>.</summary>
internal struct HourProfile
{
    public const int Hours = 24;
    private PerHour _activity;
    private PerHour _gap;

    public readonly (float Activity, float Gap) At(int hour) => (_activity[hour], _gap[hour]);

    public void Keep(int hour, float activity, float gap) => (_activity[hour], _gap[hour]) = (activity, gap);

    [InlineArray(Hours)]
    private struct PerHour
    {
        private float _first;
    }
}

/// <summary>The hour of the day that is now, of an agent's <see cref="HourProfile"/>. Learns while the agent's baseline does, and keeps the original afterwards.</summary>
internal struct HourNow
{
    private const float Slowest = 1f / 500;
    private int _hour;
    private float _activity;
    private float _gap;
    private float _total;

    /// <summary>Goes on to another hour.</summary>
    public void Move(int hour, ref HourProfile profile)
    {
        if (hour == _hour) { return; }
        profile.Keep(_hour, _activity, _gap);
        (_activity, _gap) = profile.At(hour);
        _hour = hour;
    }

    /// <summary>How surprising activity at this hour is, in nats.</summary>
    public readonly float Surprise() => MathF.Log((_total + HourProfile.Hours) / (_activity + 1));

    /// <summary>The logarithm of a gap, less what is usual at this hour; 0 at an hour of which nothing is known.</summary>
    public readonly float Relative(float logGap) => _activity == 0 ? 0 : logGap - _gap;

    /// <summary>Counts a message, and the gap before it.</summary>
    public void Learn(float logGap)
    {
        _activity++;
        _total++;
        _gap += (logGap - _gap) * Math.Max(1 / _activity, Slowest);
    }
}
