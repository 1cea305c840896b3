namespace Breakwater.Policy.Rollout;

/// <summary>Which gate of a stage.</summary>
public enum GateKind : byte
{
    /// <summary>None: nothing is in the way.</summary>
    None,

    /// <summary><see cref="RolloutGates.Drift"/></summary>
    Drift,

    /// <summary><see cref="RolloutGates.DenialIncrease"/></summary>
    DenialIncrease,

    /// <summary><see cref="RolloutGates.Errors"/></summary>
    Errors,

    /// <summary><see cref="RolloutGates.Latency"/></summary>
    Latency,
}

/// <summary>What the observations say of a gate.</summary>
public enum GateState : byte
{
    /// <summary>Not enough is known: the stage is held.</summary>
    Undecided,

    /// <summary>The rate is at or below the threshold, as surely as the options ask.</summary>
    Passed,

    /// <summary>The rate is above the threshold, as surely as the options ask.</summary>
    Breached,
}

/// <summary>One gate's finding.</summary>
/// <param name="Gate">Which gate.</param>
/// <param name="State">What is known.</param>
/// <param name="OnBreach">What a breach of it does.</param>
/// <param name="Observations">On how many requests it rests.</param>
/// <param name="Rate">The rate seen; 0 with no observations.</param>
/// <param name="Low">Lower confidence bound of the rate.</param>
/// <param name="High">Upper confidence bound of the rate.</param>
/// <param name="Threshold">Highest rate that is accepted.</param>
public readonly record struct GateFinding(GateKind Gate, GateState State, GateBreach OnBreach, long Observations, double Rate, double Low, double High, double Threshold);

/// <summary>Judges the gates of a stage from what was seen in it. Pure and deterministic.</summary>
public static class GateReview
{
    /// <summary>The four findings, in the order of <see cref="GateKind"/>.</summary>
    /// <param name="gates">The stage's gates.</param>
    /// <param name="counts">What was seen in the stage.</param>
    /// <param name="standardErrors">See <see cref="RolloutOptions.GateStandardErrors"/>.</param>
    public static IReadOnlyList<GateFinding> Of(RolloutGates gates, in RolloutCounts counts, double standardErrors)
    {
        var (compared, increase) = (counts.Compared, counts.AllowToDeny - counts.DenyToAllow);
        return
        [
            Find(GateKind.Drift, gates.Drift, counts.Drifted, compared, ScoreInterval.Rate(counts.Drifted, compared, standardErrors)),
            Find(
                GateKind.DenialIncrease, gates.DenialIncrease, increase, compared,
                ScoreInterval.PairedIncrease(counts.BothDenied, counts.DenyToAllow, counts.AllowToDeny, compared, standardErrors)),
            Find(GateKind.Errors, gates.Errors, counts.Errors, counts.Evaluated, ScoreInterval.Rate(counts.Errors, counts.Evaluated, standardErrors)),
            Find(GateKind.Latency, gates.Latency, counts.Slow, counts.Evaluated, ScoreInterval.Rate(counts.Slow, counts.Evaluated, standardErrors)),
        ];
    }

    private static GateFinding Find(GateKind kind, RolloutGate gate, long hits, long trials, ScoreInterval interval)
    {
        var state = trials < gate.MinObservations ? GateState.Undecided
            : interval.Low > gate.Threshold ? GateState.Breached
            : interval.High <= gate.Threshold ? GateState.Passed
            : GateState.Undecided;
        return new(kind, state, gate.OnBreach, trials, trials == 0 ? 0 : (double)hits / trials, interval.Low, interval.High, gate.Threshold);
    }
}
