using Breakwater.Contracts;
using Breakwater.RateLimiting;
using Breakwater.Tests.Shared;
using Breakwater.Tests.Trust;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.RateLimiting;

public sealed class AdmissionQueueTests
{
    private static readonly Priority[] Classes = Enum.GetValues<Priority>();
    private readonly TestClock _clock = new();

    [Fact]
    public void Nothing_is_lost_or_handed_out_twice_and_every_request_is_accounted_for()
    {
        var seen = new HashSet<string>();
        var steps = from kind in Gen.Choose(0, 9) from a in Gen.Choose(0, 1_000) from b in Gen.Choose(0, 1_000) select (kind, a, b);
        FsCheck.Check.One(Trials.Of(400, endSize: 300), Prop.ForAll(steps.ArrayOf().ToArbitrary(), run =>
        {
            var clock = new TestClock();
            var options = new AdmissionQueueOptions { Tenants = 3, Capacity = 12, MaxPerTenant = 8, AgeAfter = TimeSpan.FromSeconds(2) };
            var queue = new AdmissionQueue(options, clock);
            // The model: everything that waits, by tag; plainly a list.
            var waiting = new List<(ulong Tag, Priority Priority, int Tenant, long Until, QueueTicket Ticket)>();
            ulong tag = 0;
            foreach (var (kind, a, b) in run)
            {
                var now = clock.GetTimestamp();
                switch (kind)
                {
                    case < 5:
                        var (priority, tenant) = (Classes[a % 4], b % 3 + 1);
                        var deadline = b % 4 == 0 ? TimeSpan.MaxValue : TimeSpan.FromSeconds(b % 10);
                        var refusal = queue.Enqueue(new(new((ushort)tenant), new(1, 1), default, 0), priority, deadline, ++tag, out var ticket);
                        ticket.IsNone.ShouldBe(refusal is not null);
                        Shed();
                        if (refusal is not null)
                        {
                            seen.Add(refusal.Code);
                            if (refusal == RateLimitReasons.QueueFull) { (waiting.Count == 12 && waiting.All(w => w.Priority <= priority)).ShouldBeTrue(); }
                            if (refusal == RateLimitReasons.TenantQueueFull) { (waiting.Count(w => w.Tenant == tenant) == 8 && waiting.All(w => w.Tenant != tenant || w.Priority <= priority)).ShouldBeTrue(); }
                            if (refusal == RateLimitReasons.DeadlinePassed) { deadline.ShouldBe(TimeSpan.Zero); }
                            break;
                        }
                        waiting.Add((tag, priority, tenant, deadline == TimeSpan.MaxValue ? long.MaxValue : now + deadline.Ticks, ticket));
                        break;
                    case < 7:
                        var found = queue.TryDequeue(out var out_);
                        Shed();
                        found.ShouldBe(waiting.Count > 0);
                        if (!found) { break; }
                        waiting.RemoveAll(w => w.Tag == out_.Tag && w.Ticket == out_.Ticket && w.Priority == out_.Priority).ShouldBe(1);
                        if (waiting.Any(w => w.Priority == Priority.Critical)) { out_.Priority.ShouldBe(Priority.Critical); }
                        break;
                    case 7 when waiting.Count > 0:
                        Shed();
                        if (waiting.Count == 0) { break; }
                        var gone = waiting[a % waiting.Count];
                        queue.Cancel(gone.Ticket).ShouldBeTrue();
                        queue.Cancel(gone.Ticket).ShouldBeFalse();
                        waiting.Remove(gone);
                        break;
                    case 8:
                        clock.Advance(TimeSpan.FromMilliseconds(a * 2));
                        break;
                    default:
                        Shed();
                        break;
                }
                if (kind < 8) { queue.Count.ShouldBe(waiting.Count); }
            }
            foreach (var c in Classes)
            {
                var n = queue.Counts(c);
                n.Enqueued.ShouldBe(n.Served + n.Cancelled + n.Expired + n.Displaced + n.Waiting);
            }

            void Shed()
            {
                while (queue.TryTakeShed(out var shed))
                {
                    seen.Add(shed.Reason.Code);
                    var entry = waiting.Single(w => w.Tag == shed.Request.Tag);
                    waiting.Remove(entry);
                    if (shed.Reason == RateLimitReasons.DeadlinePassed) { entry.Until.ShouldBeLessThanOrEqualTo(clock.GetTimestamp()); continue; }
                    // The newest of the lowest class: of everything, or of its tenant where that was at its bound.
                    entry.Priority.ShouldNotBe(Priority.Critical);
                    waiting.ShouldNotContain(w => w.Tenant == entry.Tenant && (w.Priority > entry.Priority || (w.Priority == entry.Priority && w.Tag > entry.Tag)));
                }
                waiting.ShouldNotContain(w => w.Until <= clock.GetTimestamp(), "what has expired is shed");
            }
        }));
        seen.ShouldBe(["rates.queue-full", "rates.tenant-queue-full", "rates.displaced", "rates.deadline-passed"], ignoreOrder: true);
    }

