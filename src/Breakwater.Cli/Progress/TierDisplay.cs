using System.Globalization;
using Breakwater.Audit.Tiering;
using Breakwater.Cli.Consoles;

namespace Breakwater.Cli.Progress;

/// <summary>Progress of tiering: nothing for two seconds, then what is being done, in a line redrawn in a terminal, or in one every two seconds elsewhere.</summary>
internal sealed class TierDisplay(Terminal terminal, TimeProvider time) : IProgress<TierStep>, IDisposable
{
    private const string ClearLine = "\r\e[K";
    private static readonly TimeSpan _least = TimeSpan.FromSeconds(2);
    private readonly long _started = time.GetTimestamp();
    private TimeSpan _shown;
    private int _steps;
    private bool _any;

    public void Report(TierStep value)
    {
        _steps++;
        var elapsed = time.GetElapsedTime(_started);
        if (elapsed < _least || elapsed - _shown < (terminal.LiveProgress ? _least / 10 : _least)) { return; }
        (_shown, _any) = (elapsed, true);
        var text = string.Create(CultureInfo.InvariantCulture, $"[{Milestone.Duration(elapsed),7}] step {_steps:#,0}: {value.Log}, segment {value.Segment}: {value.Action switch
        {
            TierAction.Index => "indexing",
            TierAction.Expire => "expiring",
            TierAction.Compact => "compacting",
            _ => "moving to the object store",
        }}");
        if (terminal.LiveProgress) { terminal.Error.Write($"{ClearLine}{text}"); }
        else { terminal.Error.WriteLine(text); }
    }

    public void Dispose()
    {
        if (_any && terminal.LiveProgress) { terminal.Error.Write(ClearLine); }
    }
}
