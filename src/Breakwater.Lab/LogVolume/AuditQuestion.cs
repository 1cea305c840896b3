using Breakwater.Audit;
using Breakwater.Contracts;

namespace Breakwater.Lab.LogVolume;

/// <summary>What is asked of an audit log.</summary>
internal enum AuditQuestion
{
    /// <summary>The whole causal chain of one action.</summary>
    Chain,
    /// <summary>What one agent did in one minute.</summary>
    Minute,
    /// <summary>All denials by one control.</summary>
    Denials,
}

/// <summary>What answering one question of one log took, as the control and the devices counted it.</summary>
internal sealed class AnswerEffort
{
    private Work _work;

    public Work Work => _work;

    /// <summary>Blocks opened.</summary>
    public long Blocks { get; private set; }

    /// <summary>Segments of which at least a block was opened.</summary>
    public long Segments { get; private set; }

    /// <summary>Read of the index and what ties it to the records.</summary>
    public DeviceReads OfIndex { get; private set; }

    /// <summary>Read of the records.</summary>
    public DeviceReads OfRecords { get; private set; }

    public void Add(AuditReadEffort effort, TieredLog log)
    {
        _work.Add(effort.Work);
        (Blocks, Segments) = (Blocks + effort.BlocksRead, Segments + effort.SegmentsOpened);
        (OfIndex, OfRecords) = (OfIndex.And(log.OfIndex), OfRecords.And(log.OfRecords));
    }
}
