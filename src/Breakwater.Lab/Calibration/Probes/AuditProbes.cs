using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.LogVolume;
using Breakwater.Lab.Simulation;
using Breakwater.TransparencyLog;

namespace Breakwater.Lab.Calibration.Probes;

/// <summary>
/// The real reader over a real log in memory: of one block, which fits the processor's caches, or of a whole segment, which does not, and of which the index leaves one block to each question. A
/// question that opens a block is 64 operations.
/// </summary>
internal static class AuditProbes
{
    private const int OperationsPerBlock = 64;
    private const int Agents = 100;
    private const string AnAgent = "trading-agent-100";
    private const int ActionsPerChain = 5;
    private const long TicksApart = 100_000;
    private static readonly Reason _denied = new(ControlId.Parse("IA-1.4"), "grants.not-granted", "The role may not use the tool");
    private static readonly string[] _tools = ["read-positions", "price-quote", "submit-order"];

    /// <summary>A whole segment's index that rules out every block. Of one size: what is read of an index is read once.</summary>
    public static CalibrationProbe IndexBlockProbed { get; } = new(
        WorkUnit.IndexBlockProbed, _ => Asking(StateSize.Memory, 1, log => log.Index(), _ => new() { Chain = 1, From = DateTimeOffset.MaxValue }));

    /// <summary>Records of which a question says only when they are to be.</summary>
    public static CalibrationProbe RecordParsed { get; } = new(WorkUnit.RecordParsed, size => Asking(size, OperationsPerBlock, log => log.Index(), AtAMoment));

    /// <summary>Records searched for a chain, for an agent, and for a decision and a control, which few of them have.</summary>
    public static CalibrationProbe ByteScanned { get; } = new(WorkUnit.ByteScanned, size => Asking(
        size,
        OperationsPerBlock,
        log => log.Index(),
        block => AtAMoment(block) with { Chain = ChainOf(Middle(block)) },
        block => AtAMoment(block) with { Agent = AnAgent },
        block => AtAMoment(block) with { Decision = "deny", Control = _denied.Control.Value }));

    /// <summary>Compacted records, searched for an agent.</summary>
    public static CalibrationProbe ByteUnpacked { get; } = new(WorkUnit.ByteUnpacked, size => Asking(
        size,
        OperationsPerBlock,
        log =>
        {
            log.Index();
            log.Compact();
        },
        block => AtAMoment(block) with { Agent = AnAgent }));

    private static int Middle(int block) => (block * SegmentArchive.BlockEntries) + (SegmentArchive.BlockEntries / 2);

    private static AuditQuery AtAMoment(int block)
    {
        var moment = SimulationClock.Epoch.AddTicks((Middle(block) * TicksApart) + 1);
        return new() { From = moment, Until = moment.AddTicks(1) };
    }

    private static PreparedProbe Asking(StateSize size, int each, Action<TieredLog> prepare, params Func<int, AuditQuery>[] questions)
    {
        var blocks = size == StateSize.Cache ? 1 : RecentRecords.MostBlocks;
        var log = new TieredLog(blocks * SegmentArchive.BlockEntries, i => AuditRecordFormat.Encode(Event(i)), TimeProvider.System);
        prepare(log);
        var block = 0;
        return new(
            (int operations, ref Work work) =>
            {
                for (var done = 0; done < operations; done += each)
                {
                    foreach (var question in questions) { work.Add(Ask(log, question(block))); }
                    block = (block + 1) % blocks;
                }
            },
            log);
    }

    private static Work Ask(TieredLog log, AuditQuery query)
    {
        var (problems, effort) = (new List<string>(), new AuditReadEffort());
        using var view = log.Open();
        foreach (var _ in AuditReader.Read([("probe", view)], query, problems, effort: effort)) { }
        return problems.Count == 0 ? effort.Work : throw new InvalidOperationException(problems[0]);
    }

    private static UInt128 ChainOf(int i) => new(StableHash.Of("probe", "chain", i / (2 * ActionsPerChain)), StableHash.Of("probe", "chain", -1 - (i / (2 * ActionsPerChain))));

    /// <summary>Decided and completed in turn, in chains of five actions, one in two hundred denied.</summary>
    private static AuditEvent Event(int i)
    {
        var (chain, action, denied) = (i / (2 * ActionsPerChain), (i / 2) % ActionsPerChain, i % 400 == 0);
        var agent = chain * 37 % Agents;
        ulong Draw(string what) => StableHash.Of("probe", what, i);
        return new()
        {
            Kind = i % 2 == 0 ? AuditEventKind.Decided : AuditEventKind.Completed,
            Time = SimulationClock.Epoch.AddTicks(i * TicksApart + (long)(Draw("time") % TicksApart)),
            Node = "node-1",
            Tenant = "default",
            Agent = agent == 0 ? AnAgent : $"trading-agent-{agent}",
            Session = (ulong)agent + 1,
            Chain = ChainOf(i),
            Request = (ulong)action + 1,
            Parent = (ulong)action,
            Tool = _tools[action % _tools.Length],
            Risk = RiskClass.Low,
            ArgumentsDigest = i % 2 == 0 ? new UInt128(Draw("input"), Draw("digest")) : 0,
            Decision = i % 2 == 0 ? new() { Effect = denied ? Effect.Deny : Effect.Allow, Reason = denied ? _denied : null, Consulted = denied ? 15UL : 63 } : default,
            Admission = denied ? 0 : (ulong)(i / 2) + 1,
            Outcome = Outcome.Succeeded,
            Charged = new(1_000 + (long)(Draw("charge") % 20_000)),
        };
    }
}
