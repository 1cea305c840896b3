using Breakwater.Observability;

namespace Breakwater.Governance;

/// <summary>What the gate keeps of an agent for the watchers: whether it is watched, its score as it last was, and how many signals it may still raise this minute. Thread-safe, no lock.</summary>
internal sealed class WatchedState
{
    /// <summary>Signals of one agent and minute that are joined into incidents; what an agent does over and over adds nothing.</summary>
    public const int SignalsPerMinute = 32;

    private int _isWatched;
    private float _score = float.NaN;
    private long _spent;

    /// <summary>The score as it last was, 0 to 100, rounded down; null if nothing is known.</summary>
    public int? Score => Volatile.Read(ref _score) is var score && float.IsNaN(score) ? null : (int)score;

    public bool TryBegin() => Interlocked.Exchange(ref _isWatched, 1) == 0;

    public bool End()
    {
        Volatile.Write(ref _score, float.NaN);
        return Interlocked.Exchange(ref _isWatched, 0) == 1;
    }

    public void Note(in AnomalyReading reading) => Volatile.Write(ref _score, reading.Band >= WatchBand.Normal ? reading.Score : float.NaN);

    public bool TrySpend(int minute)
    {
        // The minute above, how many below.
        for (var seen = Interlocked.Read(ref _spent); ;)
        {
            var next = seen >> 32 == minute ? seen + 1 : ((long)minute << 32) + 1;
            if ((uint)next > SignalsPerMinute) { return false; }
            var before = Interlocked.CompareExchange(ref _spent, next, seen);
            if (before == seen) { return true; }
            seen = before;
        }
    }
}
