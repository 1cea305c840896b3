using System.Text;
using System.Text.Json;
using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Governance;
using Breakwater.Tests.Shared;
using Breakwater.Tests.Trust;
using Breakwater.TransparencyLog;
using Breakwater.TransparencyLog.Tests;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Audit;

public sealed class AggregationTests
{
    private readonly TestClock _clock = new();
    private readonly ListSink _inner = new();

    [Fact]
    public void A_thousand_agents_that_timed_out_within_a_second_are_one_record_with_every_one_of_them()
    {
        var records = new RecordingSink();
        var (sink, draws) = (Sink(records), new Draws(1));
        string[] groups = ["portfolio-optimisation", "client-onboarding", "settlement"];
        var events = new List<AuditEvent>();
        for (var i = 1UL; i <= 1_000; i++)
        {
            var chain = ((UInt128)(ulong)draws.Below(int.MaxValue) << 97) | (UInt128)i * 0x9E37_79B9_7F4A_7C15;
            events.Add(SampleEvents.TimedOut(chain, i % 40, _clock.GetUtcNow()) with { Agent = $"{groups[draws.Below(3)]}-{i}", Admission = 5_000_000 + i, Charged = new(1_200 + draws.Below(5_000)) });
            sink.Append(events[^1], RecordUrgency.After).ShouldBe(RecordStatus.Taken);
            if (i % 2 == 0) { _clock.Advance(TimeSpan.FromTicks(draws.Below(15_000))); }
        }
        (sink.Waiting, records.Records.Count).ShouldBe((1_000, 0));
        _clock.Advance(TimeSpan.FromSeconds(1));
        sink.Advance();
        records.Records.Count.ShouldBe(1);
        var record = Read(records.Records[0]);
        record.Events.ShouldBe(1_000);
        record.Members.OrderBy(m => m.Admission).Select(m => (m.Agent, m.Chain, m.Request, m.Admission, m.Charged, m.Count, m.First, m.Last))
            .ShouldBe(events.Select(e => (e.Agent, e.Chain, e.Request, e.Admission, e.Charged, 1L, e.Time, e.Time)));
    }

    [Fact]
    public void Members_come_back_as_they_were_from_a_record_no_longer_than_was_reckoned() =>
        Prop.ForAll<(byte, ushort, uint)[]>(ComesBack).Check(Trials.Of(500, endSize: 300));

    private static bool ComesBack((byte Who, ushort Moment, uint What)[] draws)
    {
        string?[] names = ["trader-1", "trader-2", "desk-london-7", "desk-london-71", "plain", "-", "a-", null, "é-\"1", "\u0001-\\"];
        var start = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var (group, taken) = (new AggregationGroup(), new List<AuditEvent>());
        for (var round = 0; round < 2; round++)
        {
            taken.Clear();
            foreach (var (who, moment, what) in draws)
            {
                var e = SampleEvents.TimedOut(what % 7 == 0 ? 0 : (UInt128)(what % 5) << 120 | 1, what % 3 == 0 ? 0 : ulong.MaxValue / (what % 11 + 1), start.AddTicks(moment * 150L)) with
                {
                    Agent = names[who % names.Length] is { } name ? what % 2 == 0 ? name + who : name : null, Admission = what % 4 == 0 ? what : 0, Charged = new(what % 5 == 0 ? long.MinValue + what : what % 13),
                };
                if (taken.Count == 0) { group.Begin(default, e, 0); }
                if (!group.TryAdd(e)) { return false; }
                taken.Add(e);
            }
            if (taken.Count == 0) { return true; }
            var made = group.ToEvent();
            var bytes = AuditRecordFormat.Encode(made);
            if (made.Members is { } members)
            {
                if (bytes.Length > group.Bytes) { return false; }
                static IEnumerable<AuditMember> InOrder(IEnumerable<AuditMember> of) => of.OrderBy(m => m.Agent, StringComparer.Ordinal).ThenBy(m => m.Chain);
                if (!InOrder(Read(bytes).Members).SequenceEqual(InOrder(members))) { return false; }
                if (members.Sum(m => m.Count) != taken.Count) { return false; }
                var bounds = new MemberBounds();
                foreach (var member in members) { bounds.TryAdd(member, isNew: true, long.MaxValue); }
                if (Encoding.UTF8.GetByteCount(JsonDocument.Parse(bytes).RootElement.GetProperty("members").GetRawText()) > bounds.Bytes) { return false; }
            }
            group.Clear();
        }
        return true;
    }

