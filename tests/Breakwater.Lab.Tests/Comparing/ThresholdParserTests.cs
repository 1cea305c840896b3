using Breakwater.Lab.Comparing;
using Breakwater.Lab.Running;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Lab.Tests.Comparing;

public sealed class ThresholdParserTests
{
    private static readonly Lazy<ThresholdNames> s_names = new(() => ThresholdNames.Of(Bank.Fleet));

    [Fact]
    public void What_is_printed_reads_back_equal() =>
        Prop.ForAll(Thresholds.Any.ToArbitrary(), threshold =>
            {
                var reading = ThresholdParser.Parse(threshold.ToString(), Thresholds.Names);
                return reading.IsGood && reading.Threshold.Equals(threshold) && ThresholdParser.Parse(threshold.ToString(), null).Threshold!.Equals(threshold);
            })
            .Check(Trials.Of());

    [Fact]
    public void A_mutilated_text_is_a_threshold_or_a_problem_and_never_a_crash()
    {
        var mutilated = from threshold in Thresholds.Any
                        let text = threshold.ToString()
                        from at in Gen.Choose(0, text.Length - 1)
                        from cut in Gen.Choose(0, 2)
                        from put in Gen.Elements("", "/", ":", "@", "*", " ", "<", "=", "%", "9", "e", "é", "\0", "\ud800", "moved")
                        select text[..at] + put + text[Math.Min(text.Length, at + cut)..];
        Prop.ForAll(mutilated.ToArbitrary(), text =>
            {
                var reading = ThresholdParser.Parse(text, Thresholds.Names);
                if (!reading.IsGood) { return reading.Problem.Remedy.Length > 0 && reading.Problem.Message.Contains($"`{text.Replace('\0', '·')}`, character ", StringComparison.Ordinal); }
                return ThresholdParser.Parse(reading.Threshold.ToString(), Thresholds.Names).Threshold!.Equals(reading.Threshold);
            })
            .Check(Trials.Of(2_000));
    }

    [Theory]
    [InlineData("trust/full-mesh/breakpoint<200", "trust/full-mesh/breakpoint<200")]
    [InlineData(" trust/hierarchy-cached/p99Ms@1000  >  5 ", "trust/hierarchy-cached/p99Ms@1000>5")]
    [InlineData("trust/*/class==quadratic", "trust/*/class==quadratic")]
    [InlineData("finding/T4==break", "finding/T4==break")]
    [InlineData("finding/A1>=bend", "finding/A1>=bend")]
    [InlineData("revocation/hierarchy-cached/zoneReachMs>30000", "revocation/hierarchy-cached/zoneReachMs>30000")]
    [InlineData("revocation/hierarchy-cached/zoneReachMs>0.5min", "revocation/hierarchy-cached/zoneReachMs>0.5min")]
    [InlineData("trust/full-mesh/breakpoint:p99Ms:complete<=2e2", "trust/full-mesh/breakpoint:p99Ms:complete<=200")]
    [InlineData("trust/full-mesh/breakpoint:complete!=7", "trust/full-mesh/breakpoint:complete!=7")]
    [InlineData("trust/*/signatureChecks/class:constant-degree>linear", "trust/*/signatureChecks/class:constant-degree>linear")]
    [InlineData("moved", "moved")]
    public void The_bank_s_names_are_known(string text, string printed)
    {
        var reading = ThresholdParser.Parse(text, s_names.Value);

        reading.Problem.ShouldBeNull();
        reading.Threshold!.ToString().ShouldBe(printed);
    }

