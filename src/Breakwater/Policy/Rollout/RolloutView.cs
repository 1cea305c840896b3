namespace Breakwater.Policy.Rollout;

/// <summary>What routers need to know of a rollout, swapped as one. Immutable but for the counters.</summary>
/// <param name="Current">The version that serves, wholly or still in part.</param>
/// <param name="Next">The version that is being rolled out; null if none is.</param>
/// <param name="Rollout">Its number.</param>
/// <param name="Percent">Share of the agents that are assigned it; 0 in shadow.</param>
/// <param name="Purpose">See <see cref="RolloutAssignment.Purpose"/>.</param>
/// <param name="LatencyLimit">Slower than this is counted.</param>
/// <param name="Counters">The stage's counters.</param>
internal sealed record RolloutView(BundleReference Current, BundleReference? Next, long Rollout, int Percent, string Purpose, TimeSpan LatencyLimit, StageCounters Counters)
{
    public static RolloutView Of(RolloutState state, StageCounters counters) => new(
        state.Current, state.IsActive ? state.To : null, state.Id, state.IsActive ? state.Stages[state.Stage].Percent : 0,
        RolloutAssignment.Purpose(state.Tenant, state.From.Name), state.IsActive ? state.Stages[state.Stage].Gates.LatencyLimit : TimeSpan.MaxValue, counters);
}
