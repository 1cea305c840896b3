namespace Breakwater.Policy.Rollout;

/// <summary>One step of a rollout. After the last one the new version serves everybody.</summary>
/// <param name="Percent">Share of the agents that are assigned the new version, 0 to 99. 0 is shadow: the new version is evaluated and only compared.</param>
/// <param name="Duration">How long the stage lasts at least, not counting pauses.</param>
/// <param name="Gates">What must hold.</param>
public sealed record RolloutStage(int Percent, TimeSpan Duration, RolloutGates Gates)
{
    /// <summary>Whether the new version is only compared.</summary>
    public bool IsShadow => Percent == 0;
}