    [Theory]
    [InlineData("trast/full-mesh/p99Ms>5", 1, "there is no experiment `trast`.", "Did you mean `trust`?")]
    [InlineData("trust/ful-mesh/p99Ms>5", 7, "there is no variant of trust `ful-mesh`.", "Did you mean `full-mesh`?")]
    [InlineData("trust/full-mesh/p99s>5", 17, "there is no metric of trust `p99s`.", "Did you mean `p99Ms`?")]
    [InlineData("trust/*/p99ms>5", 9, "there is no metric of trust `p99ms`.", "Did you mean `p99Ms`?")]
    [InlineData("finding/T9==break", 9, "there is no finding `T9`.", "There are: T1, ")]
    [InlineData("finding/T4==breaks", 13, "there is no judgement `breaks`.", "Did you mean `break`?")]
    [InlineData("trust/full-mesh/class==quadratc", 24, "there is no class of growth `quadratc`.", "Did you mean `quadratic`?")]
    [InlineData("trust/full-mesh/failureShare/class==linear", 17, "there is no fitted law of trust for `failureShare`.", "There are: ")]
    [InlineData("revocation/full-mesh/zoneReachMs:complete>5", 34, "there is no run of full-mesh under `complete`.", "There are: constant-degree.")]
    [InlineData("trust/full-mesh/p99Ms:complet>5", 23, "there is no scaling rule `complet`.", "Did you mean `complete`?")]
    [InlineData("trust/full-mesh/breakpoint:signatureChecks<9", 28, "there is no budget of trust on `signatureChecks`.", "There are: ")]
    [InlineData("revocation/full-mesh/breakpoint:complete<9", 33, "there is no run of full-mesh under `complete`.", "There are: constant-degree.")]
    [InlineData("trust/full-mesh/signatureChecks>5ms", 34, "`ms` is not a unit of `signatureChecks`.", "Write the number alone")]
    [InlineData("trust/full-mesh/p99Ms>5%", 24, "`%` is not a unit of `p99Ms`.", "Write one of ns, ")]
    [InlineData("trust/full-mesh/p99Ms@1>5", 23, "this is not a fleet size.", "2 to 100000")]
    [InlineData("trust/full-mesh/p99Ms@>5", 23, "a number is expected.", "digits")]
    [InlineData("trust/full-mesh/p99Ms=5", 22, "a comparison is expected.", "< <= > >= == !=")]
    [InlineData("trust/full-mesh/p99Ms>", 23, "a number is expected.", "digits")]
    [InlineData("trust/full-mesh/p99Ms>-5", 23, "a number is expected.", "digits")]
    [InlineData("trust/full-mesh/p99Ms>1e999", 23, "the number is too large.", "")]
    [InlineData("trust/full-mesh/p99Ms>5 or moved", 25, "nothing more is expected.", "again")]
    [InlineData("trust/full-mesh", 16, "`/` is expected.", "docs/comparing.md")]
    [InlineData("trust/full-mesh/breakpoint<5ms", 29, "nothing more is expected.", "")]
    [InlineData("*/full-mesh/p99Ms>5", 1, "is expected.", "docs/comparing.md")]
    [InlineData("", 1, "is expected.", "docs/comparing.md")]
    public void What_is_wrong_is_said_with_its_place_and_a_remedy(string text, int place, string message, string remedy)
    {
        var reading = ThresholdParser.Parse(text, s_names.Value);

        reading.Threshold.ShouldBeNull();
        reading.Problem!.File.ShouldBe("--fail-on");
        reading.Problem.Message.ShouldStartWith($"`{text}`, character {place}: ");
        reading.Problem.Message.ShouldContain(message);
        reading.Problem.Remedy.ShouldContain(remedy);
    }

    [Fact]
    public void No_name_stands_for_two_things()
    {
        StressTest.Experiments.Select(e => e.Spec.Id).ShouldNotContain("finding");
        StressTest.Experiments.Select(e => e.Spec.Id).ShouldNotContain("moved");
        StressTest.Experiments.SelectMany(e => e.Spec.Metrics).Select(m => m.Name).ShouldAllBe(m => m != "breakpoint" && m != "class");
        var words = StressTest.Experiments.SelectMany(e => (IEnumerable<string>)[e.Spec.Id, .. e.Spec.Variants.Select(v => v.Id), .. e.Spec.Metrics.Select(m => m.Name), .. e.Spec.Findings]);
        words.ShouldAllBe(w => w.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));
    }
}
