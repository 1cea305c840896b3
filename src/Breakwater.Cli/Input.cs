using System.Diagnostics.CodeAnalysis;
using Breakwater.Fleet;

namespace Breakwater.Cli;

/// <summary>What was read, or every reason why it was not.</summary>
internal sealed record Input<T>(T? Value, IReadOnlyList<Problem> Problems)
    where T : class
{
    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsGood => Value is not null && Problems.Count == 0;
}
