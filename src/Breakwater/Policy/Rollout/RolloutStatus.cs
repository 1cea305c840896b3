using Breakwater.Contracts;
using Breakwater.ControlLog;

namespace Breakwater.Policy.Rollout;

/// <summary>How a bundle's latest rollout stands.</summary>
public sealed record RolloutStatus
{
    /// <summary>Tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The version it leads from.</summary>
    public required BundleReference From { get; init; }

    /// <summary>The version it leads to.</summary>
    public required BundleReference To { get; init; }

    /// <summary>The version in force: <see cref="To"/> once completed, else <see cref="From"/>.</summary>
    public BundleReference Current => Phase == RolloutPhase.Completed ? To : From;

    /// <summary>Number of the rollout: that of the record that started it.</summary>
    public required long Id { get; init; }

    /// <summary>Under way, completed or rolled back.</summary>
    public required RolloutPhase Phase { get; init; }

    /// <summary>What brought it there.</summary>
    public required RolloutCause Cause { get; init; }

    /// <summary>The plan.</summary>
    public required IReadOnlyList<RolloutStage> Stages { get; init; }

    /// <summary>The stage it is in, or ended in, from 0; <c>Stages.Count</c> once completed.</summary>
    public required int Stage { get; init; }

    /// <summary>Share of the agents that are assigned the new version: 0 in shadow and when rolled back, 100 when completed.</summary>
    public required int Percent { get; init; }

    /// <summary>Whether it is paused.</summary>
    public required bool Paused { get; init; }

    /// <summary>Time spent in the stage, pauses not counted.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>What was seen of the new version in this stage since this node started.</summary>
    public required RolloutCounts Counts { get; init; }

    /// <summary>What the gates of the stage say; empty when no rollout is under way.</summary>
    public required IReadOnlyList<GateFinding> Gates { get; init; }

    /// <summary>Whether the stage has lasted as long as it should.</summary>
    public bool IsDue => Phase == RolloutPhase.Active && Elapsed >= Stages[Stage].Duration;

    /// <summary>The first gate that keeps the stage from being promoted; none if it is only a matter of time.</summary>
    public GateKind HeldBy => Gates.FirstOrDefault(g => g.State != GateState.Passed).Gate;
}

/// <summary>What became of a command.</summary>
/// <param name="Refusal">Why nothing changed; null if it was done.</param>
/// <param name="Details">What exactly is wrong and what helps, one sentence each; empty if the reason says it all.</param>
/// <param name="Record">The record, for the other nodes; <c>default</c> if nothing changed.</param>
public readonly record struct RolloutResult(Reason? Refusal, IReadOnlyList<string> Details, ControlRecord Record)
{
    /// <summary>Whether it was done.</summary>
    public bool Done => Refusal is null && Record.Number > 0;
}

/// <summary>A change that a rollout made by itself.</summary>
/// <param name="Status">How it stands now.</param>
/// <param name="Record">The record, for the other nodes.</param>
public sealed record RolloutChange(RolloutStatus Status, ControlRecord Record);
