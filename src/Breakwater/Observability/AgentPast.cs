namespace Breakwater.Observability;

/// <summary>
/// What is known of an agent and is not needed for every message: touched when a minute, an hour or a day ends. Stands apart from <see cref="AgentWatch"/>, so that a message finds what it needs in a few
/// adjacent cache lines. Guarded by its lane's lock.
/// </summary>
internal struct AgentPast
{
    public HourProfile Schedule;

    // The rolling baseline: samples of the smoothed value, one for each active minute, and their variance.
    public StoredLanes Samples;
    public StoredLanes Variance;

    // The hours: this one, the rolling ones, the original, and what has added up on either side of it.
    public StoredLanes HourSum;
    public StoredLanes HourSamples;
    public StoredLanes Hours;
    public StoredLanes HourMean;
    public StoredLanes HourVariance;
    public StoredLanes DaySum;
    public StoredLanes DayHours;
    public StoredLanes OriginDays;
    public StoredLanes OriginMean;
    public StoredLanes OriginVariance;
    public StoredLanes OriginMessage;
    public StoredLanes Up;
    public StoredLanes Down;
    public StoredLanes Month;
    public StoredLanes Quarter;

    public int Day;
    public ushort Shifted;
    public ushort ShiftedToday;
}
