using Breakwater.Contracts;
using Breakwater.Lab.Simulation;
using Breakwater.Lab.Traffic;

namespace Breakwater.Lab.Providers;

/// <summary>Who calls when: everyone at a time of its own within the interval, by a keyed hash of its name, and again an interval later.</summary>
internal sealed class CallSchedule
{
    private readonly IReadOnlyList<Caller> _callers;
    private readonly (long At, int Caller)[] _calls;

    public CallSchedule(IReadOnlyList<Caller> callers)
    {
        var between = SimTime.From(FaultTimes.Between);
        var round = callers.Select((c, i) => (At: (long)(StableHash.Fraction("providers.phase", c.Name) * between), Caller: i)).Order().ToArray();
        _callers = callers;
        _calls = [.. Enumerable.Range(0, FaultTimes.Rounds).SelectMany(r => round.Select(c => (c.At + r * between, c.Caller)))];
    }

    /// <summary>The calls in order of time, each to the provider that its caller has.</summary>
    public CallRequest[] On(Allocation allocation) =>
        [.. _calls.Select(c => new CallRequest(c.At, c.Caller, _callers[c.Caller].Tenant, (ushort)(allocation.Of[c.Caller] + 1), _callers[c.Caller].Priority, FaultTimes.Tokens, FaultTimes.Tokens))];
}
