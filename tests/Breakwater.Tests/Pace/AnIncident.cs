using Breakwater.Contracts;
using Breakwater.Governance;
using Breakwater.Pace;

namespace Breakwater.Tests.Pace;

/// <summary>The example of docs/pace.md.</summary>
internal static class AnIncident
{
    public static void Handle(Governor gate, Governor other, Session trader, ActionRequest read, ActionRequest order, ref Work work)
    {
        var trading = PaceScope.Cluster("acme", "trading");

        // Down, at once and as far as need be. The record goes to the other nodes.
        var down = gate.Degrade(trading, PaceState.Contingency, "two traders drifted beyond 85", "Ann Lee");
        other.Apply(down.Record);

        // Every action waits for a person, whose answer quotes its digest.
        var asked = gate.Admit(trader, read, ref work);
        var admitted = gate.Resume(asked.Pending, gate.PendingDigest(asked.Pending)!.Value, ResumeVerdict.Proceed, ref work, "Bo Chan");
        gate.Complete(admitted, Outcome.Succeeded, default);

        // Up, a step at a time, each durable before it counts.
        var up = gate.Restore(trading, PaceState.Alternate, "cause found, prompts put back", "Ann Lee");
        if (up.Done) { other.Apply(up.Record); } else { Console.Error.WriteLine(up.Error); }
        gate.Admit(trader, order, ref work);                                // denied: a write in Alternate
        gate.Restore(trading, PaceState.Primary, "watched for 2 h", "Ann Lee");

        gate.Advance(ref work);                                             // the host's beat: writes what is in force and not yet durable
    }
}
