using Breakwater.Fleet;
using Breakwater.Lab.Calibration;
using Breakwater.Lab.Results;
using Breakwater.Lab.Running;
using Breakwater.Lab.Structure;

namespace Breakwater.Cli;

/// <summary>Everything the commands call; composed in <c>Program.cs</c>, replaced in tests.</summary>
internal sealed record CommandServices
{
    public required Func<string, Input<FleetSpecification>> LoadFleet { get; init; }

    public required ScaleFleet ScaleFleet { get; init; }

    public required Func<FleetSpecification, string> WriteFleet { get; init; }

    public required string StarterFleet { get; init; }

    /// <summary>The stress dimensions that have experiments.</summary>
    public required IReadOnlyList<int> Dimensions { get; init; }

    /// <summary>Runs the stress test.</summary>
    public required RunStress Stress { get; init; }

    /// <summary>Begins the audit log of a run below its folder; null where runs keep none.</summary>
    public Func<FleetSpecification, string, Input<RunLog>>? OpenRunLog { get; init; }

    /// <summary>Assesses structure, with what a run observed.</summary>
    public required Func<FleetSpecification, ObservedDelegations, Assessment> Assess { get; init; }

    /// <summary>Runs one point again.</summary>
    public required RunReplay Replay { get; init; }

    /// <summary>Writes results, timings and report of a run into a folder; gives the paths.</summary>
    public required Func<StressOutcome, string, IReadOnlyList<string>> WriteRun { get; init; }

    public required Func<string, Input<ResultsDocument>> ReadResults { get; init; }

    /// <summary>Writes the report of results into a folder; gives the paths.</summary>
    public required Func<ResultsDocument, string, IReadOnlyList<string>> WriteReport { get; init; }

    public required Func<CalibrationProfile> ReferenceCalibration { get; init; }

    public required Func<string, Input<CalibrationProfile>> LoadCalibration { get; init; }

    public required Func<IProgress<CalibrationProgress>, CancellationToken, CalibrationProfile> Calibrate { get; init; }
}

/// <summary>Scales a fleet to a number of agents, by a rule or by its own; the notes say what was dropped or rounded.</summary>
internal delegate (FleetSpecification Fleet, IReadOnlyList<string> Notes) ScaleFleet(FleetSpecification fleet, int agents, FlowScaling? flows);

/// <summary>Runs the stress test; when cancelled, gives what is finished.</summary>
internal delegate StressOutcome RunStress(
    FleetSpecification fleet, StressOptions options, CalibrationProfile calibration, IProgress<StressProgress> progress, CancellationToken cancellation);

/// <summary>Runs one point of a stress test again; shows each event to whoever asks.</summary>
internal delegate ReplayOutcome RunReplay(
    FleetSpecification fleet, ReplayRequest request, CalibrationProfile calibration, Action<ReplayEvent>? each, CancellationToken cancellation);
