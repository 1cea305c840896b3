using Breakwater.Delegation;
using Breakwater.Fleet;

namespace Breakwater.Lab.Delegating;

/// <summary>Who is there, who may hand what to whom, and what is handed on in each round.</summary>
internal sealed record Workload
{
    /// <summary>The fleet whose declarations hold.</summary>
    public required FleetSpecification Fleet { get; init; }

    public required Principal[] Principals { get; init; }

    public required PairRules Rules { get; init; }

    /// <summary>How far work may be handed on.</summary>
    public required DelegationOptions Options { get; init; }

    /// <summary>Whom a principal hands work to: the delegates a rule per pair must be written for.</summary>
    public required Func<Principal, IEnumerable<int>> Partners { get; init; }

    /// <summary>What is asked for in each round, all of it at the round's beginning.</summary>
    public required IReadOnlyList<IReadOnlyList<Errand>> Rounds { get; init; }

    /// <summary>Rules of the fleet file that count here.</summary>
    public int DeclaredRules => Fleet.Delegations.Count;
}
