using System.Numerics;
using Breakwater.Contracts;
using Breakwater.Lab.Calibration;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Lab.Tests.Calibration;

public sealed class CalibrationProfileTests
{
    private static readonly Gen<long> Cost = Gen.OneOf(Gen.Choose(1, 5_000).Select(x => (long)x), Gen.Choose(1, int.MaxValue).Select(x => x * 400L));
    private static readonly Arbitrary<long[]> Costs = Gen.ArrayOf(Cost, 2 * Work.Units).ToArbitrary();
    private static readonly Arbitrary<long[]> Counts = Gen.ArrayOf(Gen.Choose(0, int.MaxValue / 4).Select(x => (long)x), Work.Units).ToArbitrary();

    [Fact]
    public void Time_is_the_sum_of_counts_times_costs_rounded_half_up_once() =>
        Prop.ForAll(Costs, Counts, (costs, counts) =>
        {
            var (profile, work) = (Profile(costs), Count(counts));
            foreach (var memory in new[] { false, true })
            {
                var picoseconds = BigInteger.Zero;
                for (var i = 0; i < Work.Units; i++) { picoseconds += new BigInteger(counts[i]) * costs[(2 * i) + (memory ? 1 : 0)]; }
                profile.Nanoseconds(work, memory).ShouldBe((long)BigInteger.Divide(picoseconds + 500, 1000));
            }
        }).Check(Trials.Of());

    [Fact]
    public void Writing_and_reading_gives_the_same_profile() =>
        Prop.ForAll(Costs, costs =>
        {
            var profile = Profile(costs);
            var read = CalibrationFile.Parse(profile.ToJson()).Profile.ShouldNotBeNull();
            read.Costs.ShouldBe(profile.Costs);
            read.ToJson().ShouldBe(profile.ToJson());
            read.Digest.ShouldBe(profile.Digest);
        }).Check(Trials.Of());

    [Fact]
    public void The_digest_tells_profiles_apart_by_a_picosecond() =>
        Prop.ForAll(Costs, Gen.Choose(0, (2 * Work.Units) - 1).ToArbitrary(), (costs, at) =>
        {
            var other = costs.ToArray();
            other[at]++;
            Profile(other).Digest.ShouldNotBe(Profile(costs).Digest);
        }).Check(Trials.Of());

    [Fact]
    public void Work_that_cannot_be_told_in_nanoseconds_overflows_loudly()
    {
        var work = default(Work);
        work.Add(WorkUnit.Mac, long.MaxValue);
        var profile = Profile([.. Enumerable.Repeat(2_000L, 2 * Work.Units)]);
        Should.Throw<OverflowException>(() => profile.Nanoseconds(work));
    }

    [Fact]
    public void A_unit_that_the_profile_lacks_is_an_error_that_names_it_and_the_remedy()
    {
        var profile = new CalibrationProfile("small", "a machine", new(2026, 1, 2), [new(WorkUnit.Mac, WorkUnitVersions.Of(WorkUnit.Mac), 1_500, 2_500, 0.1)]);
        var work = default(Work);
        work.Add(WorkUnit.Mac, 3);
        profile.Nanoseconds(work).ShouldBe(5);
        work.Add(WorkUnit.KeyImport);
        var message = Should.Throw<InvalidOperationException>(() => profile.Nanoseconds(work)).Message;
        message.ShouldContain("`KeyImport`");
        message.ShouldContain("breakwater calibrate");
        profile.Gaps().Count.ShouldBe(Work.Units - 1);
    }

    [Fact]
    public void A_unit_measured_in_an_older_version_is_an_error_that_names_it()
    {
        var old = WorkUnitVersions.Of(WorkUnit.Mac) - 1;
        var profile = new CalibrationProfile("old", "a machine", new(2026, 1, 2), [new(WorkUnit.Mac, old, 1_500, 2_500, 0.1)]);
        var work = default(Work);
        work.Add(WorkUnit.Mac);
        Should.Throw<InvalidOperationException>(() => profile.Nanoseconds(work)).Message.ShouldContain($"version {old} of `Mac`");
    }

    [Fact]
    public void A_unit_may_not_appear_twice()
    {
        var mac = new UnitCost(WorkUnit.Mac, 1, 1, 1, 0);
        Should.Throw<ArgumentException>(() => new CalibrationProfile("p", "m", new(2026, 1, 2), [mac, mac]));
    }

    [Fact]
    public void The_reference_profile_prices_every_unit_as_it_runs_today() =>
        CalibrationProfile.Reference.Gaps().Select(g => g.Message).ShouldBeEmpty();

    [Fact]
    public void The_reference_file_is_in_canonical_form()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "src", "Breakwater.Lab", "Calibration", "reference.json"));
        CalibrationProfile.Reference.ToJson().ShouldBe(text);
    }

    internal static CalibrationProfile Profile(long[] costs) => new(
        "test",
        "a machine",
        new(2026, 1, 2),
        WorkUnitVersions.Units.Select(u => new UnitCost(u, WorkUnitVersions.Of(u), costs[2 * (int)u], costs[(2 * (int)u) + 1], 0.125)));

    private static Work Count(long[] counts)
    {
        var work = default(Work);
        foreach (var unit in WorkUnitVersions.Units) { work.Add(unit, counts[(int)unit]); }
        return work;
    }
}
