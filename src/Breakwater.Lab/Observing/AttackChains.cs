using Breakwater.Contracts;
using Breakwater.Lab.Watching;
using Breakwater.Observability;

namespace Breakwater.Lab.Observing;

/// <summary>
/// Attacks of three weak steps, each on one causal chain: content that looks like an injection, an unusual delegation, and a tool that the delegate never used before. The first two are other controls'
/// signals; the third is seen only in a message that is inspected. How many become an incident.
/// </summary>
internal static class AttackChains
{
    public const int Chains = 12;
    public const int LearntDays = 3;

    /// <summary>The same without a shortcut: tools are known after the default two weeks.</summary>
    public const int ManyChains = 24;
    public const int DefaultLearntDays = 14;

    public const double MessagesPerMinute = 10;

    /// <summary>For so long the delegate works on the attack: about five messages by day.</summary>
    public const int WorksMinutes = 2;

    private const int Day = 1_440;
    private const int Every = 15;

    /// <summary>Chains that became an incident which a person was shown, and messages of the delegates meanwhile, on average.</summary>
    public static (int Found, double Messages) Run(InspectionPlan plan, int chains, int learntDays, double reviewsPerHour, ulong seed, CancellationToken cancellation)
    {
        var begin = (learntDays * Day) + (9 * 60);
        var options = new WatchOptions { Inspection = plan, FreezeAfterDays = learntDays, ReviewsPerHour = reviewsPerHour };
        var fleet = new WatchedFleet(chains, MessagesPerMinute, seed, options, i => new("trader", $"desk-{i % 4}", $"provider-{i % 3}", (RiskClass)(1 + (i % 4))));
        var (found, messages) = (new HashSet<UInt128>(), 0);
        fleet.Change = (agent, minute, _, usual) => Working(agent, minute) ? usual with { Rate = 2.5, OtherTools = true, Chain = (UInt128)agent + 1 } : usual;
        fleet.Read = (agent, _) => messages += Working(agent, Minute()) ? 1 : 0;
        fleet.Run(begin, cancellation.ThrowIfCancellationRequested);
        for (var attack = 0; attack < chains; attack++)
        {
            Tell(SignalKind.Injection, (attack + 1) % chains, default, attack);
            Tell(SignalKind.UnusualDelegation, (attack + 1) % chains, WatchedFleet.Handle(attack), attack);
            fleet.Run(Every, () =>
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (var alert in fleet.Watch.TakeAlerts())
                {
                    if (alert.Incident is { } incident) { found.UnionWith(incident.Chains); }
                }
            });
        }
        return (found.Count(c => c >= 1 && c <= (UInt128)chains), messages / (double)chains);

        long Minute() => (long)(fleet.Now - WatchedFleet.Era).TotalMinutes;
        bool Working(int agent, long minute) => minute - begin - (agent * Every) is >= 0 and < WorksMinutes;
        void Tell(SignalKind kind, int agent, AgentHandle peer, int attack) =>
            fleet.Watch.Raise(new() { Kind = kind, Tenant = WatchedFleet.Tenant, Agent = WatchedFleet.Handle(agent), Peer = peer, Chain = (UInt128)attack + 1, Magnitude = 0.3f, Time = fleet.Now });
    }
}
