using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Tests.Trust;

namespace Breakwater.Tests.Audit;

public sealed class SamplingAuditSinkTests
{
    private readonly TestClock _clock = new();
    private readonly ListSink _inner = new();

    [Theory]
    [InlineData(0.5, 0.1)]
    [InlineData(0.8, 0.25)]
    [InlineData(1, 1)]
    public void Chains_are_kept_whole_at_the_rate_of_their_most_important_record(double elevated, double routine)
    {
        const int chains = 2_000;
        var sink = new SamplingAuditSink(_inner, SampleEvents.Sampling(elevated, routine), _clock);
        for (var i = 1; i <= chains; i++)
        {
            sink.Append(SampleEvents.Allowed((UInt128)i, 1), RecordUrgency.After);
            sink.Append(i % 2 == 0 ? SampleEvents.Failed((UInt128)i, 2) : SampleEvents.Succeeded((UInt128)i, 2), RecordUrgency.After);
            if (i % 10 == 0) { sink.Append(SampleEvents.Denied((UInt128)i, 3), RecordUrgency.After); }
            sink.Append(SampleEvents.Succeeded((UInt128)i, 4), RecordUrgency.After);
            sink.CloseChain("acme", (UInt128)i);
        }
        var kept = _inner.Events.GroupBy(e => (int)e.Chain).ToDictionary(c => c.Key, c => c.Count());
        for (var i = 1; i <= chains; i++) { kept.GetValueOrDefault(i).ShouldBeOneOf(0, i % 10 == 0 ? 4 : 3); }
        kept.Keys.Count(i => i % 10 == 0).ShouldBe(chains / 10);
        // Within four standard deviations of the rate.
        Near(kept.Keys.Count(i => i % 2 == 0 && i % 10 != 0), chains * 4 / 10, elevated);
        Near(kept.Keys.Count(i => i % 2 != 0), chains / 2, routine);
        sink.Totals.Omitted.ShouldBe(4L * chains / 10 + 3L * chains * 9 / 10 - _inner.Events.Count());
    }

    [Fact]
    public void A_must_keep_event_brings_all_that_its_chain_held_and_what_comes_later()
    {
        var chain = SampleEvents.Chains(500, 1_000).First();
        var sink = new SamplingAuditSink(_inner, SampleEvents.Sampling(), _clock);
        sink.Append(SampleEvents.Allowed(chain, 1), RecordUrgency.After);
        sink.Append(SampleEvents.Failed(chain, 2), RecordUrgency.After);
        _inner.Events.ShouldBeEmpty();
        sink.Append(SampleEvents.Allowed(chain, 3), RecordUrgency.Before).ShouldBe(RecordStatus.Kept);
        sink.Append(SampleEvents.Succeeded(chain, 4), RecordUrgency.After);
        _inner.Events.Select(e => e.Request).ShouldBe([1, 2, 3, 4]);
        _inner.Events.ShouldAllBe(e => e.SampledPerMille == null);
    }

    [Fact]
    public void What_the_hash_keeps_is_recorded_at_once_and_says_at_which_rate()
    {
        var (routine, elevated) = (SampleEvents.Chains(0, 100).First(), SampleEvents.Chains(100, 500).First());
        var sink = new SamplingAuditSink(_inner, SampleEvents.Sampling(), _clock);
        sink.Append(SampleEvents.Allowed(routine, 1), RecordUrgency.After);
        sink.Append(SampleEvents.Allowed(elevated, 2), RecordUrgency.After);
        sink.Append(SampleEvents.Failed(elevated, 3), RecordUrgency.After);
        _inner.Events.Select(e => (e.Request, e.SampledPerMille)).ShouldBe([(1, (short?)100), (2, (short?)500), (3, (short?)500)]);
    }

    [Fact]
    public void Nodes_with_one_key_decide_alike_and_with_another_key_differently()
    {
        static int[] Kept(byte[]? key)
        {
            var inner = new ListSink();
            var sink = new SamplingAuditSink(inner, new() { Tenants = ["acme"], Key = key }, new TestClock());
            for (var i = 1; i <= 500; i++) { sink.Append(SampleEvents.Allowed((UInt128)i, 1), RecordUrgency.After); }
            return [.. inner.Events.Select(e => (int)e.Chain)];
        }
        Kept(SampleEvents.Key).ShouldBe(Kept(SampleEvents.Key));
        Kept(SampleEvents.Key).ShouldNotBe(Kept([.. SampleEvents.Key.Reverse()]));
        Kept(null).ShouldNotBe(Kept(null), "a key of the operating system's own for each");
        var hash = new ChainHash(SampleEvents.Key, ["acme", "zeta"]);
        Enumerable.Range(1, 100).Select(i => hash.Of(0, (UInt128)i)).ShouldNotBe(Enumerable.Range(1, 100).Select(i => hash.Of(1, (UInt128)i)), "each tenant has a key of its own");
    }

