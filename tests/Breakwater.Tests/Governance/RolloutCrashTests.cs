using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Policy;
using Breakwater.Policy.Rollout;
using Breakwater.Tests.Policy;
using static Breakwater.Tests.Governance.RolloutAtGate;

namespace Breakwater.Tests.Governance;

/// <summary>The node dies after any record of a rollout's life. What it finds afterwards is what was before the command under way or what came of it, and the rollout can go on.</summary>
public sealed class RolloutCrashTests
{
    private readonly TestGate _gate = new();
    private readonly List<(string What, long UpTo, State After)> _life = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cut_after_any_record_of_a_life_it_is_as_before_the_command_or_after_it_and_goes_on(bool snapshot)
    {
        Live();
        var records = _gate.Log.Read(1).ToList();
        records.Select(r => r.Kind).Distinct().Order(StringComparer.Ordinal).ShouldBe(
            ["policy.candidate", "policy.promote", "policy.publish", "policy.retire", "rollout.pause", "rollout.promote", "rollout.resume", "rollout.roll-back", "rollout.start"]);
        for (var cut = 1; cut <= records.Count; cut++)
        {
            var step = _life.FindIndex(l => l.UpTo >= cut);
            var (what, _, after) = _life[step];
            var before = step == 0 ? after : _life[step - 1].After;
            var next = Restarted(records.Take(cut), snapshot);
            var place = $"cut after {records[cut - 1].Kind}, record {cut}, during {what}";
            next.Governor.StateIncomplete.ShouldBeFalse(place);
            // Before the policies are brought in line, who is permitted what is settled already.
            new[] { before.Deciding(), after.Deciding() }.ShouldContain(Seen(next).Deciding(), place);
            next.Advance();
            new[] { before, after }.ShouldContain(Seen(next), place);
            next.Governor.PoliciesAreBehind.ShouldBeFalse(place);
            GoOn(next, place);
        }
    }

    [Fact]
    public void A_candidate_that_a_crash_left_alone_is_taken_over_with_what_it_is_published_with_now()
    {
        _gate.Governor.Publish(V1, "ann").Problems.ShouldBeEmpty();
        _gate.Governor.Publish(V2, "ann", new() { AsCandidate = true }).Published.ShouldBeTrue();
        var next = Restarted(_gate.Log.Read(1), snapshot: false);
        next.Advance();
        var corrected = PolicyFleet.Limit("2.0.0", "7000.0");
        next.Governor.RollOut(corrected, "ann", Plan).Started.ShouldBeTrue();
        next.Live().ShouldBe([V1.Reference, V2.Reference]);
        next.Pass();
        (next.Ask(6_000).Effect, next.Ask(8_000).Effect).ShouldBe((Effect.Allow, Effect.Deny));
    }

    [Fact]
    public void After_an_abort_it_may_be_tried_again_at_once()
    {
        _gate.Governor.Publish(V1, "ann").Problems.ShouldBeEmpty();
        for (var i = 0; i < 6; i++)
        {
            _gate.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue($"attempt {i}");
            _gate.Governor.Rollouts.Abort("acme", "limits", "ann").Done.ShouldBeTrue();
        }
        _gate.Advance();
        _gate.Live().ShouldBe([V1.Reference]);
    }

    [Fact]
    public void A_rollout_asked_for_between_completion_and_promotion_starts_from_what_was_completed()
    {
        _gate.Governor.Publish(V1, "ann").Problems.ShouldBeEmpty();
        _gate.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        _gate.Pass();
        _gate.Governor.Rollouts.Promote("acme", "limits", "ann").Done.ShouldBeTrue();
        _gate.InForce().ShouldBe(V1.Reference, "Advance has not come by");
        _gate.Governor.RollOut(PolicyFleet.Limit("3.0.0", "1000.0"), "ann", Plan).Started.ShouldBeTrue();
        (_gate.InForce(), _gate.Status().From).ShouldBe((V2.Reference, V2.Reference));
        _gate.Ask(8_000).Effect.ShouldBe(Effect.Deny, "never back to the old limit");
    }

