namespace Breakwater.Contracts;

/// <summary>When the record of an admitted action must be durable.</summary>
public enum RecordPolicy : byte
{
    /// <summary>The permit is released only once its record has been taken: the default for HIGH and CRITICAL writes.</summary>
    Before,
    /// <summary>The permit never waits for the record.</summary>
    After,
}