    [Fact]
    public void Under_pressure_the_oldest_chain_is_recorded_and_marked()
    {
        var held = SampleEvents.Chains(500, 1_000).Take(400).ToList();
        var sink = new SamplingAuditSink(_inner, SampleEvents.Sampling(bytes: 16 * 8_000), _clock);
        foreach (var (chain, i) in held.Select((c, i) => (c, i)))
        {
            sink.Append(SampleEvents.Allowed(chain, (ulong)i), RecordUrgency.After);
            sink.Totals.HeldBytes.ShouldBeLessThanOrEqualTo(16 * 8_000);
        }
        var t = sink.Totals;
        t.Written.ShouldBeGreaterThan(100);
        t.Waiting.ShouldBeGreaterThan(50);
        (t.Written + t.Waiting).ShouldBe(400);
        _inner.Events.ShouldAllBe(e => e.SampledPerMille == 0);
        sink.Dispose();
        var committed = _inner.Commitments.Select(c => c.Omitted!.Routine).Aggregate((a, b) => a.Plus(b));
        (committed.ChainsPressed, committed.ChainsOmitted, committed.ChainsKept).ShouldBe((t.Written, t.Waiting, 0));
    }

    [Fact]
    public void A_chain_that_fills_the_memory_by_itself_is_recorded_from_its_first_event_on()
    {
        var chain = SampleEvents.Chains(500, 1_000).First();
        var sink = new SamplingAuditSink(_inner, SampleEvents.Sampling(bytes: 16 * 8_000), _clock);
        for (var i = 1UL; i <= 100; i++)
        {
            sink.Append(SampleEvents.Allowed(chain, i), RecordUrgency.After);
            (sink.Totals.Written + sink.Totals.Waiting).ShouldBe((long)i);
        }
        _inner.Events.Select(e => e.Request).ShouldBe(Enumerable.Range(1, 100).Select(i => (ulong)i));
    }

    [Fact]
    public void Without_memory_every_chain_is_recorded()
    {
        var sink = new SamplingAuditSink(_inner, SampleEvents.Sampling(bytes: 0), _clock);
        for (var i = 1; i <= 100; i++) { sink.Append(SampleEvents.Allowed((UInt128)i, (ulong)i), RecordUrgency.After); }
        _inner.Events.Count().ShouldBe(100);
    }

