namespace Breakwater.Observability;

/// <summary>The options as the numbers that are computed with. Immutable.</summary>
internal sealed class WatchTerms
{
    /// <summary>Deviations beyond this many standard deviations count as this many: the score is saturated long before.</summary>
    private const float MostDeviation = 40;

    // Least standard deviations of a message's signal, in its own unit (nats, shares, logarithms): a signal that never moved must not make the first small move infinite.
    private static readonly float[] MessageFloors = [0.25f, 0.02f, 0.1f, 0.3f, 0.1f, 0.02f, 0.1f, 0.25f, 1, 0.03f, 0.25f, 1];

    // +1: only higher is bad; −1: only lower; 0: both.
    private static readonly int[] Directions = [1, -1, 0, 0, 1, 1, 0, 1, 1, 1, 1, 0];

    public WatchTerms(WatchOptions options)
    {
        Options = options;
        var weights = new float[Lanes.Count];
        var sum = options.Weights.Values.Sum();
        foreach (var (signal, weight) in options.Weights) { weights[(int)signal] = (float)(weight / sum); }
        PeerWeight = weights[(int)BehaviourSignal.Peers];
        Weights = Lanes.Of(weights).With(BehaviourSignal.Peers, 0);
        var compared = new float[Lanes.Count];
        for (var i = 0; i < compared.Length; i++) { compared[i] = weights[i] > 0 ? 1 : 0; }
        compared[(int)BehaviourSignal.Peers] = 0;
        // How surprising an hour is depends on how long an agent has been there, and moves for all replicas when the hour does.
        compared[(int)BehaviourSignal.Schedule] = 0;
        compared[(int)BehaviourSignal.Degree] = 1;
        Compared = Lanes.Of(compared);

        Scored = Lanes.Bits(Lanes.AtLeast(Weights, Lanes.All(1e-9f)));
        Shifts = new(options.GroupShare, options.GroupFalsePerDay, System.Numerics.BitOperations.PopCount(Scored));
        Smoothing = 1f / options.SmoothedOver;
        MessageFloor = Lanes.Of(MessageFloors);
        SmoothFloor = MessageFloor * Lanes.All(MathF.Sqrt(Smoothing / (2 - Smoothing)));
        Lowest = Lanes.Of([.. Directions.Select(d => d > 0 ? 0 : -MostDeviation)]);
        Highest = Lanes.Of([.. Directions.Select(d => d < 0 ? 0 : MostDeviation)]);
        // Q / (Q + half) is 0.6 where Q is the sensitivity.
        Half = (float)(options.Sensitivity * 40 / 60);
        RollingRate = 2f / (options.RollingMinutes + 1);
        DriftLimit = (float)options.DriftLimit;
        DriftTolerance = Lanes.All((float)options.DriftTolerance);
    }

    public WatchOptions Options { get; }

    public Lanes Weights { get; }

    public float PeerWeight { get; }

    /// <summary>1 in the lanes that are compared with the type.</summary>
    public Lanes Compared { get; }

    /// <summary>The lanes that have a weight of their own, as bits.</summary>
    public uint Scored { get; }

    public ShiftThresholds Shifts { get; }

    public float Smoothing { get; }

    public Lanes MessageFloor { get; }

    public Lanes SmoothFloor { get; }

    public Lanes Lowest { get; }

    public Lanes Highest { get; }

    public float Half { get; }

    public float RollingRate { get; }

    public float DriftLimit { get; }

    public Lanes DriftTolerance { get; }
}
