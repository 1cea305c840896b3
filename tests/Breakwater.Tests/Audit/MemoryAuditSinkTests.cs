using System.Text;
using Breakwater.Audit;
using Breakwater.Contracts;

namespace Breakwater.Tests.Audit;

public sealed class MemoryAuditSinkTests
{
    [Fact]
    public void A_sixteenth_is_kept_for_control_changes_and_nothing_is_overwritten()
    {
        var sink = new MemoryAuditSink(32);
        for (var i = 0; i < 40; i++) { sink.TryAppend(new() { Request = (ulong)i }, control: false).ShouldBe(i < 30); }
        for (var i = 40; i < 44; i++) { sink.TryAppend(new() { Request = (ulong)i }, control: true).ShouldBe(i < 42); }
        sink.Count.ShouldBe(32);
        sink.Drain().Select(e => e.Request).ShouldBe([.. Enumerable.Range(0, 30).Select(i => (ulong)i), 40UL, 41UL]);
        sink.Count.ShouldBe(0);
        sink.TryAppend(default, control: false).ShouldBeTrue();
    }

    [Fact]
    public void Arguments_are_kept_as_they_were_and_an_event_without_any_allocates_nothing()
    {
        var (sink, given) = (new MemoryAuditSink(1_024), new HeldArguments());
        var records = new List<string>();
        foreach (var note in (string[])["first", "second, and longer", ""])
        {
            given.Hold(new Shown(note));
            var e = new AuditEvent { Agent = "a-1", Arguments = given };
            records.Add(Encoding.UTF8.GetString(AuditRecordFormat.Encode(e)));
            sink.TryAppend(e, control: false).ShouldBeTrue();
        }
        given.Forget();
        sink.TryAppend(new() { Agent = "a-1" }, control: false);
        var kept = sink.Drain();
        kept.Take(3).Select(e => Encoding.UTF8.GetString(AuditRecordFormat.Encode(e))).ShouldBe(records);
        records[1].ShouldContain("\"arguments\":{\"note\":\"second, and longer\",\"code\":\"[masked]\"}");
        kept[3].Arguments.ShouldBeNull();
        for (var i = 0; i < 900; i++) { sink.TryAppend(new() { Agent = "a-1" }, control: false); }
        sink.Drain();
        Allocation.InSteadyState(() => sink.TryAppend(new() { Agent = "a-1" }, control: false)).ShouldBe(0);
    }

    [Fact]
    public void Writers_on_many_threads_lose_nothing_and_each_keeps_its_order()
    {
        var sink = new MemoryAuditSink(100_000);
        var threads = Enumerable.Range(0, 8).Select(t => new Thread(() =>
        {
            for (var i = 0; i < 1_000; i++) { sink.TryAppend(new() { Agent = t.ToString(System.Globalization.CultureInfo.InvariantCulture), Request = (ulong)i }, control: false); }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        var events = sink.Drain();
        events.Count.ShouldBe(8_000);
        foreach (var writer in events.GroupBy(e => e.Agent)) { writer.Select(e => e.Request).ShouldBe(Enumerable.Range(0, 1_000).Select(i => (ulong)i)); }
    }

    private sealed class Shown(string note) : ActionArguments
    {
        public override void Show(ArgumentVisitor visitor)
        {
            visitor.Text("note", note, sensitive: false);
            visitor.Text("code", "4711", sensitive: true);
        }
    }
}