    [Fact]
    public void Whatever_else_arrives_the_aged_are_served_within_the_bound()
    {
        var (runs, checks) = (0, 0);
        var weights = from high in Gen.Choose(1, 50) from normal in Gen.Choose(1, 20) from every in Gen.Choose(1, 6) from mix in Gen.Choose(0, 2).ArrayOf(40) from flood in Gen.Choose(1, 3) select (high, normal, every, mix, flood);
        FsCheck.Check.One(Trials.Of(200), Prop.ForAll(weights.ToArbitrary(), w =>
        {
            var clock = new TestClock();
            var queue = new AdmissionQueue(new() { HighWeight = w.high, NormalWeight = w.normal, LowWeight = 1, AgedEvery = w.every, AgeAfter = TimeSpan.FromSeconds(1), Tenants = 3 }, clock);
            runs++;
            ulong tag = 0;
            foreach (var c in w.mix) { Put(queue, (Priority)(c + 1), ++tag, (ushort)(tag % 3 + 1)); }
            clock.Advance(TimeSpan.FromSeconds(1));
            var before = new Dictionary<ulong, int>();
            for (ulong t = 1; t <= tag; t++) { before[t] = (int)t - 1; }
            // A flood that never ends, more than is served, of the highest class below critical.
            for (var served = 1; before.Count > 0; served++)
            {
                for (var i = 0; i < w.flood; i++) { Put(queue, Priority.High, 1_000_000 + ++tag, (ushort)(i + 1)); }
                queue.TryDequeue(out var request).ShouldBeTrue();
                if (!before.Remove(request.Tag, out var earlier)) { continue; }
                checks++;
                served.ShouldBeLessThanOrEqualTo(w.every * (earlier + 1));
            }
        }));
        checks.ShouldBe(runs * 40);
        runs.ShouldBeGreaterThanOrEqualTo(200);
    }

    [Fact]
    public void Critical_is_strict_the_others_are_served_by_weight_and_tenants_in_turn()
    {
        var queue = new AdmissionQueue(new() { Tenants = 2, Capacity = 10_000, AgeAfter = TimeSpan.FromHours(1) }, _clock);
        foreach (var c in Classes)
        {
            // The first tenant is noisy: nine of ten are its own.
            for (var i = 0; i < 1_000; i++) { Put(queue, c, (ulong)i, (ushort)(i % 10 == 9 ? 2 : 1)); }
        }
        for (var i = 0; i < 1_000; i++) { Next(queue).Priority.ShouldBe(Priority.Critical); }
        var next = Enumerable.Range(0, 130).Select(_ => Next(queue)).ToList();
        next.GroupBy(r => r.Priority).ToDictionary(g => g.Key, g => g.Count()).ShouldBe(new Dictionary<Priority, int> { [Priority.High] = 80, [Priority.Normal] = 40, [Priority.Low] = 10 }, ignoreOrder: true);
        next.Where(r => r.Priority == Priority.High).Count(r => r.Request.Tenant.Value == 2).ShouldBe(40, "in turn, however many the other has waiting");
        next.Where(r => r.Request.Tenant.Value == 1 && r.Priority == Priority.High).Select(r => r.Tag).ShouldBeInOrder();
    }

    [Fact]
    public void A_class_that_was_away_has_saved_up_nothing()
    {
        var queue = new AdmissionQueue(new() { AgeAfter = TimeSpan.FromHours(1) }, _clock);
        for (var i = 0; i < 500; i++) { Put(queue, Priority.High, 0); }
        for (var i = 0; i < 400; i++) { Next(queue); }
        for (var i = 0; i < 100; i++) { Put(queue, Priority.Low, 1); }
        Enumerable.Range(0, 45).Count(_ => Next(queue).Priority == Priority.Low).ShouldBe(5);
    }

