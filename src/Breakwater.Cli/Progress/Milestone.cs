using System.Globalization;
using Breakwater.Lab.Running;

namespace Breakwater.Cli.Progress;

/// <summary>How progress reads.</summary>
internal static class Milestone
{
    /// <summary>What is being run, such as <c>trust-scaling/full-mesh, 1,000 agents</c>.</summary>
    public static string Subject(StressProgress progress) =>
        string.Create(CultureInfo.InvariantCulture, $"{progress.Experiment}/{progress.Variant}, {progress.N:#,0} agents");

    /// <summary>A duration in seconds or minutes and seconds.</summary>
    public static string Duration(TimeSpan span) => span.TotalSeconds < 100
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalSeconds):0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalMinutes):0} min {span.Seconds:00} s");

    /// <summary>What remains if the rest goes as fast as what is done; null while too little is done to say.</summary>
    public static TimeSpan? Remaining(TimeSpan elapsed, double done) =>
        done is >= 0.02 and <= 1 && elapsed >= TimeSpan.FromSeconds(1) ? elapsed * ((1 - done) / done) : null;
}
