using Breakwater.Fleet;
using Breakwater.Lab.Calibration;
using Breakwater.Lab.Results;
using Breakwater.Lab.Running;
using Breakwater.Lab.Structure;
using Breakwater.Reports;

namespace Breakwater.Cli;

/// <summary>The real services: the one place that knows where each comes from.</summary>
internal static class Composition
{
    public static CommandServices Services(TimeProvider time) => new()
    {
        LoadFleet = LoadFleet,
        ScaleFleet = ScaleFleet,
        WriteFleet = FleetWriter.Write,
        StarterFleet = StarterFleet.Text,
        Dimensions = StressTest.Dimensions,
        Stress = (fleet, options, calibration, progress, cancellation) => StressTest.Run(fleet, options, calibration, progress, time, cancellation),
        OpenRunLog = (fleet, folder) =>
        {
            var (log, problems) = RunLog.Open(fleet, folder, time);
            return new(log, problems);
        },
        Assess = (fleet, observed) => StructureAssessment.Of(fleet, observed),
        Replay = Replay.Run,
        WriteRun = RunFolder.Write,
        ReadResults = ReadResults,
        WriteReport = ReportWriter.WriteAll,
        ReferenceCalibration = () => CalibrationProfile.Reference,
        LoadCalibration = LoadCalibration,
        Calibrate = (progress, cancellation) => Calibrator.Measure(time, progress, cancellation),
    };

    private static Input<FleetSpecification> LoadFleet(string path)
    {
        var read = FleetFile.Load(path);
        return new(read.Fleet, read.Problems);
    }

    private static (FleetSpecification Fleet, IReadOnlyList<string> Notes) ScaleFleet(FleetSpecification fleet, int agents, FlowScaling? flows)
    {
        var scaled = FleetScaler.Scale(fleet, agents, flows);
        return (scaled.Fleet, scaled.Notes);
    }

    private static Input<ResultsDocument> ReadResults(string path)
    {
        var (document, problems) = ResultsSerializer.Read(path);
        return new(document, [.. problems.Select(p => new Problem(p.File, p.Line, 0, p.Message, p.Remedy))]);
    }

    private static Input<CalibrationProfile> LoadCalibration(string path)
    {
        var (profile, problems) = CalibrationProfile.Load(path);
        return new(profile, [.. problems.Select(p => new Problem(path, p.Line, p.Column, p.Message, p.Remedy))]);
    }
}
