using Breakwater.Contracts;
using Breakwater.Governance;
using Breakwater.Lab.Delegating;
using Breakwater.Policy.Arguments;

namespace Breakwater.Lab.Observing;

/// <summary>A causal chain in the window: whose turn it is, and what is still to come of it. Not thread-safe.</summary>
internal sealed class RecordedChain
{
    public required UInt128 Id { get; init; }
    public required int Agent { get; set; }
    public ulong Requests { get; set; }
    public ulong Last { get; set; }
    public int Left { get; set; }
    public int Repeats { get; set; }
    public int Retries { get; set; } = 1;
    public int Throttles { get; set; } = 3;
    public string? Tool { get; set; }
    public Errand? Errand { get; set; }
    public int Hop { get; set; }
    public DelegationHandle Delegation { get; set; }
    public BoundArguments? Arguments { get; set; }
    public Admission Admission { get; set; }
    public PendingId Pending { get; set; }
    public bool Stalls { get; set; }
    public bool Fails { get; set; }
    public bool IsAttack { get; set; }
    public bool IsClosed { get; set; }
}
