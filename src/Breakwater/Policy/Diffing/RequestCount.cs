namespace Breakwater.Policy.Diffing;

/// <summary>Adds and multiplies numbers of requests; what does not fit stops at the largest number.</summary>
internal static class RequestCount
{
    public static long Add(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;

    public static long Times(long a, long b) => a != 0 && b > long.MaxValue / a ? long.MaxValue : a * b;
}
