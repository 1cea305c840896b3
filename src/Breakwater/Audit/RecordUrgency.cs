namespace Breakwater.Audit;

/// <summary>What hangs on a record.</summary>
public enum RecordUrgency : byte
{
    /// <summary>Nothing waits for it.</summary>
    After,
    /// <summary>An action goes ahead only once it is kept: the sink may wait for its disk, for this urgency alone.</summary>
    Before,
    /// <summary>It records a change of control state, for which space is reserved.</summary>
    Control,
}

/// <summary>What became of a record. The zero value is the refusal.</summary>
public enum RecordStatus : byte
{
    /// <summary>It is not recorded and never will be.</summary>
    Refused,
    /// <summary>It has its place and will be written, or counted where a sink samples; until then nothing may rely on it.</summary>
    Taken,
    /// <summary>It is as safe as this sink makes records: on disk, where there is one.</summary>
    Kept,
}