    [Fact]
    public void A_chain_is_held_for_its_time_and_no_longer_and_commitments_come_at_their_interval()
    {
        var chain = SampleEvents.Chains(500, 1_000).First();
        var sink = new SamplingAuditSink(_inner, SampleEvents.Sampling(hold: TimeSpan.FromSeconds(30), interval: TimeSpan.FromSeconds(40)), _clock);
        sink.Append(SampleEvents.Allowed(chain, 1), RecordUrgency.After);
        _clock.Advance(TimeSpan.FromSeconds(29));
        sink.Advance();
        sink.Totals.Waiting.ShouldBe(1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        sink.Advance();
        (sink.Totals.Waiting, sink.Totals.Omitted).ShouldBe((0, 1));
        _inner.Commitments.ShouldBeEmpty();
        _clock.Advance(TimeSpan.FromSeconds(10));
        sink.Advance();
        _inner.Commitments.Select(c => (c.Tenant, c.Omitted!.Interval, c.Omitted.Seen, c.Omitted.Omitted)).ShouldBe([("acme", 0, 0, 0), ("acme", 1, 1, 1)]);
        _clock.Advance(TimeSpan.FromSeconds(40));
        sink.Advance();
        _inner.Commitments.Count.ShouldBe(2, "where nothing happened nothing is committed");
    }

    [Fact]
    public void The_rates_go_up_only_and_every_problem_is_named()
    {
        static string All(SamplingOptions options) => string.Join('\n', options.Problems());
        All(SampleEvents.Sampling()).ShouldBe("");
        All(SampleEvents.Sampling(1, 1)).ShouldBe("");
        All(new() { Tenants = [], MustKeep = 0.999 }).ShouldContain("MustKeep");
        All(new() { Tenants = [], MustKeep = double.NaN }).ShouldContain("MustKeep");
        All(SampleEvents.Sampling(0.49)).ShouldContain("Elevated");
        All(SampleEvents.Sampling(double.NaN)).ShouldContain("Elevated");
        All(SampleEvents.Sampling(routine: 0.09)).ShouldContain("Routine");
        All(SampleEvents.Sampling(0.5, 0.6)).ShouldContain("must not be above");
        new SamplingOptions { Tenants = null!, Key = new byte[15], Hold = TimeSpan.Zero, Interval = TimeSpan.Zero, MostHeldBytes = -1, Elevated = 2 }.Problems().Count.ShouldBe(6);
        Should.Throw<ArgumentException>(() => new SamplingAuditSink(_inner, SampleEvents.Sampling(0.1), _clock));
        SampleEvents.Sampling(0.5001, 0.1).ElevatedPerMille.ShouldBe(501, "rounded up");
    }

    [Fact]
    public void Names_from_outside_make_no_counts_of_their_own()
    {
        var sink = new SamplingAuditSink(_inner, SampleEvents.Sampling(), _clock);
        for (var i = 0; i < 100; i++) { sink.Append(new() { Kind = AuditEventKind.SessionRefused, Tenant = $"evil-{i}", Agent = "x" }, RecordUrgency.After); }
        sink.Dispose();
        _inner.Commitments.Count.ShouldBe(2);
        _inner.Commitments.ShouldAllBe(c => c.Tenant == null);
        _inner.Commitments[1].Omitted!.MustKeep.Kept.ShouldBe(100);
    }

    [Fact]
    public void A_held_event_keeps_its_arguments_to_the_byte_though_they_are_filled_anew()
    {
        var chain = SampleEvents.Chains(500, 1_000).First();
        var records = new RecordingSink();
        var sink = new SamplingAuditSink(records, SampleEvents.Sampling(), _clock);
        var arguments = new ShownArguments("first", 42, new string('x', 6_000), "4111 1111 1111 1111");
        var e = SampleEvents.Allowed(chain, 1) with { Arguments = arguments };
        var expected = AuditRecordFormat.Encode(e);
        sink.Append(e, RecordUrgency.After);
        arguments.Fill("second", 7, "y", "z");
        sink.Append(SampleEvents.Denied(chain, 2), RecordUrgency.After);
        records.Records[1].ShouldBe(expected);
    }

    [Fact]
    public async Task Commitments_and_records_of_many_threads_agree()
    {
        var records = new ListSink();
        var sink = new SamplingAuditSink(records, SampleEvents.Sampling(interval: TimeSpan.FromTicks(1)), _clock);
        var threads = Enumerable.Range(0, 4).Select(t => Task.Factory.StartNew(() =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                var chain = (UInt128)(t * 100_000 + i / 4 + 1);
                sink.Append((i % 4) switch { 0 => SampleEvents.Denied(chain, 1), 1 => SampleEvents.Failed(chain, 2), _ => SampleEvents.Allowed(chain, 3) }, i % 8 == 3 ? RecordUrgency.Before : RecordUrgency.After);
                if (i % 4 == 3) { sink.CloseChain("acme", chain); }
                if (i % 50 == 0) { _clock.Advance(TimeSpan.FromMilliseconds(1)); sink.Advance(); }
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        await Task.WhenAll(threads);
        sink.Dispose();
        var (events, interval) = (0L, 0L);
        foreach (var (e, _) in records.Taken)
        {
            if (e.Omitted is not { } counts) { events++; continue; }
            counts.Written.ShouldBe(events);
            if (counts.Interval > 0) { counts.Interval.ShouldBe(++interval); }
            events = 0;
        }
        events.ShouldBe(0);
        interval.ShouldBeGreaterThan(3);
        sink.Totals.Seen.ShouldBe(8_000);
    }

    [Fact]
    public void Sampling_allocates_nothing()
    {
        var sink = new SamplingAuditSink(new CountingSink(), SampleEvents.Sampling(), _clock);
        var chain = (UInt128)0;
        void Round()
        {
            for (var i = 0; i < 200; i++)
            {
                chain++;
                sink.Append(SampleEvents.Allowed(chain, 1), RecordUrgency.After);
                sink.Append(SampleEvents.Succeeded(chain, 1), RecordUrgency.After);
                if (i % 20 == 0) { sink.Append(SampleEvents.Denied(chain, 2), RecordUrgency.After); }
                sink.CloseChain("acme", chain);
            }
        }
        for (var i = 0; i < 200; i++) { Round(); }
        Allocation.InSteadyState(Round, sink.Advance).ShouldBe(0);
    }

    private static void Near(int kept, int of, double rate) => Math.Abs(kept - of * rate).ShouldBeLessThanOrEqualTo(4 * Math.Sqrt(of * rate * (1 - rate)));
}
