namespace Breakwater.ControlLog;

/// <summary>A record as the log keeps it. All take one number, except a run of unrecorded restrictions, which takes one for each.</summary>
internal readonly record struct LogEntry(ControlRecord Record, uint Span = 1)
{
    public long First => Record.Number;

    public long Last => Record.Number + Span - 1;

    public bool IsVoid => Record.Kind == ControlRecord.VoidKind;

    public bool IsUnrecorded => Record.Kind == ControlRecord.UnrecordedKind;
}
