using Breakwater.Lab.Simulation;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Lab.Tests.Simulation;

public sealed class LabRandomTests
{
    // Output of the authors' reference implementation from the state 1, 2, 3, 4.
    private static readonly ulong[] Reference =
    [
        11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600,
        16172922978634559625, 8476171486693032832, 10595114339597558777, 2904607092377533576,
    ];

    [Fact]
    public void Sequence_is_that_of_the_reference_implementation()
    {
        var random = LabRandom.FromState(1, 2, 3, 4);
        Reference.Select(_ => random.NextUInt64()).ShouldBe(Reference);
    }

    [Fact]
    public void State_is_filled_by_SplitMix64()
    {
        ulong state = 1234567;
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431];
        expected.Select(_ => LabRandom.SplitMix64(ref state)).ShouldBe(expected);

        var seeded = new LabRandom(1234567);
        var given = LabRandom.FromState(expected[0], expected[1], expected[2], expected[3]);
        for (var i = 0; i < 20; i++) { seeded.NextUInt64().ShouldBe(given.NextUInt64()); }
    }

    [Fact]
    public void Forks_do_not_depend_on_what_was_drawn()
    {
        var fresh = new LabRandom(7);
        var used = new LabRandom(7);
        for (var i = 0; i < 100; i++) { used.NextUInt64(); }
        used.Fork("arrivals").NextUInt64().ShouldBe(fresh.Fork("arrivals").NextUInt64());
        used.Fork(3).NextUInt64().ShouldBe(fresh.Fork(3).NextUInt64());
    }

    [Fact]
    public void Forks_of_different_purposes_numbers_and_seeds_are_different()
    {
        var firsts = new List<ulong>();
        for (ulong seed = 0; seed < 20; seed++)
        {
            var random = new LabRandom(seed);
            firsts.Add(random.NextUInt64());
            firsts.AddRange(new[] { "", "a", "b", "arrivals" }.Select(p => random.Fork(p).NextUInt64()));
            for (ulong i = 0; i < 50; i++) { firsts.Add(random.Fork(i).NextUInt64()); }
            firsts.Add(random.Fork("a").Fork("b").NextUInt64());
            firsts.Add(random.Fork("b").Fork("a").NextUInt64());
        }
        firsts.Distinct().Count().ShouldBe(firsts.Count);
    }

    [Fact]
    public void Sibling_streams_are_uncorrelated()
    {
        var a = new LabRandom(1).Fork(0);
        var b = new LabRandom(1).Fork(1);
        const int Draws = 100_000;
        var product = 0.0;
        for (var i = 0; i < Draws; i++) { product += (a.NextDouble() - 0.5) * (b.NextDouble() - 0.5); }
        Math.Abs(product / Draws * 12).ShouldBeLessThan(4 / Math.Sqrt(Draws));
    }

    [Fact]
    public void Whole_numbers_stay_in_range() => Check.One(Trials.Of(), Prop.ForAll<ulong, PositiveInt>((seed, count) =>
    {
        var random = new LabRandom(seed);
        for (var i = 0; i < 20; i++) { random.NextInt(count.Get).ShouldBeInRange(0, count.Get - 1); }
    }));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(97)]
    public void Whole_numbers_are_uniform(int count)
    {
        const int Draws = 200_000;
        var random = new LabRandom(11);
        var seen = new int[count];
        for (var i = 0; i < Draws; i++) { seen[random.NextInt(count)]++; }
        var expected = (double)Draws / count;
        var chiSquared = seen.Sum(s => (s - expected) * (s - expected) / expected);
        var degrees = count - 1;
        chiSquared.ShouldBeLessThan(degrees + 4 * Math.Sqrt(2.0 * degrees) + 4);
    }

    [Fact]
    public void Fractions_have_the_moments_of_the_uniform_distribution() =>
        ShouldHaveMoments(r => r.NextDouble(), 0.5, 1 / 12.0);

    [Fact]
    public void Normal_has_its_moments() => ShouldHaveMoments(r => r.Normal(), 0, 1);

    [Fact]
    public void Exponential_has_its_moments() => ShouldHaveMoments(r => r.Exponential(4), 4, 16);

    [Theory]
    [InlineData(0.3)]
    [InlineData(7)]
    [InlineData(29.9)]
    [InlineData(30)]
    [InlineData(500)]
    public void Poisson_has_its_moments(double mean) => ShouldHaveMoments(r => r.Poisson(mean), mean, mean);

    [Fact]
    public void Log_normal_has_the_given_median_and_percentile()
    {
        var random = new LabRandom(5);
        var values = Enumerable.Range(0, 200_000).Select(_ => random.LogNormal(20, 90)).Order().ToArray();
        values[100_000].ShouldBe(20, 0.3);
        values[198_000].ShouldBe(90, 3);
        random.LogNormal(20, 20).ShouldBe(20);
        Should.Throw<ArgumentOutOfRangeException>(() => random.LogNormal(20, 19));
    }

    [Fact]
    public void Every_order_is_as_likely_after_a_shuffle()
    {
        var random = new LabRandom(3);
        var seen = new Dictionary<string, int>();
        for (var i = 0; i < 24_000; i++)
        {
            Span<char> items = ['a', 'b', 'c', 'd'];
            random.Shuffle(items);
            var order = new string(items);
            seen[order] = seen.GetValueOrDefault(order) + 1;
        }
        seen.Count.ShouldBe(24);
        seen.Values.ShouldAllBe(count => count > 850 && count < 1150);
    }

    private static void ShouldHaveMoments(Func<LabRandom, double> draw, double mean, double variance)
    {
        const int Draws = 200_000;
        var random = new LabRandom(42);
        double sum = 0, squares = 0;
        for (var i = 0; i < Draws; i++)
        {
            var x = draw(random) - mean;
            sum += x;
            squares += x * x;
        }
        Math.Abs(sum / Draws).ShouldBeLessThan(4 * Math.Sqrt(variance / Draws));
        (squares / Draws / variance).ShouldBe(1, 0.04);
    }
}
