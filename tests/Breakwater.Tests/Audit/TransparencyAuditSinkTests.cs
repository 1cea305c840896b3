using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Governance;
using Breakwater.Tests.Governance;
using Breakwater.Tests.Trust;
using Breakwater.TransparencyLog;
using Breakwater.TransparencyLog.Tests;

namespace Breakwater.Tests.Audit;

public sealed class TransparencyAuditSinkTests : IDisposable
{
    private const long Plenty = 1L << 40;
    private readonly string _root = Directory.CreateTempSubdirectory("breakwater-audit-").FullName;
    private readonly Dictionary<string, SimulatedDisk> _disks = [];
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TestClock _clock = new();

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void What_an_action_waits_for_survives_the_loss_of_power_and_the_rest_survives_a_beat()
    {
        var sink = Open();
        sink.Append(Routine(1), RecordUrgency.After).ShouldBe(RecordStatus.Taken);
        sink.Append(Routine(2), RecordUrgency.Before).ShouldBe(RecordStatus.Kept);
        sink.Append(Routine(3), RecordUrgency.After).ShouldBe(RecordStatus.Taken);
        foreach (var disk in _disks.Values) { disk.Restart(); }
        Requests(Open(), "acme", RetentionClass.Days90).ShouldBe([1, 2]);
    }

