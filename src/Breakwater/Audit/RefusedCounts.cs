namespace Breakwater.Audit;

/// <summary>How many records could not be taken, by priority.</summary>
/// <param name="Control">Of <see cref="RecordPriority.Control"/>.</param>
/// <param name="Always">Of <see cref="RecordPriority.Always"/>.</param>
/// <param name="Elevated">Of <see cref="RecordPriority.Elevated"/>.</param>
/// <param name="Routine">Of <see cref="RecordPriority.Routine"/>.</param>
public readonly record struct RefusedCounts(long Control, long Always, long Elevated, long Routine)
{
    /// <summary>All together.</summary>
    public long Total => Control + Always + Elevated + Routine;
}
