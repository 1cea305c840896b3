using Breakwater.Lab.Simulation;
using Breakwater.RateLimiting;

namespace Breakwater.Lab.Traffic;

internal sealed partial class CallRun
{
    /// <summary>How many times the slowest hundredth of a provider's answers a call must have had for its agent to take the provider for overloaded.</summary>
    public const int TooLong = 2;

    // Virtual nanoseconds at which a call's time is up.
    private long DueAt(int call) => _rules.Deadline is { } deadline ? _requests[call].At + SimTime.From(deadline) : long.MaxValue;

    // How long a call may wait for its turn: until an answer would seldom come in time any more, unless the rules let it wait to the end.
    private TimeSpan Patience(int call)
    {
        if (_rules.Deadline is null) { return TimeSpan.MaxValue; }
        var left = SimTime.ToTimeSpan(DueAt(call) - _simulator.Now);
        var usual = _providers[_requests[call].Provider - 1].Usual;
        return _rules.WaitsToTheEnd ? left : left - (usual < left / 2 ? usual : left / 2);
    }

    // The provider still speaks to somebody who has gone.
    private bool IsHungUp(int call) => Ends[call] == CallEnd.TimedOut;

    private void OnDue(int call)
    {
        if (Ends[call] != CallEnd.Pending) { return; }
        if (_isWithProvider[call])
        {
            _isWithProvider[call] = false;
            // What the provider has done with it so far is paid for.
            Settle(call, _requests[call].Used);
            // Sent late, it says nothing of the provider: taken for an overload, it would keep the limit down, and with it everybody waiting too long.
            var waited = SimTime.ToTimeSpan(_simulator.Now - _sentAt[call]);
            var isLong = waited >= TooLong * _providers[_requests[call].Provider - 1].Usual || waited >= _rules.Deadline;
            Tell(call, isLong ? ProviderOutcome.Overloaded : ProviderOutcome.Ignored, default);
            End(call, CallEnd.TimedOut);
        }
        if (_rules.Queues) { Dispatch(); }
    }

    private void TakeShed()
    {
        for (var i = 0; i < _queues.Length; i++)
        {
            while (_waiting[i] > 0 && _queues[i].TryTakeShed(out var shed))
            {
                _waiting[i]--;
                if (shed.Request.Priority == Priority.Critical) { _critical[i]--; }
                End((int)shed.Request.Tag, CallEnd.TimedOut);
            }
        }
    }
}