    [Fact]
    public void A_beat_makes_everything_durable()
    {
        var sink = Open();
        for (var i = 1UL; i <= 5; i++) { sink.Append(Routine(i), RecordUrgency.After); }
        sink.Advance();
        sink.Problems.ShouldBeEmpty();
        foreach (var disk in _disks.Values) { disk.Restart(); }
        Requests(Open(), "acme", RetentionClass.Days90).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public void Each_event_goes_to_its_tenants_log_of_its_class_and_names_from_outside_make_none()
    {
        var sink = Open();
        foreach (var risk in Enum.GetValues<RiskClass>()) { sink.Append(Routine((ulong)risk) with { Risk = risk }, RecordUrgency.Before); }
        sink.Append(new() { Kind = AuditEventKind.ControlChanged, Tenant = "zeta", Request = 11 }, RecordUrgency.Control);
        sink.Append(new() { Kind = AuditEventKind.SessionRefused, Tenant = "../../evil", Request = 12 }, RecordUrgency.After);
        sink.Append(new() { Kind = AuditEventKind.SessionOpened, Request = 13 }, RecordUrgency.After);
        sink.Dispose();
        var logs = _disks.Keys.Order(StringComparer.Ordinal).ToArray();
        logs.Length.ShouldBe(12);
        foreach (var disk in _disks.Values) { disk.KillProcess(); }
        var again = Open();
        foreach (var retention in RetentionClasses.All) { Requests(again, "acme", retention).ShouldBe([(ulong)retention + 1]); }
        Requests(again, "zeta", RetentionClass.Years7).ShouldBe([11]);
        Requests(again, AuditFolder.Fleet, RetentionClass.Years3).ShouldBe([12]);
        Requests(again, AuditFolder.Fleet, RetentionClass.Year1).ShouldBe([13]);
        _disks.Keys.ShouldBe(logs, ignoreOrder: true);
    }

    [Fact]
    public void As_space_runs_out_records_are_refused_in_order_of_priority_and_counted_in_one_record_when_there_is_room_again()
    {
        var sink = Open();
        AuditEvent[] events = [Denial(1), Failure(2), Routine(3), Change(4)];
        (long Free, bool[] Taken)[] stages =
        [
            (1_000_000, [true, true, true, true]), (999_999, [true, true, false, true]), (499_999, [true, false, false, true]), (99_999, [false, false, false, true]),
        ];
        foreach (var (free, taken) in stages)
        {
            SetFree(free);
            sink.Advance();
            SetFree(free);
            sink.Append(Routine(0), RecordUrgency.Before).ShouldBe(free >= 200_000 ? RecordStatus.Kept : RecordStatus.Refused);
            SetFree(free);
            events.Select((e, i) => sink.TryAppend(e, control: i == 3)).ShouldBe(taken, $"with {free} bytes free");
        }
        // 3 routine, 2 elevated, 1 denial and 1 that an action waited for; nothing is recorded of it while it lasts.
        sink.NotYetRecorded.ShouldBe(new(0, 2, 2, 3));
        sink.Advance();
        SetFree(Plenty);
        sink.NotYetRecorded.Total.ShouldBe(7);
        sink.TryAppend(Routine(9), control: false).ShouldBeTrue("it recovers by itself");
        sink.Advance();
        sink.Advance();
        sink.NotYetRecorded.Total.ShouldBe(0);
        sink.Dispose();
        var refusals = Records("acme").Where(r => r.GetProperty("kind").GetString() == "records-refused").ToList();
        refusals.Sum(r => r.GetProperty("count").GetInt64()).ShouldBe(7);
        refusals.Count.ShouldBe(2, "one in each log that refused: 90 days and 3 years");
        refusals.Sum(r => r.GetProperty("refused").GetProperty("routine").GetInt64()).ShouldBe(3);
        refusals.Sum(r => r.GetProperty("refused").GetProperty("elevated").GetInt64()).ShouldBe(2);
        refusals.Sum(r => r.GetProperty("refused").GetProperty("always").GetInt64()).ShouldBe(2);
    }

    [Fact]
    public void Refusals_that_go_on_are_recorded_by_the_minute_and_at_the_end()
    {
        var sink = Open();
        SetFree(999_999);
        for (var minute = 0; minute < 3; minute++)
        {
            sink.TryAppend(Routine(1), control: false).ShouldBeFalse();
            sink.Advance();
            sink.NotYetRecorded.Total.ShouldBe(1);
            _clock.Advance(TimeSpan.FromMinutes(1));
            sink.Advance();
            sink.NotYetRecorded.Total.ShouldBe(0);
        }
        SetFree(50_000);
        sink.TryAppend(Routine(1), control: false).ShouldBeFalse();
        sink.Dispose();
        Records("acme").Select(r => r.GetProperty("count").GetInt64()).ShouldBe([1, 1, 1, 1], "the last into the space that others may not use");
    }

    [Fact]
    public void A_backlog_sheds_routine_records_first()
    {
        var sink = Open(mostPending: 80_000);
        var (routine, elevated, always) = (0, 0, 0);
        while (sink.TryAppend(Routine(1), control: false)) { routine++; }
        while (sink.TryAppend(Failure(1) with { Risk = RiskClass.Low }, control: false)) { elevated++; }
        while (sink.TryAppend(Denial(1) with { Risk = RiskClass.Low }, control: false)) { always++; }
        (routine > 50 && elevated > 50 && always > 50).ShouldBeTrue($"{routine}, {elevated}, {always}");
        sink.Advance();
        sink.TryAppend(Routine(1), control: false).ShouldBeTrue();
    }

    [Fact]
    public void An_action_that_must_be_recorded_first_is_refused_while_the_disk_fails_and_the_record_that_was_taken_is_followed_by_its_refusal()
    {
        var fleet = new TestFleet();
        var sink = Open(fleet.Clock);
        var gate = new TestGate(fleet, sink: sink);
        var session = gate.Open("trader-1");
        gate.Admit(session, gate.Order).Decision.IsAllowed.ShouldBeTrue();
        SetReadOnly(true);
        gate.Refused(session, gate.Order, GovernanceReasons.NotRecorded, Effect.Throttle);
        gate.Admit(session, gate.Read).Decision.IsAllowed.ShouldBeTrue("what nobody has to record first goes on");
        SetReadOnly(false);
        gate.Governor.Advance(ref gate.Work);
        var admitted = gate.Admit(session, gate.Order with { Request = 9, Parent = 2 });
        admitted.Decision.IsAllowed.ShouldBeTrue();
        // On disk before the permit was given: the power goes now.
        foreach (var disk in _disks.Values) { disk.Restart(); }
        var orders = Records("acme").Where(r => r.TryGetProperty("tool", out var tool) && tool.GetString() == "place-order").ToList();
        orders.Select(o => (o.GetProperty("admission").GetUInt64(), o.GetProperty("decision").GetString())).ShouldBe([(1, "allow"), (2, "allow"), (2, "throttle"), (4, "allow")]);
        var last = orders[^1];
        (last.GetProperty("parent").GetUInt64(), last.GetProperty("session").GetUInt64(), last.GetProperty("agent").GetString(), last.GetProperty("risk").GetString()).ShouldBe((2UL, 1UL, "trader-1", "high"));
    }

    [Fact]
    public void A_query_merges_logs_by_time_and_finds_a_chain_across_them()
    {
        var root = Path.Combine(_root, "disk");
        using var sink = TransparencyAuditSink.Open(new() { Directory = root, Origin = "example.com/audit", Key = _key, Tenants = ["acme"], ReservedBytes = 0, ShedRoutineBelowBytes = 0, ShedElevatedBelowBytes = 0, MinimumFreeBytes = 0 }, _clock).Sink!;
        RiskClass[] risks = [RiskClass.Low, RiskClass.Critical, RiskClass.High, RiskClass.Low, RiskClass.Medium, RiskClass.Critical];
        for (var i = 0; i < risks.Length; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            sink.Append(Routine((ulong)i) with { Risk = risks[i], Time = _clock.GetUtcNow(), Chain = (UInt128)(i % 2 + 1), Agent = i == 3 ? "a\"b" : "c" }, RecordUrgency.Before);
        }
        sink.Advance();
        ulong[] Found(AuditQuery query)
        {
            var problems = new List<string>();
            var found = AuditReader.Read(root, query, problems).Select(r => r.Json.TryGetProperty("request", out var n) ? n.GetUInt64() : 0).ToArray();
            problems.ShouldBeEmpty();
            return found;
        }
        // While the writer has them open.
        Found(new()).ShouldBe([0, 1, 2, 3, 4, 5]);
        Found(new() { Chain = 2 }).ShouldBe([1, 3, 5]);
        Found(new() { Chain = 2, Agent = "a\"b" }).ShouldBe([3]);
        Found(new() { From = _clock.GetUtcNow() - TimeSpan.FromSeconds(2), Until = _clock.GetUtcNow() }).ShouldBe([3, 4]);
    }

    [Fact]
    public void Another_writer_and_bad_options_are_refused_with_every_reason_and_nothing_stays_open()
    {
        var sink = Open();
        TransparencyAuditSink.Open(Options(Plenty), _clock).Problems.Count.ShouldBe(12);
        sink.Dispose();
        var bad = new TransparencyAuditOptions { Directory = " ", Origin = "a b", Key = _key, Tenants = ["../x", "_fleet", "a", "A"], ShedRoutineBelowBytes = 1, RefusalInterval = TimeSpan.FromSeconds(-1) };
        TransparencyAuditSink.Open(bad, _clock).Problems.Count.ShouldBe(7);
        Directory.GetFileSystemEntries(_root).Length.ShouldBe(3);
        Open().Dispose();
    }

    [Fact]
    public void Appending_allocates_nothing()
    {
        var sink = Open();
        var e = Routine(1);
        // Writing is compiled in full first; see its own test.
        for (var i = 0; i < 200_000; i++) { AuditRecordFormat.Write(e); }
        Allocation.InSteadyState(() => { for (var i = 0; i < 100; i++) { sink.Append(e, RecordUrgency.After); } }, sink.Advance).ShouldBe(0);
    }

    private static AuditEvent Routine(ulong request) => new() { Kind = AuditEventKind.Decided, Tenant = "acme", Node = "n", Request = request, Risk = RiskClass.Low, Decision = new() { Effect = Effect.Allow } };

    private static AuditEvent Denial(ulong request) => Routine(request) with { Risk = RiskClass.High, Decision = default };

    private static AuditEvent Failure(ulong request) => Routine(request) with { Kind = AuditEventKind.Completed, Outcome = Outcome.Failed, Risk = RiskClass.High };

    private static AuditEvent Change(ulong request) => new() { Kind = AuditEventKind.ControlChanged, Tenant = "acme", Request = request };

    private void SetFree(long free)
    {
        foreach (var disk in _disks.Values) { disk.Free = free; }
        _clock.Advance(TimeSpan.FromSeconds(2));
    }

    private void SetReadOnly(bool value)
    {
        foreach (var disk in _disks.Values) { disk.IsReadOnly = value; }
    }

    private TransparencyAuditOptions Options(long free, int mostPending = 1 << 20) => new()
    {
        Directory = _root, Origin = "example.com/audit", Key = _key, Tenants = ["acme", "zeta"], ShedRoutineBelowBytes = 1_000_000, ShedElevatedBelowBytes = 500_000,
        MinimumFreeBytes = 200_000, ReservedBytes = 8_192, MostPendingBytes = mostPending,
        OpenDirectory = path =>
        {
            if (!_disks.TryGetValue(path, out var disk)) { _disks.Add(path, disk = new((ulong)_disks.Count) { Free = free }); }
            return disk.MountBeside();
        },
    };

    private TransparencyAuditSink Open(TimeProvider? time = null, int mostPending = 1 << 20)
    {
        var opened = TransparencyAuditSink.Open(Options(Plenty, mostPending), time ?? _clock);
        opened.Problems.ShouldBeEmpty();
        return opened.Sink!;
    }

    private ulong[] Requests(TransparencyAuditSink sink, string tenant, RetentionClass retention)
    {
        sink.ShouldNotBeNull();
        return [.. Records(AuditFolder.PathOf(_root, tenant, retention), exact: true).Select(r => r.GetProperty("request").GetUInt64())];
    }

    private List<JsonElement> Records(string tenant, bool exact = false)
    {
        var found = new List<JsonElement>();
        foreach (var (path, disk) in _disks.Where(d => exact ? d.Key == tenant : d.Key.Contains($"{Path.DirectorySeparatorChar}{tenant}{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            using var view = LogView.TryOpen(disk.MountBeside(), out var problem);
            view.ShouldNotBeNull($"{path}: {problem}");
            view.Read(view.FirstEntry, view.DurableSize - view.FirstEntry, (_, record) => found.Add(JsonDocument.Parse(Encoding.UTF8.GetString(record)).RootElement));
        }
        return found;
    }
}
