using Breakwater.Lab.Simulation;
using Breakwater.RateLimiting;

namespace Breakwater.Lab.Traffic;

internal sealed partial class CallRun
{
    // Virtual nanoseconds at which a call's time is up.
    private long DueAt(int call) => _rules.Deadline is { } deadline ? _requests[call].At + SimTime.From(deadline) : long.MaxValue;

    private TimeSpan Left(int call) => _rules.Deadline is null ? TimeSpan.MaxValue : SimTime.ToTimeSpan(DueAt(call) - _simulator.Now);

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
            Tell(call, ProviderOutcome.Overloaded, default);
            End(call, CallEnd.TimedOut);
        }
        else if (_rules.Queues)
        {
            TakeShed(_requests[call].Provider - 1);
        }
        if (_rules.Queues) { Dispatch(); }
    }

    private void TakeShed(int queue)
    {
        while (_queues[queue].TryTakeShed(out var shed))
        {
            _waiting[queue]--;
            if (shed.Request.Priority == Priority.Critical) { _critical[queue]--; }
            End((int)shed.Request.Tag, CallEnd.TimedOut);
        }
    }
}
