namespace Breakwater.Contracts;

/// <summary>What must happen before a permitted action goes ahead. The obligations of all satisfied permits apply together.</summary>
[Flags]
public enum Obligations
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>A judge must approve (<c>@require("judge")</c>).</summary>
    Judge = 1,

    /// <summary>A person must approve (<c>@require("person")</c>).</summary>
    Person = 2,

    /// <summary>The record must be durable before the action is released (<c>@require("record-before")</c>).</summary>
    RecordBefore = 4,
}
