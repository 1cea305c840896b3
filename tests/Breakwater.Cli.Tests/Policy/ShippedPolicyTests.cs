using Breakwater.Cedar.Syntax;
using Breakwater.ControlLog;
using Breakwater.Fleet;
using Breakwater.Policy;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Cases;
using Breakwater.Policy.Diffing;
using Breakwater.Policy.Inspection;

namespace Breakwater.Cli.Tests.Policy;

/// <summary>The bundles that ship under <c>policies/</c>.</summary>
public sealed class ShippedPolicyTests
{
    [Fact]
    public void All_validate_strictly_and_pass_their_cases()
    {
        var (exitCode, output, error) = PolicyBench.Run("policy", "test", "policies");
        error.ShouldBeEmpty();
        output.ShouldEndWith("61 cases: 61 passed, 0 failed.\n");
        exitCode.ShouldBe(ExitCode.Done);
    }

    [Theory]
    [InlineData("policies/investment-bank")]
    [InlineData("policies/advisors/2.0.0")]
    [InlineData("policies/agora-6")]
    public void All_lint_clean(string folder)
    {
        var (exitCode, output, error) = PolicyBench.Run("policy", "lint", folder);
        error.ShouldBeEmpty();
        output.ShouldContain("0 errors, 0 warnings, ");
        exitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public void No_forbid_of_the_bank_can_be_taken_out_unnoticed()
    {
        var folder = Path.Combine(PolicyBench.Policies, "investment-bank");
        var cases = PolicyCaseReader.Load(Path.Combine(folder, "tests.yaml")).File!;
        var fleet = FleetFile.Load(Path.Combine(Repository.Root, "scenarios", "investment-bank.yaml")).Fleet!;
        var bundles = cases.Bundles.Select(b => BundleReader.Read(Path.Combine(folder, b)).Bundle!).ToList();
        var forbids = bundles.SelectMany(b => b.ReadPolicies()).Where(p => p.Effect == PolicyEffect.Forbid).ToList();
        forbids.Count.ShouldBe(17);
        foreach (var forbid in forbids)
        {
            var without = bundles.ConvertAll(b => Without(b, forbid));
            var loaded = LoadedPolicies.Load(fleet, null, without, out var problems);
            problems.ShouldBeEmpty();
            PolicyCases.Run(cases, loaded!).ShouldContain(r => !r.Passed, $"no case misses `{forbid.Id}`");
        }
    }

    /// <summary>The bundle with the text of a policy taken out of its file.</summary>
    private static PolicyBundle Without(PolicyBundle bundle, Breakwater.Cedar.Syntax.Policy policy)
    {
        var content = bundle.Content;
        string Text(string name) => Path.Combine(bundle.Folder, name) == policy.Source ? content.Find(name)!.Remove(policy.Span.Offset, policy.Span.Length) : content.Find(name)!;
        return BundleReader.Parse(new(content.Names.Select(n => KeyValuePair.Create(n, Text(n)))), bundle.Folder).Bundle!;
    }

    [Fact]
    public void The_halved_limit_cannot_be_published_as_a_minor_version_and_can_as_a_major_one()
    {
        var fleet = FleetFile.Load(Path.Combine(Repository.Root, "scenarios", "advisors-1000.yaml")).Fleet!;
        var control = new PolicyControl(fleet);
        using var log = new MemoryControlLog(TimeProvider.System);
        PublishResult Publish(string version, RolloutWaiver? waiver = null) =>
            control.Publish(BundleReader.Read(Path.Combine(PolicyBench.Policies, "advisors", version)).Bundle!, log, "tester", new() { WithoutRollout = waiver });

        Publish("1.0.0").Published.ShouldBeTrue();
        var minor = Publish("1.1.0");
        minor.Published.ShouldBeFalse();
        minor.Problems.ShouldHaveSingleItem().Message.ShouldContain("`advice-limits@1.1.0` denies 18 of ");
        Publish("2.0.0").Problems.ShouldHaveSingleItem().Message.ShouldContain("may not skip shadow");
        var major = Publish("2.0.0", new("the limit must fall today", "the head of compliance"));
        major.Published.ShouldBeTrue();
        major.Diff!.Count(PolicyChangeKind.AllowToDeny).ShouldBe(18);
    }
}
