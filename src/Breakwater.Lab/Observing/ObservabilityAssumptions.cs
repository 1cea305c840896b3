using Breakwater.Fleet;
using Breakwater.Lab.Experiments;

namespace Breakwater.Lab.Observing;

/// <summary>What the experiment takes as given.</summary>
internal static class ObservabilityAssumptions
{
    public static IReadOnlyList<string> Of(FleetSpecification fleet) =>
    [
        "Messages arrive at random (Poisson) from all agents alike; each is one action of its sender at the gate of its region, and leaves two records there, its decision and its completion, whatever is inspected. "
            + "A record is kept as long as its sender's risk class asks.",
        $"The fleet's own load: {Wording.Number(fleet.Load.SteadyMessagesPerMinute)} messages a minute when steady, {Wording.Number(fleet.Load.PeakMessagesPerMinute)} at peak, for {Wording.Agents(fleet.AgentCount)}; it grows with the fleet. "
            + $"A day has {Wording.Number(ObservabilityPrices.Hours(fleet.Load).Average() * ObservabilityPrices.SecondsPerDay)} messages{(fleet.Load.Curve.Count > 0 ? " by its curve" : ", steady all day")}.",
        "Each message finds what is known of its agent in memory, not in the processor's caches: a gate does other things meanwhile. Waiting for the disk, content scanning, DLP and judge are not part of it: they are not built.",
        $"A model call has {Wording.Number(ObservabilityPrices.InputTokens)} input and {Wording.Number(ObservabilityPrices.OutputTokens)} output tokens at the fleet file's prices, fewer than elsewhere in this report, so that the agents seem cheap rather than dear. Each message takes one, as long as its sender can make it: an agent makes one call at a time, of its "
            + "provider's median response time; messages beyond that take none.",
        $"A gigabyte costs {string.Join(", ", ObservabilityPrices.Storage.Select(t => $"{t.PerGigabyte.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture)} {fleet.Currency} a month {t.Tier}{(double.IsFinite(t.Days) ? $" for {Wording.Number(t.Days)} days" : " beyond")}"))}, uncompressed; money is what a month "
            + $"costs once records of all ages are kept, the most it comes to. A core costs {fleet.ControlPlane.CoreHourPrice} {fleet.Currency} an hour.",
        $"The audit log beside the report holds {RecordedTraffic.Minutes} min of the fleet's own agents at their gates, at the fleet's own size, beside what the revocation experiment's gates recorded: every control on, sampled and aggregated as shipped. Simulated: up to {Wording.Number(RecordedTraffic.MostChains)} chains of actions along the "
            + $"fleet's flows and {Wording.Number(RecordedTraffic.MostErrands)} tasks along its declared delegations; {Wording.Percent(RecordedTraffic.Slips)} of the actions reach for a tool that was not granted, {Wording.Percent(RecordedTraffic.Fails)} fail, {Wording.Percent(RecordedTraffic.TimesOut)} time out; thrice everyone acts at once, the second time nothing comes of it and the third time all "
            + $"of it fails; after the second the cluster with most agents that write is held to reads for {RecordedTraffic.HeldMinutes} min (PACE Alternate); one attack, and a revocation a minute later. Above what the file grants one policy stands: the riskiest class of tool, if high or critical, is not used below Tier 3 but on a task, and then once a person agrees; with it the arguments of tools at high risk or above are declared. What stands in them is made up, and {Wording.Percent(RecordedArguments.Quotes)} of their notes quote a bank account. Watchers know an agent after {RecordedGates.BaselineMinutes} min instead of 1,440. Agents beyond the first {Wording.Number(KeyPool.Signers)} take no part, and tasks are handed on in the first tenant only.",
    ];

    /// <summary>The same of detection: of what was run of it, and nothing else.</summary>
    public static IReadOnlyList<string> OfDetection(ObservingReading reading)
    {
        var given = new List<string>();
        if (reading.Planted(InspectionVariants.Everything, "quietAgentDays") is { } quiet)
        {
            given.Add($"Detection is run on few agents at {Wording.Number(PlantedDays.MessagesPerMinute)} messages a minute each, whatever the fleet's size, at default settings unless it is said here; signals are simulated, and a fifth of the messages have a judge's score. "
                + $"Hijacked agents: {PlantedDays.Agents} agents, {Wording.Number(PlantedDays.LearntHours)} h of learning, {Wording.Number(quiet / PlantedDays.Agents)} quiet days ({Wording.Number(quiet)} agent-days), then each for {PlantedDays.EachLasts} min, one after the other.");
        }
        if (!reading.HasSlow) { return given; }
        given.AddRange(reading.IsDeep
            ?
            [
                $"Odd replica: {Wording.Number(Replicas.Many)} agents of one type, {Wording.Number(Replicas.ManyMinutes / 60.0)} h. Slow provider: {Replicas.Agents} agents, {Wording.Number(Replicas.UntilSlowAfterADay / 60.0)} h of learning; then the provider of {Replicas.OnSlowProvider} of them is slow and fails for {Replicas.SlowMinutes} min.",
                $"Slow drift: {SlowDrift.Agents(13, isDeep: true)} agents for 13 days and {SlowDrift.Agents(60, isDeep: true)} for 60, after {SlowDrift.LearntDays} days of learning. Attack chains: {AttackChains.ManyChains} agents, each once the delegate, after {AttackChains.DefaultLearntDays} days.",
            ]
            :
            [
                $"Odd replica and slow provider: {Replicas.Agents} agents of one type, {Wording.Number(Replicas.UntilSlowMinutes / 60.0)} h; then the provider of {Replicas.OnSlowProvider} of them is slow and fails for {Replicas.SlowMinutes} min. A baseline takes four hours instead of a day, so that the run is seven hours long and not twenty-five.",
                $"Slow drift: {Wording.Agents(SlowDrift.Agents(13, isDeep: false))} for 13 days and {Wording.Agents(SlowDrift.Agents(60, isDeep: false))} for 60, after {SlowDrift.LearntDays} days of learning; no day is shortened. Attack chains: {AttackChains.Chains} agents, each once the delegate; that tools are known after {AttackChains.LearntDays} days instead of {AttackChains.DefaultLearntDays} shortens the run.",
                $"A full run has more: {PlantedDays.Agents * PlantedDays.ManyQuietDays} quiet agent-days, {Wording.Number(Replicas.Many)} replicas, {SlowDrift.Agents(13, isDeep: true)} and {SlowDrift.Agents(60, isDeep: true)} agents that drift, {AttackChains.ManyChains} chains, nothing shortened.",
            ]);
        return given;
    }
}
