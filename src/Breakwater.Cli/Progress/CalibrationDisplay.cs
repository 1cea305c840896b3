using Breakwater.Cli.Consoles;
using Breakwater.Lab.Calibration;

namespace Breakwater.Cli.Progress;

/// <summary>Progress of a calibration: one line redrawn in a terminal, a line for each unit elsewhere.</summary>
internal sealed class CalibrationDisplay(Terminal terminal) : IProgress<CalibrationProgress>, IDisposable
{
    private const string ClearLine = "\r\e[K";

    public void Report(CalibrationProgress value)
    {
        var text = value.Unit is { } unit ? $"Measuring {unit} ({value.Done + 1} of {value.Total})" : "Warming up";
        if (terminal.LiveProgress) { terminal.Error.Write($"{ClearLine}{text}"); }
        else { terminal.Error.WriteLine(text); }
    }

    public void Dispose()
    {
        if (terminal.LiveProgress) { terminal.Error.Write(ClearLine); }
    }
}
