using BenchmarkDotNet.Attributes;
using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Policy;
using Breakwater.Policy.Rollout;
using NuGet.Versioning;

namespace Breakwater.Benchmarks;

/// <summary>What routing and the compatibility layer add to an evaluation, by the stage of the rollout. The policies themselves cost next to nothing here.</summary>
[MemoryDiagnoser]
public class RolloutBenchmarks
{
    private static readonly BundleReference V1 = new("limits", SemanticVersion.Parse("1.0.0")), V2 = new("limits", SemanticVersion.Parse("2.0.0"));
    private readonly Limit _old = new(10_000), _new = new(5_000);
    private readonly SemanticVersion _madeFor = SemanticVersion.Parse("1.2.0");
    private PolicyRouter<long> _none = null!, _shadow = null!, _half = null!, _routed = null!, _fresh = null!;
    private Work _work;

    [GlobalSetup]
    public void Prepare()
    {
        _none = Router(RolloutMode.Compatibility, -1);
        _shadow = Router(RolloutMode.Compatibility, 0);
        _half = Router(RolloutMode.Compatibility, 50);
        _routed = Router(RolloutMode.Routing, 50);
        _fresh = Router(RolloutMode.Compatibility, -1, new(new(), TimeProvider.System, TimeSpan.Zero));
    }

    /// <summary>The evaluation alone.</summary>
    [Benchmark(Baseline = true)]
    public PolicyVerdict Alone() => _old.Evaluate(4_000, ref _work, out _);

    [Benchmark]
    public RoutedVerdict NoRollout() => _none.Evaluate(Caller(), 4_000, ref _work);

    [Benchmark]
    public RoutedVerdict NoRolloutWithFreshness() => _fresh.Evaluate(Caller(), 4_000, ref _work);

    [Benchmark]
    public RoutedVerdict NoRolloutMadeForAnother() => _none.Evaluate(Caller() with { MadeFor = _madeFor }, 4_000, ref _work);

    [Benchmark]
    public RoutedVerdict Shadow() => _shadow.Evaluate(Caller(), 4_000, ref _work);

    [Benchmark]
    public RoutedVerdict CompatibilityAtHalf() => _half.Evaluate(Caller(), 4_000, ref _work);

    [Benchmark]
    public RoutedVerdict CompatibilityAtHalfDrifting() => _half.Evaluate(Caller(), 8_000, ref _work);

    [Benchmark]
    public RoutedVerdict RoutingAtHalf() => _routed.Evaluate(Caller(), 4_000, ref _work);

    private static PolicyCaller Caller() => new("adviser-0123", AutonomyTier.Managed, true);

    private PolicyRouter<long> Router(RolloutMode mode, int percent, PolicyFreshness? freshness = null)
    {
        var router = new PolicyRouter<long>("limits", mode, TimeProvider.System, freshness);
        if (!PolicyVersion<long>.TryVerify(V1, VersionRange.Parse("[1.0.0,3.0.0)"), _old, [], out var one) || !PolicyVersion<long>.TryVerify(V2, VersionRange.Parse("[1.0.0,3.0.0)"), _new, [], out var two)) { throw new InvalidOperationException(); }
        router.Load(one);
        router.Load(two);
        if (percent < 0) { return router; }
        var control = new RolloutControl(new(), new MemoryControlLog(TimeProvider.System), _ => default, TimeProvider.System);
        control.Attach("bank", "limits", router);
        var stages = new List<RolloutStage> { new(0, TimeSpan.FromTicks(1), new()) };
        if (percent > 0) { stages.Add(new(percent, TimeSpan.FromDays(1), new())); }
        if (!control.Start("bank", V1, V2, "bench", stages).Done || (percent > 0 && !control.Promote("bank", "limits", "bench").Done)) { throw new InvalidOperationException(); }
        return router;
    }

    private sealed class Limit(long most) : IPolicyEvaluator<long>
    {
        private static readonly PolicyVerdict Forbidden = new(new(ControlId.Parse("EC-2.1"), "bench.limit", "above the limit"), Obligations.None, false);

        public PolicyVerdict Evaluate(in long query, ref Work work, out bool failed)
        {
            failed = false;
            return query <= most ? new(null, Obligations.None, true) : Forbidden;
        }
    }
}
