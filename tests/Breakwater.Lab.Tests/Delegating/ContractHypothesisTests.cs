using Breakwater.Lab.Delegating;

namespace Breakwater.Lab.Tests.Delegating;

/// <summary>That hypothesis 3 is decided by the evidence, and turns when the evidence does.</summary>
public sealed class ContractHypothesisTests
{
    private static readonly ContractHypothesis.Evidence _ample = new(
        Agents: 100, Handoffs: 80, P99Ms: 1, LimitMs: 50, DemandPerSecond: 200, HopsPerSecond: 100_000, WithPathsPerSecond: 150_000, Measured: true);

    [Fact]
    public void Time_and_cores_to_spare_refute_it_and_say_from_where_it_would_hold()
    {
        var (verdict, because) = ContractHypothesis.Decide(_ample);
        verdict.ShouldBe("refuted");
        because.ShouldContain("supported above 100,000 hops a second, 500 times this fleet's peak");
        because.ShouldContain("raise that to 150,000");
        because.ShouldNotContain("≈");
    }

    [Theory]
    [InlineData(50, 200, "refuted")]
    [InlineData(50.1, 200, "supported")]
    [InlineData(1, 100_000, "refuted")]
    [InlineData(1, 100_001, "supported")]
    [InlineData(200, 400_000, "supported")]
    public void Either_the_time_or_the_cores_running_out_supports_it(double p99Ms, double demand, string verdict) =>
        ContractHypothesis.Decide(_ample with { P99Ms = p99Ms, DemandPerSecond = demand }).Verdict.ShouldBe(verdict);

    [Fact]
    public void What_would_turn_it_is_the_scarcer_of_the_two() =>
        ContractHypothesis.Decide(_ample with { P99Ms = 200, DemandPerSecond = 300_000 }).Because.ShouldContain("refuted with 4 times the cores");

    [Fact]
    public void Nothing_run_or_nothing_handed_on_leaves_it_undecided()
    {
        ContractHypothesis.Decide(null).Verdict.ShouldBe("undecided");
        ContractHypothesis.Decide(_ample with { Handoffs = 0 }).Verdict.ShouldBe("undecided");
    }

    [Fact]
    public void What_comes_from_a_law_is_marked() => ContractHypothesis.Decide(_ample with { Measured = false }).Because.ShouldContain("≈ 100,000 hops");
}
