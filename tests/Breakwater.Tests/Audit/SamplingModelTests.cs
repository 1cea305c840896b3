using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Tests.Shared;
using Breakwater.Tests.Trust;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Audit;

/// <summary>Sampling against an obvious implementation that keeps everything in lists, over any sequence of events, closings, beats and refusals of the sink behind.</summary>
public sealed class SamplingModelTests
{
    private static readonly ChainHash Hash = new(SampleEvents.Key, [AuditFolder.Fleet, "acme", "zeta"]);

    [Fact]
    public void With_room_the_log_has_exactly_what_the_slow_sampler_records_in_its_order() =>
        Prop.ForAll<(byte Operation, ushort Argument)[]>(operations => Runs(operations, 64 << 20)).Check(Trials.Of(300, endSize: 300));

    [Fact]
    public void Without_room_nothing_that_must_be_kept_is_lost_and_every_event_is_accounted_for() =>
        Prop.ForAll<(byte Operation, ushort Argument)[]>(operations => Runs(operations, 16 * 2_500) && Runs(operations, 0)).Check(Trials.Of(200, endSize: 300));

    private static bool Runs((byte Operation, ushort Argument)[] operations, long bytes)
    {
        var (clock, inner) = (new TestClock(), new ListSink());
        var options = SampleEvents.Sampling(bytes: bytes);
        var sink = new SamplingAuditSink(inner, options, clock);
        var slow = new SlowSampler(options, inner);
        var mustKeep = new HashSet<ulong>();
        var request = 0UL;
        foreach (var (operation, argument) in operations)
        {
            switch (operation % 10)
            {
                case 8:
                    sink.CloseChain("acme", (UInt128)(argument % 12));
                    slow.Close((UInt128)(argument % 12));
                    break;
                case 9 when argument % 4 == 0:
                    inner.IsRefusing = !inner.IsRefusing;
                    break;
                case 9:
                    clock.Advance(TimeSpan.FromSeconds(argument % 80));
                    slow.Beat(clock.GetTimestamp());
                    sink.Advance();
                    break;
                default:
                    var (e, urgency) = Event(argument, ++request, clock.GetUtcNow());
                    slow.Append(e, urgency, clock.GetTimestamp());
                    var status = sink.Append(e, urgency);
                    if (PriorityTable.Of(e, urgency) <= RecordPriority.Always)
                    {
                        if (status == RecordStatus.Refused != inner.IsRefusing) { return false; }
                        if (status != RecordStatus.Refused) { mustKeep.Add(request); }
                    }
                    break;
            }
            if (!Accounts(sink, inner, request)) { return false; }
        }
        var beforeEnd = inner.Events.Count();
        inner.IsRefusing = false;
        sink.Dispose();
        slow.End();
        var written = inner.Events.Select(e => e.Request).ToList();
        return Accounts(sink, inner, request) && sink.Totals.Waiting == 0 && written.Count == beforeEnd
            && mustKeep.IsSubsetOf(written) && written.Distinct().Count() == written.Count
            && inner.Events.Where(e => e.Chain != 0).GroupBy(e => e.Chain).All(c => c.Select(e => e.Request).SequenceEqual(c.Select(e => e.Request).Order()))
            && (bytes < 1_000_000 || (written.SequenceEqual(slow.Written) && sink.Totals.Omitted == slow.Omitted))
            && Commitments(inner, sink.Totals);
    }

    private static bool Accounts(SamplingAuditSink sink, ListSink inner, ulong appended)
    {
        var t = sink.Totals;
        return t.Seen == (long)appended && t.Seen == t.Written + t.Omitted + t.Refused + t.Waiting && t.Written == inner.Events.Count();
    }