    [Fact]
    public void A_request_is_handed_out_when_it_can_be_reserved_and_otherwise_keeps_its_turn()
    {
        var limiter = new RateLimiter(new()
        {
            Agent = new() { Requests = Rate.PerMinute(1) }, Tenants = [new("t", RateLimits.None)], Fleets = [new() { Requests = new(2, TimeSpan.FromSeconds(1), 4) }],
        }, _clock);
        var queue = new AdmissionQueue(new(), _clock);
        Put(queue, Priority.High, 1, agent: 7);
        Put(queue, Priority.High, 2, agent: 7);
        Put(queue, Priority.High, 3, agent: 8);
        Put(queue, Priority.High, 4, agent: 9);
        Put(queue, Priority.High, 5, agent: 10);
        var work = default(Work);
        Admit().ShouldBe(1ul);
        Admit().ShouldBe(3ul, "the agent's second request gives way");
        Admit().ShouldBe(4ul);
        Admit().ShouldBe(0ul);
        queue.TryAdmit(limiter, ref work, out _, out var none, out var verdict).ShouldBeFalse();
        (none.IsNone, verdict.Level, verdict.RetryAfter).ShouldBe((true, RateLevel.Fleet, TimeSpan.FromSeconds(0.5)));
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Admit().ShouldBe(5ul);
        _clock.Advance(TimeSpan.FromSeconds(59));
        queue.TryAdmit(limiter, ref work, out _, out _, out verdict).ShouldBeFalse();
        (verdict.Level, verdict.RetryAfter).ShouldBe((RateLevel.Agent, TimeSpan.FromSeconds(0.5)));
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Admit().ShouldBe(2ul);
        limiter.OpenReservations.ShouldBe(5);
        queue.TryAdmit(limiter, ref work, out _, out _, out verdict).ShouldBeFalse();
        verdict.IsGranted.ShouldBeTrue("nothing waits");
        queue.Enqueue(new(new(1), default, default, 0), Priority.Low, TimeSpan.MaxValue, 6, out _).ShouldBeNull();
        queue.TryAdmit(limiter, ref work, out var denied, out none, out verdict).ShouldBeTrue();
        (denied.Tag, none.IsNone, verdict.Reason).ShouldBe((6ul, true, RateLimitReasons.UnknownAgent), "what is refused for good does not block the rest");

        ulong Admit() => queue.TryAdmit(limiter, ref work, out var request, out var made, out _) && !made.IsNone ? request.Tag : 0;
    }

    [Fact]
    public void What_was_shed_and_not_taken_occupies_room()
    {
        var queue = new AdmissionQueue(new() { Capacity = 4, MaxPerTenant = 4 }, _clock);
        for (ulong i = 0; i < 4; i++) { Put(queue, Priority.Low, i); }
        for (ulong i = 0; i < 4; i++) { Put(queue, Priority.High, i); }
        queue.Enqueue(Request(1), Priority.Critical, TimeSpan.MaxValue, 9, out _).ShouldBe(RateLimitReasons.ShedNotTaken);
        queue.Count.ShouldBe(4);
        queue.TryTakeShed(out var shed).ShouldBeTrue();
        (shed.Request.Tag, shed.Reason).ShouldBe((3ul, RateLimitReasons.Displaced), "the newest first");
        Put(queue, Priority.Critical, 9);
        queue.Counts(Priority.High).Displaced.ShouldBe(1);
    }

    [Fact]
    public void Nothing_is_allocated_and_bad_options_are_all_reported()
    {
        var queue = new AdmissionQueue(new() { Capacity = 100, MaxPerTenant = 100 }, _clock);
        Allocation.InSteadyState(() =>
        {
            for (ulong i = 0; i < 300; i++)
            {
                queue.Enqueue(Request(1), Classes[i % 4], TimeSpan.FromSeconds(i % 7 + 1), i, out var ticket);
                if (i % 5 == 0) { queue.Cancel(ticket); }
                if (i % 3 == 0) { queue.TryDequeue(out _); }
                while (queue.TryTakeShed(out _)) { }
            }
            _clock.Advance(TimeSpan.FromSeconds(3));
        }).ShouldBe(0);
        new AdmissionQueueOptions { Tenants = 0, Capacity = 0, MaxPerTenant = 2, HighWeight = 0, NormalWeight = 0, LowWeight = 0, AgedEvery = 0, AgeAfter = TimeSpan.Zero }.Problems().Count.ShouldBe(8);
        Should.Throw<ArgumentException>(() => new AdmissionQueue(new() { LowWeight = 0 }, _clock)).Message.ShouldContain("LowWeight");
        queue.Enqueue(new(new(2), new(1, 1), default, 0), Priority.Low, TimeSpan.MaxValue, 0, out _).ShouldBe(RateLimitReasons.UnknownTenant);
    }

    private static RateRequest Request(uint agent, ushort tenant = 1) => new(new(tenant), new(agent, 1), default, 0);

    private static void Put(AdmissionQueue queue, Priority priority, ulong tag, ushort tenant = 1, uint agent = 1) =>
        queue.Enqueue(Request(agent, tenant), priority, TimeSpan.MaxValue, tag, out _).ShouldBeNull();

    private static QueuedRequest Next(AdmissionQueue queue)
    {
        queue.TryDequeue(out var request).ShouldBeTrue();
        return request;
    }
}