    [Fact]
    public void Refused_because_the_log_is_full_it_leaves_what_worked_and_a_version_to_go_back_to_is_kept()
    {
        _gate.Governor.Publish(V1, "ann").Problems.ShouldBeEmpty();
        _gate.Governor.RollOut(V2, "ann", Plan).Started.ShouldBeTrue();
        _gate.Pass();
        _gate.Governor.Rollouts.Promote("acme", "limits", "ann").Done.ShouldBeTrue();
        ((MemoryControlLog)_gate.Log).StalledBecause = "disk full";
        var refused = _gate.Governor.RollOut(PolicyFleet.Limit("3.0.0", "1000.0"), "ann", Plan);
        (refused.Started, refused.Rollout.Refusal).ShouldBe((false, RolloutReasons.OtherCurrent));
        _gate.Ask(8_000).Effect.ShouldBe(Effect.Deny, "the completed version serves on");
        ((MemoryControlLog)_gate.Log).StalledBecause = null;
        _gate.Advance();
        _gate.Governor.RollOut(V1, "ann", Plan).Started.ShouldBeFalse("it is older than what is in force");
        _gate.Live().ShouldBe([V2.Reference, V1.Reference], "and still there to be promoted");
    }

    /// <summary>Aborted, tried again, paused, rolled back by its gates, tried again, completed, taken back, and once more.</summary>
    private void Live()
    {
        Do("publication", () => _gate.Governor.Publish(V1, "ann").Published);
        Do("start", () => Start());
        Do("abort", () => _gate.Governor.Rollouts.Abort("acme", "limits", "ann").Done);
        Do("dropping", () => true);
        Do("second start", () => Start());
        Do("promotion", () => Passed());
        Do("pause", () => _gate.Governor.Rollouts.Pause("acme", "limits", "ann").Done);
        Do("resumption", () => _gate.Governor.Rollouts.Resume("acme", "limits", "ann").Done);
        Do("completion", () => Passed());
        Do("going back", () => _gate.Governor.PromotePolicy("acme", V1.Reference, "ann", PolicyFleet.Waiver).Durable);
        Do("third start", () => Start(new() { Drift = new(0.05, 100, GateBreach.RollBack) }));
        Do("roll-back by a gate", () =>
        {
            var status = _gate.Status();
            return _gate.Governor.Rollouts.Observe("acme", "limits", status.Id, status.Stage, new() { Evaluated = 5_000, AllowToDeny = 5_000 });
        });
        Do("last start", () => Start());

        bool Start(RolloutGates? gates = null) => _gate.Governor.RollOut(V2, "ann", gates is null ? Plan : [.. Plan.Select(s => s with { Gates = gates })]).Started;
        bool Passed()
        {
            _gate.Pass();
            return true;
        }
    }

    private void Do(string what, Func<bool> command)
    {
        command().ShouldBeTrue(what);
        _gate.Advance();
        _life.Add((what, _gate.Log.LastNumber, Seen(_gate)));
    }

    /// <summary>Whatever it found, it can be brought to where everybody is on the new version.</summary>
    private static void GoOn(TestGate gate, string place)
    {
        if (gate.InForce() is null) { return; }
        if (gate.InForce()!.Equals(V1.Reference) && gate.Governor.Rollouts.Status("acme", "limits") is not { Phase: RolloutPhase.Active })
        {
            var result = gate.Governor.RollOut(V2, "ann", Plan);
            result.Started.ShouldBeTrue($"{place}: {string.Join(' ', result.Publication.Problems)} {result.Rollout.Refusal}");
        }
        for (var i = 0; i < 3 && gate.Status().Phase == RolloutPhase.Active; i++)
        {
            if (gate.Status().Paused) { gate.Governor.Rollouts.Resume("acme", "limits", "ann").Done.ShouldBeTrue(place); }
            gate.Pass();
        }
        Seen(gate).ShouldBe(new(RolloutPhase.Completed, 2, false, V2.Reference, "dddd"), place);
    }

    private TestGate Restarted(IEnumerable<ControlRecord> records, bool snapshot)
    {
        var log = new MemoryControlLog(_gate.Fleet.Clock);
        foreach (var record in records) { log.Append(record.Tenant, record.Kind, record.Payload.Span, record.Actor).Number.ShouldBe(record.Number); }
        if (snapshot) { new TestGate(_gate.Fleet, log: log).Governor.WriteSnapshot().Durable.ShouldBeTrue(); }
        return new(_gate.Fleet, log: log);
    }

    private static State Seen(TestGate gate)
    {
        var status = gate.Governor.Rollouts.Status("acme", "limits");
        return new(status?.Phase, status?.Stage, status?.Paused, gate.InForce(), string.Concat(Traders.Select(t => gate.Ask(8_000, t).Effect == Effect.Allow ? 'a' : 'd')));
    }

    private sealed record State(RolloutPhase? Phase, int? Stage, bool? Paused, BundleReference? InForce, string Orders)
    {
        public State Deciding() => this with { InForce = null };
    }
}
