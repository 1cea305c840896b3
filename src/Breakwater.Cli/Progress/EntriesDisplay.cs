using System.Globalization;
using Breakwater.Cli.Consoles;
using Breakwater.TransparencyLog;

namespace Breakwater.Cli.Progress;

/// <summary>Progress through a log: a bar redrawn in a terminal, a line every two seconds elsewhere, and nothing for what is done at once. Thread-safe.</summary>
internal sealed class EntriesDisplay(Terminal terminal, TimeProvider time, string what) : IProgress<VerifyProgress>, IDisposable
{
    private const string ClearLine = "\r\e[K";
    private const int BarWidth = 24;
    private readonly Lock _lock = new();
    private long _shown = time.GetTimestamp();
    private long _most;

    public void Report(VerifyProgress value)
    {
        lock (_lock)
        {
            // Chunks end in any order; what is shown never goes back.
            _most = Math.Max(_most, value.Entries);
            if (value.Of == 0 || time.GetElapsedTime(_shown) < TimeSpan.FromMilliseconds(terminal.LiveProgress ? 200 : 2_000)) { return; }
            _shown = time.GetTimestamp();
            var text = string.Create(CultureInfo.InvariantCulture, $"{100 * _most / value.Of,3}% {_most:#,0} of {value.Of:#,0} entries {what}");
            if (!terminal.LiveProgress)
            {
                terminal.Error.WriteLine(text);
                return;
            }
            var filled = (int)(BarWidth * _most / value.Of);
            terminal.Error.Write($"{ClearLine}{new string('#', filled)}{new string('-', BarWidth - filled)} {text}");
        }
    }

    public void Dispose()
    {
        if (terminal.LiveProgress) { terminal.Error.Write(ClearLine); }
    }
}
