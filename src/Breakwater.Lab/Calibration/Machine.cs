using System.Globalization;
using System.Runtime.InteropServices;

namespace Breakwater.Lab.Calibration;

/// <summary>The machine in words that name no host and no person.</summary>
public static class Machine
{
    /// <summary>Processor model, cores, architecture, system and runtime, such as <c>AMD EPYC, 2 cores, x64, Linux, .NET 10.0.12</c>.</summary>
    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Processor() ?? "unknown processor"}, {Environment.ProcessorCount} core{(Environment.ProcessorCount == 1 ? "" : "s")}, {RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}, {System()}, .NET {Environment.Version}");

    private static string? Processor()
    {
        const string File = "/proc/cpuinfo";
        if (!global::System.IO.File.Exists(File)) { return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER"); }
        var line = global::System.IO.File.ReadLines(File).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        var name = line?[(line.IndexOf(':') + 1)..].Trim();
        return string.IsNullOrEmpty(name) ? null : name;
    }

    private static string System() =>
        OperatingSystem.IsLinux() ? "Linux" : OperatingSystem.IsMacOS() ? "macOS" : OperatingSystem.IsWindows() ? "Windows" : "other system";
}
