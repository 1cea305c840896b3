namespace Breakwater.Delegation;

/// <summary>From the time of day to the monotonic clock that checks compare with.</summary>
internal static class Clocks
{
    public static long Timestamp(TimeProvider time, DateTimeOffset at) =>
        time.GetTimestamp() + (long)((at - time.GetUtcNow()).TotalSeconds * time.TimestampFrequency);
}
