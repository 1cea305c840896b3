using System.Text;
using Breakwater.Contracts;
using Breakwater.ControlLog;

namespace Breakwater.Tests.ControlLog;

/// <summary>What every control log does, wherever it keeps its records.</summary>
public abstract class ControlLogContract
{
    private protected static readonly TenantHandle Tenant = new(3);

    private protected abstract FleetControlLog Log { get; }

    /// <summary>Makes writing fail until told otherwise.</summary>
    private protected abstract void Stall(bool stalled);

    [Fact]
    public void A_record_comes_back_as_it_was_appended()
    {
        Log.Append(Tenant, "policy.publish", "bundle"u8, "Ana Übel").ShouldBe(new AppendResult(true, 1, null));
        var record = Log.Read(1).ShouldHaveSingleItem();
        record.Number.ShouldBe(1);
        record.Tenant.ShouldBe(Tenant);
        record.Kind.ShouldBe("policy.publish");
        record.Actor.ShouldBe("Ana Übel");
        record.Time.ShouldBe(FixedTime.Instant);
        Text(record).ShouldBe("bundle");
    }

    [Fact]
    public void A_restriction_is_numbered_at_once_and_written_before_the_permit_that_follows()
    {
        Stall(true);
        Log.EnqueueRestriction(Tenant, "halt.fleet", "1"u8, "operator").ShouldBe(new RestrictionResult(true, 1, null));
        Log.EnqueueRestriction(Tenant, "trust.revoke-agent", "2"u8, "operator").Number.ShouldBe(2);
        (Log.LastNumber, Log.DurableNumber, Log.WaitingRestrictions).ShouldBe((2, 0, 2));
        Log.TryFlush().Done.ShouldBeFalse();
        Log.Append(Tenant, "pace.up", "3"u8, "operator").Durable.ShouldBeFalse();
        Log.Read(1).ShouldBeEmpty();
        Stall(false);
        Log.Append(Tenant, "pace.up", "4"u8, "operator").Number.ShouldBe(3);
        Log.Read(1).Select(Text).ShouldBe(["1", "2", "4"]);
        (Log.LastNumber, Log.DurableNumber, Log.WaitingRestrictions).ShouldBe((3, 3, 0));
        Log.TryFlush().Done.ShouldBeTrue();
    }

    [Fact]
    public void A_refused_permit_leaves_no_trace()
    {
        Log.Append(Tenant, "a", "1"u8, "x");
        Stall(true);
        var refused = Log.Append(Tenant, "a", "2"u8, "x");
        refused.Durable.ShouldBeFalse();
        refused.Error.ShouldNotBeNullOrEmpty();
        Log.LastNumber.ShouldBe(1);
        Stall(false);
        Log.Append(Tenant, "a", "3"u8, "x").Number.ShouldBe(2);
        Log.Read(2).Select(Text).ShouldBe(["3"]);
    }

    [Fact]
    public void Restrictions_beyond_the_reserved_space_are_counted_and_permits_wait_for_a_snapshot()
    {
        Stall(true);
        var payload = new byte[ControlLogLimits.RestrictionPayloadBytes];
        var kept = 0;
        while (Log.EnqueueRestriction(Tenant, "halt.agent", payload, "operator").Kept) { kept++; }
        kept.ShouldBeInRange(60, ControlLogLimits.WaitingBytes / ControlLogLimits.RestrictionPayloadBytes);
        Log.EnqueueRestriction(Tenant, "halt.agent", [], "operator").Kept.ShouldBeFalse("what follows a gap is not complete either");
        Log.UnrecordedRestrictions.ShouldBe(2);
        Log.LastNumber.ShouldBe(kept + 2);
        Stall(false);
        Log.Append(Tenant, "pace.up", [], "operator").Durable.ShouldBeFalse();
        var last = Log.Read(1).Last();
        (last.Number, last.Kind, (int)last.Payload.Span[0]).ShouldBe((kept + 1L, ControlRecord.UnrecordedKind, 2));
        Log.WriteSnapshot(Log.DurableNumber - 1, "before the last of them"u8).Durable.ShouldBeTrue();
        Log.Append(Tenant, "pace.up", [], "operator").Durable.ShouldBeFalse();
        Log.WriteSnapshot(Log.DurableNumber, "state"u8).Durable.ShouldBeTrue();
        Log.UnrecordedRestrictions.ShouldBe(0);
        Log.Append(Tenant, "pace.up", [], "operator").Number.ShouldBe(kept + 3);
    }

    [Fact]
    public void Waiting_restrictions_are_bounded_in_number()
    {
        Stall(true);
        for (var i = 0; i < ControlLogLimits.WaitingRestrictions; i++) { Log.EnqueueRestriction(Tenant, "h", [], "x").Kept.ShouldBeTrue(); }
        for (var i = 0; i < 1_000; i++) { Log.EnqueueRestriction(Tenant, "h", [], "x").Kept.ShouldBeFalse(); }
        Log.WaitingRestrictions.ShouldBe(ControlLogLimits.WaitingRestrictions + 1);
        Log.UnrecordedRestrictions.ShouldBe(1_000);
    }

