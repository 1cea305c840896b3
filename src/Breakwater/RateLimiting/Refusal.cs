using System.Runtime.CompilerServices;
using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

/// <summary>
/// Gathers what stands against a request at all levels, so that the answer names what keeps it longest: what it can never get before what comes back with a completion, that
/// before the longest wait, and of equals the narrowest level.
/// </summary>
internal struct Refusal
{
    private Kind _kind;
    private long _wait;
    private RateLevel _level;
    private RateDimension _dimension;

    private enum Kind : byte
    {
        None,
        Wait,
        Completion,
        Never,
    }

    public readonly bool IsNone => _kind == Kind.None;

    public void Wait(RateLevel level, RateDimension dimension, long ticks)
    {
        if (_kind < Kind.Wait || (_kind == Kind.Wait && ticks > _wait)) { (_kind, _level, _dimension) = (Kind.Wait, level, dimension); }
        _wait = Math.Max(_wait, ticks);
    }

    public void UntilCompletion(RateLevel level)
    {
        if (_kind < Kind.Completion) { (_kind, _level, _dimension) = (Kind.Completion, level, RateDimension.Concurrency); }
    }

    public void Never(RateLevel level, RateDimension dimension)
    {
        if (_kind < Kind.Never) { (_kind, _level, _dimension) = (Kind.Never, level, dimension); }
    }

    /// <summary>Adds what a bucket says that lacks some parts.</summary>
    public void Lacking(RateLevel level, RateDimension dimension, long ticks)
    {
        if (dimension == RateDimension.Concurrency) { UntilCompletion(level); } else { Wait(level, dimension, ticks); }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public readonly RateVerdict Verdict(long completionRetry)
    {
        var reason = _kind == Kind.Never ? RateLimitReasons.Above(_level, _dimension) : RateLimitReasons.Of(_level, _dimension);
        return RateVerdict.Refused(reason, _level, _dimension, _kind switch
        {
            Kind.Never => 0,
            Kind.Completion => Math.Max(_wait, completionRetry),
            _ => _wait,
        });
    }
}

/// <summary>How an attempt in a lane ended.</summary>
internal enum Attempt : byte
{
    Granted,
    Refused,
    /// <summary>A shared bucket lacks what other lanes may hold: they have to be asked.</summary>
    OthersHold,
    NoRoomForAgent,
    NoRoomForReservation,
}