    [Fact]
    public void The_length_of_members_is_reckoned_closely_where_every_difference_is_the_widest()
    {
        var (members, bounds, start) = (new AuditMembers(), new MemberBounds(), new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        for (var i = 0; i < 400; i++)
        {
            var wide = i % 2 * 999_999_999L;
            var member = new AuditMember { Agent = $"a-{i}", Chain = 1, Request = (ulong)wide, Admission = (ulong)wide, Charged = new(-wide), Count = 7, First = start.AddTicks(i % 2 * 9_999_999), Last = start.AddTicks(i % 2 * 9_999_999 + 5) };
            members.Add(member);
            bounds.TryAdd(member, isNew: true, long.MaxValue).ShouldBeTrue();
        }
        var record = AuditRecordFormat.Encode(new() { Members = members, Since = start });
        var written = Encoding.UTF8.GetByteCount(JsonDocument.Parse(record).RootElement.GetProperty("members").GetRawText());
        // Half of the differences have no sign.
        bounds.Bytes.ShouldBeInRange(written, written + (4 * 200) + 384);
    }

    [Fact]
    public void Columns_that_are_not_as_they_should_be_read_as_absent()
    {
        AuditMember[] Of(string members) => [.. Read(Encoding.UTF8.GetBytes($"{{\"time\":\"2026-01-01T00:00:01.0000000Z\",\"since\":\"2026-01-01T00:00:00.0000000Z\",\"count\":2,\"members\":{members}}}")).Members];
        Of("{}").ShouldBeEmpty();
        Of("{\"agent\":7}").ShouldBeEmpty();
        Of("{\"agent\":[]}").ShouldBeEmpty();
        Of("{\"agent\":[[],7,[\"a-\"]]}").ShouldBeEmpty();
        Of("{\"agent\":[[\"a-\",\"1\",null,7],[null,\"b\"],[\"\\ud800\",\"c\"]]}").Select(m => m.Agent).ShouldBe(["a-1", null, null, "b", "c"]);
        Of("{\"agent\":[[\"\",\"a\",\"b\"]],\"chain\":\"AAAAAAAAAAAAAAAAAAAABQ\"}").Select(m => m.Chain).ShouldBe([5, 0]);
        Of("{\"agent\":[[\"\",\"a\",\"b\"]],\"chain\":\"AAAAAAAAAAAAAAAAAAAA*QAAAAAAAAAAAAAAAAAAAABg\"}").Select(m => m.Chain).ShouldBe([0, 6]);
        Of("{\"agent\":[[\"\",\"a\",\"b\"]],\"request\":[9,\"x\"],\"count\":[-4],\"at\":[1,9223372036854775807],\"until\":[-1,1e400]}").Select(m => (m.Request, m.Count, m.First.Ticks % 10_000_000, m.Last == m.First))
            .ShouldBe([(9, 1, 1, true), (9, 1, 0, true)]);
    }

    [Fact]
    public void A_single_event_stays_the_record_it_was_with_its_arguments()
    {
        var records = new RecordingSink();
        var sink = Sink(records);
        var e = SampleEvents.Denied(5, 6, _clock.GetUtcNow()) with { Session = 3, Parent = 2, ArgumentsDigest = 9, Arguments = new ShownArguments("a", 1, "b", "c") };
        sink.Append(e, RecordUrgency.After);
        ((ShownArguments)e.Arguments).Fill("z", 2, "z", "z");
        sink.Release();
        records.Records.ShouldBe([AuditRecordFormat.Encode(e with { Arguments = new ShownArguments("a", 1, "b", "c") })]);
    }

    [Fact]
    public void What_members_differ_in_is_said_of_none_of_them_and_whose_they_answer_to_keeps_them_apart()
    {
        var sink = Sink();
        void Append(ulong i, string accountable, int anomaly) => sink.Append(
            SampleEvents.TimedOut(i, i, _clock.GetUtcNow()) with { Agent = $"agent-{i}", Accountable = accountable, Anomaly = anomaly, ContextUse = 50, JudgeScore = anomaly, OutputDigest = i },
            RecordUrgency.After);
        Append(1, "Dana", 20);
        Append(2, "Dana", 70);
        Append(3, "Ann", 20);
        sink.Release();
        var (dana, ann) = (_inner.Events.Single(e => e.Accountable == "Dana"), _inner.Events.Single(e => e.Accountable == "Ann"));
        (dana.Count, dana.Anomaly, dana.JudgeScore, dana.OutputDigest, dana.ContextUse).ShouldBe((2, null, null, (UInt128)0, 50));
        (ann.Anomaly, ann.JudgeScore, ann.OutputDigest).ShouldBe((20, 20, (UInt128)3));
    }

    [Fact]
    public void The_phase_that_events_were_decided_in_keeps_them_apart()
    {
        var sink = Sink();
        foreach (var phase in new[] { PaceState.Primary, PaceState.Emergency, PaceState.Emergency }) { sink.Append(SampleEvents.TimedOut(1, 1, _clock.GetUtcNow()) with { Pace = phase }, RecordUrgency.After); }
        sink.Release();
        _inner.Events.Select(e => (e.Pace, Math.Max(1, e.Count))).ShouldBe([(PaceState.Primary, 1), (PaceState.Emergency, 2)], ignoreOrder: true);
    }

    [Fact]
    public void One_agent_that_repeats_itself_is_one_short_record()
    {
        var records = new RecordingSink();
        var sink = Sink(records);
        for (var i = 1UL; i <= 500; i++) { sink.Append(SampleEvents.Denied(7, i, _clock.GetUtcNow()), RecordUrgency.After); }
        sink.Release();
        records.Records.Count.ShouldBe(1);
        var text = Encoding.UTF8.GetString(records.Records[0]);
        text.ShouldContain("\"agent\":\"a-1\"");
        text.ShouldContain("\"count\":500");
        text.ShouldNotContain("members");
        text.ShouldNotContain("request");
    }

    [Fact]
    public void What_an_action_waits_for_control_changes_and_whatever_is_no_refusal_or_failure_is_never_held()
    {
        var sink = Sink();
        var now = _clock.GetUtcNow();
        sink.Append(SampleEvents.Denied(1, 1, now), RecordUrgency.Before).ShouldBe(RecordStatus.Kept);
        sink.Append(SampleEvents.Denied(2, 2, now), RecordUrgency.Control);
        sink.Append(SampleEvents.Changed(3, 3, now), RecordUrgency.After);
        sink.Append(SampleEvents.Allowed(4, 4, now), RecordUrgency.After);
        sink.Append(SampleEvents.Succeeded(5, 5, now), RecordUrgency.After);
        sink.Append(SampleEvents.Allowed(6, 6, now) with { Decision = new() { Effect = Effect.Pending, Reason = GovernanceReasons.NoSuchPending } }, RecordUrgency.After);
        sink.Append(SampleEvents.Denied(7, 7, now) with { Kind = AuditEventKind.DelegationPresented }, RecordUrgency.After);
        sink.Append(new() { Kind = AuditEventKind.RecordsRefused, Time = now, Count = 3 }, RecordUrgency.After);
        _inner.Taken.Count.ShouldBe(8);
        sink.Append(SampleEvents.Denied(8, 8, now), RecordUrgency.After);
        _inner.Taken.Count.ShouldBe(8);
    }

    [Fact]
    public void What_comes_before_in_a_chain_stands_before_it_in_the_log()
    {
        var sink = Sink();
        var now = _clock.GetUtcNow();
        sink.Append(SampleEvents.Denied(1, 1, now), RecordUrgency.After);
        sink.Append(SampleEvents.Failed(1, 2, now), RecordUrgency.After);
        sink.Append(SampleEvents.Allowed(1, 3, now), RecordUrgency.After);
        sink.Append(SampleEvents.Denied(1, 4, now), RecordUrgency.After);
        sink.Append(SampleEvents.Allowed(1, 5, now), RecordUrgency.Before);
        _inner.Events.Select(e => e.Request).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public void Records_are_split_before_they_become_larger_than_a_log_takes_whatever_the_names()
    {
        var records = new RecordingSink();
        var sink = Sink(records);
        var now = _clock.GetUtcNow();
        string[] names = [new('n', 300), new('"', 300), new('\u0001', 300), new('\\', 200), new('é', 300), "\ud800" + new string('x', 50), "short"];
        for (var i = 1UL; i <= 5_000; i++)
        {
            var e = SampleEvents.TimedOut(i << 64 | i, ulong.MaxValue - i, now.AddTicks((long)i)) with { Agent = names[i % 7] + i, Charged = new(long.MaxValue / 10_000) };
            sink.Append(e, RecordUrgency.After);
            if (i % 3 == 0) { sink.Append(e with { Time = e.Time.AddMilliseconds(300) }, RecordUrgency.After); }
        }
        sink.Release();
        records.Records.ShouldAllBe(r => r.Length <= MerkleLog.MostRecordBytes);
        records.Records.Count.ShouldBeGreaterThan(5);
        records.Records.Sum(r => Read(r).Members.Sum(m => m.Count)).ShouldBe(5_000 + 1_666);
    }

    [Fact]
    public void Beyond_its_bounds_events_are_recorded_one_by_one()
    {
        var sink = new AggregatingAuditSink(_inner, new() { Tenants = ["acme"], MostGroups = 2 }, _clock);
        var now = _clock.GetUtcNow();
        foreach (var tool in new[] { "a", "b", "c" }) { sink.Append(SampleEvents.Denied(0, 1, now) with { Tool = tool }, RecordUrgency.After); }
        _inner.Events.Select(e => e.Tool).ShouldBe(["c"]);

        var few = new AggregatingAuditSink(_inner, new() { Tenants = ["acme"], MostMembers = 10 }, _clock);
        for (var i = 1UL; i <= 25; i++) { few.Append(SampleEvents.Denied(i, i, now), RecordUrgency.After); }
        few.Waiting.ShouldBeLessThanOrEqualTo(10);
        few.Dispose();
        _inner.Events.Skip(1).Sum(e => Math.Max(1, e.Count)).ShouldBe(25);
        few.Append(SampleEvents.Denied(99, 1, now), RecordUrgency.After);
        _inner.Events.Last().Chain.ShouldBe((UInt128)99, "what comes after the end goes straight through");
    }

    [Fact]
    public void A_window_is_from_a_millisecond_to_a_second()
    {
        new AggregationOptions { Tenants = [] }.Problems().ShouldBeEmpty();
        new AggregationOptions { Tenants = null!, Window = TimeSpan.FromMilliseconds(1_001), MostGroups = 0, MostMembers = 0 }.Problems().Count.ShouldBe(4);
        new AggregationOptions { Tenants = [], Window = TimeSpan.Zero }.Problems().ShouldHaveSingleItem();
        var sink = new AggregatingAuditSink(_inner, new() { Tenants = ["acme"], Window = TimeSpan.FromMilliseconds(100) }, _clock);
        for (var i = 1UL; i <= 10; i++)
        {
            sink.Append(SampleEvents.Denied(i, i, _clock.GetUtcNow()), RecordUrgency.After);
            _clock.Advance(TimeSpan.FromMilliseconds(50));
            sink.Advance();
        }
        _inner.Events.Count().ShouldBe(5);
    }

    [Fact]
    public void Aggregating_allocates_nothing()
    {
        var sink = Sink(new CountingSink());
        var names = Enumerable.Range(0, 500).Select(i => $"agent-{i}").ToArray();
        void Round()
        {
            for (var i = 0; i < 500; i++)
            {
                sink.Append(SampleEvents.Denied((UInt128)i + 1, 1, _clock.GetUtcNow()) with { Agent = names[i] }, RecordUrgency.After);
                sink.Append(SampleEvents.Allowed((UInt128)i + 1_000, 1, _clock.GetUtcNow()), RecordUrgency.After);
            }
            _clock.Advance(TimeSpan.FromSeconds(1));
            sink.Advance();
        }
        for (var i = 0; i < 60; i++) { Round(); }
        Allocation.InSteadyState(Round).ShouldBe(0);
    }

    [Fact]
    public void Expanded_the_log_has_every_event_once_in_the_order_of_its_chain_and_what_is_refused_waits() =>
        Prop.ForAll<(byte Operation, ushort Argument)[]>(Runs).Check(Trials.Of(300, endSize: 400));

    private static bool Runs((byte Operation, ushort Argument)[] operations)
    {
        var (clock, inner) = (new TestClock(), new ListSink());
        var sink = new AggregatingAuditSink(inner, new() { Tenants = ["acme"], MostGroups = 6, MostMembers = 12 }, clock);
        var taken = new List<AuditEvent>();
        var everRefused = false;
        foreach (var (operation, argument) in operations)
        {
            switch (operation % 8)
            {
                case 6 when argument % 3 == 0 && operations.Length % 2 == 0:
                    inner.IsRefusing = !inner.IsRefusing;
                    everRefused = true;
                    break;
                case 6:
                    clock.Advance(TimeSpan.FromMilliseconds(argument % 700));
                    sink.Advance();
                    break;
                case 7:
                    if (sink.Release() == (inner.IsRefusing && sink.Waiting > 0)) { return false; }
                    break;
                default:
                    clock.Advance(TimeSpan.FromMilliseconds(argument % 5));
                    var (e, urgency) = Event(argument, (ulong)taken.Count + 1, clock.GetUtcNow());
                    if (sink.Append(e, urgency) != RecordStatus.Refused) { taken.Add(e); }
                    break;
            }
            if (sink.Waiting + inner.Events.Sum(e => Math.Max(1, e.Count)) != taken.Count) { return false; }
        }
        inner.IsRefusing = false;
        sink.Dispose();
        if (sink.Waiting != 0 || inner.Events.Any(e => e.Count > 1 && e.Time - e.Since >= AggregationOptions.MostWindow)) { return false; }
        var expanded = inner.Events.SelectMany(Expand).ToList();
        if (!Merge(expanded).SequenceEqual(Merge(taken.SelectMany(Expand)))) { return false; }
        // From record to record nothing of a chain stands behind what came after it, unless the log refused in between.
        var inRecords = inner.Events.SelectMany((e, record) => Expand(e).Select(m => (m.Chain, Record: record, m.First, m.Last))).Where(m => m.Chain != 0)
            .GroupBy(m => (m.Chain, m.Record)).Select(g => (g.Key.Chain, First: g.Min(m => m.First), Last: g.Max(m => m.Last)));
        return everRefused || inRecords.GroupBy(m => m.Chain).All(c => c.Zip(c.Skip(1)).All(p => p.First.Last <= p.Second.First));
    }

    private static IEnumerable<(string What, string? Agent, UInt128 Chain, long Count, DateTimeOffset First, DateTimeOffset Last, long Charged)> Expand(AuditEvent e)
    {
        var what = $"{e.Kind} {e.Tool} {e.Decision.Effect} {e.Decision.Reason} {e.Outcome}";
        return e.Members is { } members
            ? members.Select(m => (what, m.Agent, m.Chain, m.Count, m.First, m.Last, m.Charged.Micros))
            : [(what, e.Agent, e.Chain, Math.Max(1, e.Count), e.Count > 0 ? e.Since : e.Time, e.Time, e.Charged.Micros)];
    }

    private static IEnumerable<(string, string?, UInt128, long, DateTimeOffset, DateTimeOffset, long)> Merge(IEnumerable<(string What, string? Agent, UInt128 Chain, long Count, DateTimeOffset First, DateTimeOffset Last, long Charged)> all) =>
        all.GroupBy(m => (m.What, m.Agent, m.Chain)).OrderBy(g => g.Key).Select(g => (g.Key.What, g.Key.Agent, g.Key.Chain, g.Sum(m => m.Count), g.Min(m => m.First), g.Max(m => m.Last), g.Sum(m => m.Charged)));

    private static (AuditEvent, RecordUrgency) Event(ushort argument, ulong request, DateTimeOffset time)
    {
        var chain = (UInt128)(argument / 5 % 6);
        AuditEvent e = (argument / 30 % 8) switch
        {
            0 or 1 => SampleEvents.Denied(chain, request, time),
            2 => SampleEvents.Throttled(chain, request, time),
            3 => SampleEvents.Failed(chain, request, time),
            4 => SampleEvents.TimedOut(chain, request, time) with { Tool = "write" },
            5 => SampleEvents.Denied(chain, request, time) with { Decision = new() { Effect = Effect.Deny, Reason = GovernanceReasons.WrongZone } },
            _ => SampleEvents.Allowed(chain, request, time),
        };
        return (e with { Agent = $"a-{argument % 3}" }, argument % 11 == 0 ? RecordUrgency.Before : RecordUrgency.After);
    }

    private AggregatingAuditSink Sink(AuditSink? inner = null) => new(inner ?? _inner, new() { Tenants = ["acme"] }, _clock);

    private static AuditRecord Read(byte[] record) => new("log", 0, JsonDocument.Parse(record).RootElement);
}
