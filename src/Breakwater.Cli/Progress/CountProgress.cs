using System.Globalization;
using Breakwater.Cli.Consoles;

namespace Breakwater.Cli.Progress;

/// <summary>How many of something are done, for work that is over in seconds as a rule: nothing for the first two, then a line redrawn in a terminal, or a line every two seconds elsewhere.</summary>
internal sealed class CountProgress(Terminal terminal, TimeProvider time, string noun) : IDisposable
{
    private const string ClearLine = "\r\e[K";
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);

    private readonly long _started = time.GetTimestamp();
    private TimeSpan _shown;
    private bool _any;

    public void Report(int done, int total)
    {
        var elapsed = time.GetElapsedTime(_started);
        if (elapsed < Least || (!terminal.LiveProgress && elapsed - _shown < Least) || (terminal.LiveProgress && elapsed - _shown < Least / 10)) { return; }
        (_shown, _any) = (elapsed, true);
        var text = string.Create(CultureInfo.InvariantCulture, $"[{Milestone.Duration(elapsed),7}] {done:#,0} of {total:#,0} {noun}");
        if (terminal.LiveProgress) { terminal.Error.Write($"{ClearLine}{text}"); }
        else { terminal.Error.WriteLine(text); }
    }

    public void Dispose()
    {
        if (_any && terminal.LiveProgress) { terminal.Error.Write(ClearLine); }
    }
}
