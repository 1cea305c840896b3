using Breakwater.Lab.Scaling;

namespace Breakwater.Lab.Tests.Scaling;

public sealed class UniversalScalabilityTests
{
    // SPEC SDM91 on a 16-processor Sun, the standard example of the law.
    private static readonly double[] Sizes = [1, 18, 36, 72, 108, 144, 216];
    private static readonly double[] Throughputs = [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2];

    [Fact]
    public void Published_example_is_reproduced()
    {
        var law = UniversalScalability.Fit(Sizes, Throughputs);
        law.Sigma.ShouldBe(0.01705, 5e-6);
        law.Kappa.ShouldBe(7.892e-5, 5e-9 + 5e-10);
        law.Lambda.ShouldBe(64.9);
        law.Peak!.Value.ShouldBe(111.6, 0.1);
    }

    [Theory]
    [InlineData(10, 0.05, 0.0002, true)]
    [InlineData(10, 0.05, 0.0002, false)]
    [InlineData(250, 0.01, 0, true)]
    [InlineData(250, 0, 0.001, false)]
    [InlineData(3, 0, 0, false)]
    public void Exact_data_give_back_their_parameters(double lambda, double sigma, double kappa, bool withOne)
    {
        var exact = new UniversalScalability(lambda, sigma, kappa);
        double[] sizes = [withOne ? 1 : 2, 5, 10, 20, 50, 100];
        var law = UniversalScalability.Fit(sizes, [.. sizes.Select(exact.Throughput)]);
        law.Lambda.ShouldBe(lambda, 1e-8 * lambda);
        law.Sigma.ShouldBe(sigma, 1e-9);
        law.Kappa.ShouldBe(kappa, 1e-9);
    }

    [Fact]
    public void Peak_is_where_throughput_is_greatest()
    {
        var law = new UniversalScalability(10, 0.05, 0.0002);
        var peak = law.Peak!.Value;
        law.Throughput(peak).ShouldBeGreaterThan(law.Throughput(peak * 1.01));
        law.Throughput(peak).ShouldBeGreaterThan(law.Throughput(peak * 0.99));
        new UniversalScalability(10, 0.05, 0).Peak.ShouldBeNull();
    }

    [Fact]
    public void Better_than_linear_is_not_made_into_negative_contention()
    {
        double[] sizes = [1, 2, 4, 8, 16];
        var law = UniversalScalability.Fit(sizes, [10, 21, 44, 90, 185]);
        (law.Sigma, law.Kappa).ShouldBe((0, 0));
        law.Peak.ShouldBeNull();
    }

    [Fact]
    public void Impossible_input_is_refused()
    {
        Should.Throw<ArgumentException>(() => UniversalScalability.Fit([1, 2, 3], [1, 2]));
        Should.Throw<ArgumentException>(() => UniversalScalability.Fit([1, 2, 2], [1, 2, 2]));
        Should.Throw<ArgumentException>(() => UniversalScalability.Fit([1, 2, 3], [1, 0, 2]));
        Should.Throw<ArgumentException>(() => UniversalScalability.Fit([1, 2, double.NaN], [1, 1, 2]));
    }
}
