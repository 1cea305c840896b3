using Breakwater.Tests.Trust;

namespace Breakwater.Tests.Pace;

/// <summary>A clock that lets something happen when it is asked for the time.</summary>
internal sealed class HookedClock : TestClock
{
    public Action? Hook { get; set; }

    public override DateTimeOffset GetUtcNow()
    {
        var hook = Hook;
        Hook = null;
        hook?.Invoke();
        return base.GetUtcNow();
    }
}