    [Fact]
    public void A_snapshot_replaces_what_it_covers()
    {
        for (var i = 1; i <= 5; i++) { Log.Append(Tenant, "a", [(byte)i], "x"); }
        Log.TryReadSnapshot(out _, out _).ShouldBeFalse();
        Log.WriteSnapshot(6, "too far"u8).Durable.ShouldBeFalse();
        Log.WriteSnapshot(4, "state at 4"u8).ShouldBe(new AppendResult(true, 4, null));
        Log.WriteSnapshot(3, "backwards"u8).Durable.ShouldBeFalse();
        Log.TryReadSnapshot(out var upTo, out var state).ShouldBeTrue();
        (upTo, Encoding.UTF8.GetString(state)).ShouldBe((4, "state at 4"));
        Log.Read(upTo + 1).Select(r => r.Number).ShouldBe([5]);
    }

    public static TheoryData<string, int, string> Unacceptable => new()
    {
        { "", 0, "x" },
        { "Upper", 0, "x" },
        { "log.void", 0, "x" },
        { new string('a', ControlLogLimits.KindLength + 1), 0, "x" },
        { "a", ControlLogLimits.PayloadBytes + 1, "x" },
        { "a", 0, "" },
        { "a", 0, new string('é', ControlLogLimits.ActorBytes / 2 + 1) },
    };

    [Theory]
    [MemberData(nameof(Unacceptable))]
    public void What_is_too_large_or_unnamed_is_refused(string kind, int payload, string actor)
    {
        var refused = Log.Append(Tenant, kind, new byte[payload], actor);
        (refused.Durable, refused.Number).ShouldBe((false, 0));
        refused.Error.ShouldNotBeNullOrEmpty();
        Log.LastNumber.ShouldBe(0);
    }

    [Fact]
    public void The_largest_record_is_taken()
    {
        var kind = new string('k', ControlLogLimits.KindLength);
        var actor = new string('a', ControlLogLimits.ActorBytes);
        Log.Append(Tenant, kind, new byte[ControlLogLimits.PayloadBytes], actor).Durable.ShouldBeTrue();
        Log.Append(Tenant, kind, new byte[ControlLogLimits.PayloadBytes], actor).Durable.ShouldBeTrue();
        Log.Read(2).ShouldHaveSingleItem().Payload.Length.ShouldBe(ControlLogLimits.PayloadBytes);
    }

    [Fact]
    public void A_restriction_that_cannot_be_written_down_is_still_numbered_and_seen()
    {
        Log.EnqueueRestriction(Tenant, "Not A Kind", [], "x").ShouldSatisfyAllConditions(r => r.Kept.ShouldBeFalse(), r => r.Number.ShouldBe(1), r => r.Error.ShouldNotBeNull());
        Log.TryFlush().Done.ShouldBeTrue();
        Log.Read(1).ShouldHaveSingleItem().Kind.ShouldBe(ControlRecord.UnrecordedKind);
        Log.UnrecordedRestrictions.ShouldBe(1);
    }

    [Fact]
    public async Task Many_threads_get_distinct_numbers_and_the_log_shows_them_in_order()
    {
        const int threads = 4;
        const int each = 60;
        var numbers = await Task.WhenAll(Enumerable.Range(0, threads).Select(t => Task.Run(() => Enumerable.Range(0, each).Select(i =>
            (t + i) % 3 == 0 ? Log.EnqueueRestriction(Tenant, "r", [(byte)t], "x").Number : Log.Append(Tenant, "p", [(byte)t], "x").Number).ToArray())));
        Log.TryFlush().Done.ShouldBeTrue();
        Log.Read(1).Select(r => r.Number).ShouldBe(Enumerable.Range(1, threads * each).Select(n => (long)n));
        numbers.SelectMany(n => n).Distinct().Count().ShouldBe(threads * each);
        foreach (var mine in numbers) { mine.ShouldBeInOrder(); }
        var byNumber = Log.Read(1).ToDictionary(r => r.Number, r => r.Payload.Span[0]);
        for (var t = 0; t < threads; t++) { numbers[t].ShouldAllBe(n => byNumber[n] == t); }
    }

    [Fact]
    public void A_closed_log_takes_nothing()
    {
        Log.EnqueueRestriction(Tenant, "r", [], "x");
        Log.Dispose();
        Log.DurableNumber.ShouldBe(1, "closing flushes what waits");
        Log.Append(Tenant, "p", [], "x").Durable.ShouldBeFalse();
        Log.EnqueueRestriction(Tenant, "r", [], "x").Kept.ShouldBeFalse();
        Log.TryFlush().Done.ShouldBeFalse();
        Log.WriteSnapshot(1, []).Durable.ShouldBeFalse();
    }

    private protected static string Text(ControlRecord record) => Encoding.UTF8.GetString(record.Payload.Span);
}

/// <summary>A clock that stands still.</summary>
internal sealed class FixedTime : TimeProvider
{
    public static DateTimeOffset Instant { get; } = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Instant;
}
