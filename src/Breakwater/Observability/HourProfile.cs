using System.Runtime.CompilerServices;

namespace Breakwater.Observability;

/// <summary>
/// How active an agent is at each hour of the day (UTC), and how long it usually waits between messages then. Learns while the agent's baseline does, and keeps the original afterwards.
/// A fixed 200 bytes.
/// </summary>
internal struct HourProfile
{
    private const int Hours = 24;
    private const float Slowest = 1f / 500;
    private PerHour _activity;
    private PerHour _gap;
    private float _total;

    /// <summary>How surprising activity at this hour is, in nats.</summary>
    public readonly float Surprise(int hour) => MathF.Log((_total + Hours) / (_activity[hour] + 1));

    /// <summary>The logarithm of a gap, less what is usual at this hour; 0 at an hour of which nothing is known.</summary>
    public readonly float Relative(int hour, float logGap) => _activity[hour] == 0 ? 0 : logGap - _gap[hour];

    /// <summary>Counts a message, and the gap before it.</summary>
    public void Learn(int hour, float logGap)
    {
        _activity[hour]++;
        _total++;
        _gap[hour] += (logGap - _gap[hour]) * Math.Max(1 / _activity[hour], Slowest);
    }

    [InlineArray(Hours)]
    private struct PerHour
    {
        private float _first;
    }
}