    /// <summary>Each log's commitments join, add up one by one, and come to the totals.</summary>
    private static bool Commitments(ListSink inner, SamplingTotals totals)
    {
        var all = inner.Commitments;
        foreach (var log in all.GroupBy(c => (c.Tenant, c.Omitted!.Retention)))
        {
            var (waiting, open, time, interval) = (0L, 0L, default(DateTimeOffset), -1L);
            foreach (var (e, c) in log.Select(e => (e, e.Omitted!)))
            {
                var kept = c.MustKeep.Kept + c.Elevated.Kept + c.Routine.Kept;
                if (c.Interval != interval + 1 || (interval >= 0 && e.Since != time) || waiting + c.Seen != c.Written + c.Omitted + c.Refused + c.Waiting || open + c.Written != kept + c.Open || c.MustKeep.Omitted != 0) { return false; }
                (waiting, open, time, interval) = (c.Waiting, c.Open, e.Time, c.Interval);
            }
            if (waiting != 0 || open != 0 || !log.Last().Omitted!.IsLast) { return false; }
        }
        return all.Sum(c => c.Omitted!.Seen) == totals.Seen && all.Sum(c => c.Omitted!.Omitted) == totals.Omitted && all.Sum(c => c.Omitted!.Written) == totals.Written && all.Sum(c => c.Omitted!.Refused) == totals.Refused;
    }

    private static (AuditEvent, RecordUrgency) Event(ushort argument, ulong request, DateTimeOffset time)
    {
        var chain = (UInt128)(argument % 12);
        return (argument / 12 % 20) switch
        {
            0 => (SampleEvents.Denied(chain, request, time), RecordUrgency.After),
            1 => (SampleEvents.Allowed(chain, request, time), RecordUrgency.Before),
            2 => (SampleEvents.Changed(chain, request, time), RecordUrgency.Control),
            3 => (SampleEvents.Throttled(chain, request, time), RecordUrgency.After),
            4 => (SampleEvents.Failed(chain, request, time) with { Risk = RiskClass.High }, RecordUrgency.After),
            5 or 6 or 7 or 8 => (SampleEvents.Succeeded(chain, request, time), RecordUrgency.After),
            9 => (SampleEvents.Allowed(chain, request, time) with { Risk = RiskClass.Critical }, RecordUrgency.After),
            10 => (SampleEvents.Allowed(chain, request, time) with { Decision = new() { Effect = Effect.Allow, WouldRefuse = 4 } }, RecordUrgency.After),
            11 => (SampleEvents.Allowed(chain, request, time) with { Kind = AuditEventKind.DelegationPresented }, RecordUrgency.After),
            12 => (SampleEvents.Allowed(chain, request, time) with { Kind = AuditEventKind.AlertShown, Decision = default }, RecordUrgency.After),
            13 => (SampleEvents.Allowed(chain, request, time) with { Decision = new() { Effect = Effect.Pending } }, RecordUrgency.After),
            _ => (SampleEvents.Allowed(chain, request, time), RecordUrgency.After),
        };
    }

    private sealed class SlowSampler(SamplingOptions options, ListSink inner)
    {
        private readonly Dictionary<UInt128, Chain> _chains = [];
        private readonly List<ulong> _written = [];

        public IEnumerable<ulong> Written => _written;

        public long Omitted { get; private set; }

        public void Append(AuditEvent e, RecordUrgency urgency, long now)
        {
            var rate = PriorityTable.Of(e, urgency) switch { <= RecordPriority.Always => 1.0, RecordPriority.Elevated => options.Elevated, _ => options.Routine };
            if (e.Chain == 0)
            {
                if (Hash.Of(1, new(StableHash.Of("breakwater.audit.single", e.Agent ?? "", (long)e.Session), e.Request)) < rate * 1_000) { Write(e.Request); } else { Omitted++; }
                return;
            }
            if (!_chains.TryGetValue(e.Chain, out var chain)) { _chains.Add(e.Chain, chain = new() { Since = now }); }
            chain.Rate = Math.Max(chain.Rate, rate);
            chain.Events.Add(e.Request);
            if (!(Hash.Of(1, e.Chain) < chain.Rate * 1_000)) { return; }
            chain.Since = now;
            chain.Events.ForEach(Write);
            chain.Events.Clear();
        }

        public void Close(UInt128 chain)
        {
            if (_chains.Remove(chain, out var closed)) { Omitted += closed.Events.Count; }
        }

        public void Beat(long now)
        {
            foreach (var (id, _) in _chains.Where(c => c.Value.Since <= now - options.Hold.Ticks).ToList()) { Close(id); }
        }

        public void End()
        {
            foreach (var id in _chains.Keys.ToList()) { Close(id); }
        }

        private void Write(ulong request)
        {
            if (!inner.IsRefusing) { _written.Add(request); }
        }

        private sealed class Chain
        {
            public List<ulong> Events { get; } = [];

            public double Rate { get; set; }


            public long Since { get; set; }
        }
    }
}
