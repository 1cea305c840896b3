using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Policy;
using Breakwater.Policy.Rollout;
using Breakwater.Tests.Trust;
using NuGet.Versioning;

namespace Breakwater.Tests.Policy.Rollout;

/// <summary>A bundle, its versions, a clock, a log and a control.</summary>
internal sealed class RolloutWorld
{
    public const string Bank = "bank";
    public const string Limits = "limits";
    public static readonly BundleReference V1 = Version("1.0.0");
    public static readonly BundleReference V2 = Version("2.0.0");
    public static readonly RolloutCounts Clean = new() { Evaluated = 5_000, BothDenied = 100 };
    public static readonly RolloutCounts Few = new() { Evaluated = 100 };
    public static readonly RolloutCounts Drifting = new() { Evaluated = 5_000, AllowToDeny = 5_000 };
    public static readonly RolloutCounts Slow = new() { Evaluated = 5_000, Slow = 5_000 };

    public RolloutWorld(FleetControlLog? log = null, RolloutOptions? options = null, TestClock? clock = null)
    {
        Clock = clock ?? new();
        Log = log ?? new MemoryControlLog(Clock);
        Control = new(options ?? new(), Log, _ => new TenantHandle(1), Clock);
    }

    public TestClock Clock { get; }

    public FleetControlLog Log { get; }

    public RolloutControl Control { get; }

    public RolloutStatus Status => Control.Status(Bank, Limits)!;

    public static BundleReference Version(string version) => new(Limits, SemanticVersion.Parse(version));

    public static PolicyVersion<int> Policy(BundleReference reference, Func<int, PolicyVerdict> judge, string accepts = "[1.0.0, 3.0.0)")
    {
        PolicyVersion<int>.TryVerify(reference, VersionRange.Parse(accepts), new Evaluator(judge), [], out var version).ShouldBeTrue();
        return version;
    }

    public static PolicyVerdict Permit(Obligations obligations = Obligations.None) => new(null, obligations, true);

    public static PolicyVerdict Forbid { get; } = new(new(ControlId.Parse("EC-2.1"), "test.forbidden", "forbidden by the test"), Obligations.None, false);

    public RolloutStatus Start(IReadOnlyList<RolloutStage>? stages = null)
    {
        var result = Control.Start(Bank, V1, V2, "ann", stages);
        result.Done.ShouldBeTrue(result.Refusal?.Code);
        return Status;
    }

    public void Observe(in RolloutCounts counts) => Control.Observe(Bank, Limits, Status.Id, Status.Stage, counts).ShouldBeTrue();

    /// <summary>Another control, brought to where the log's durable records lead.</summary>
    public RolloutControl Replayed(int records = int.MaxValue)
    {
        var replayed = new RolloutControl(new(), new MemoryControlLog(Clock), _ => new TenantHandle(1), Clock);
        foreach (var record in Log.Read(1).Take(records)) { replayed.Apply(record).ShouldBeTrue(); }
        return replayed;
    }

    /// <summary>Everything of a status that is state, not observation.</summary>
    public static object? State(RolloutStatus? s) => s is null ? null : (s.Tenant, s.From, s.To, s.Id, s.Phase, s.Cause, s.Stage, s.Percent, s.Paused, s.Elapsed, s.Stages.Count);

    private sealed class Evaluator(Func<int, PolicyVerdict> judge) : IPolicyEvaluator<int>
    {
        public PolicyVerdict Evaluate(in int query, ref Work work, out bool failed)
        {
            work.Add(WorkUnit.EntryExamined);
            var verdict = judge(query);
            failed = verdict.Reason == RolloutReasons.EvaluationFailed;
            return verdict;
        }
    }
}
