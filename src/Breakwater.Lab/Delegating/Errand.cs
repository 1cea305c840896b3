using Breakwater.Contracts;
using Breakwater.Delegation;

namespace Breakwater.Lab.Delegating;

/// <summary>One piece of work on its way: who hands it to whom, for which task, and what the last of them wants to use.</summary>
/// <param name="Number">Unique in a run.</param>
/// <param name="Path">Principals by index, the origin first; at least two.</param>
/// <param name="Tasks">Task type of each hop, one fewer.</param>
/// <param name="Permissions">What each hop's contract gives at most, one for each hop, each a subset of the one before.</param>
/// <param name="Tool">What the last of the path asks for.</param>
internal sealed record Errand(int Number, int[] Path, string[] Tasks, IReadOnlySet<string>[] Permissions, string Tool)
{
    /// <summary>How often the work is handed on.</summary>
    public int Hops => Tasks.Length;

    /// <summary>The chain as the last delegator left it; of a baseline, its one contract.</summary>
    public DelegationChain? Chain { get; set; }

    /// <summary>A use of a pre-approved path, in place of a chain.</summary>
    public PathUse? Use { get; set; }

    /// <summary>The session that the delegate presents it in.</summary>
    public ulong Session { get; set; }

    /// <summary>What the node that took it up last found; acted on when its job is done.</summary>
    public Judgement Found { get; set; }
}
