using Breakwater.Reports.Charts;

namespace Breakwater.Reports.Tests.Charts;

public sealed class LawTests
{
    public static TheoryData<string, double[], double, double> Values() => new()
    {
        { "constant", [7], 100, 7 },
        { "log n", [1, 2], Math.E, 3 },
        { "n", [1, 2], 10, 21 },
        { "n", [2], 10, 20 },
        { "n log n", [1, 3, 2], Math.E, 1 + (5 * Math.E) },
        { "n²", [1, 2], 10, 201 },
        { "n²", [1], 200, 40_000 },
        { "a + bn + cn²", [1, 2, 3], 10, 321 },
        { "power law", [2, 1.5], 4, 16 },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_law_is_evaluated_in_the_order_of_its_terms(string law, double[] coefficients, double n, double expected) =>
        Law.Evaluate(law, coefficients, n)!.Value.ShouldBe(expected, 1e-9);

    [Theory]
    [InlineData("hard limit", 1.0)]
    [InlineData("a law of a later version", 1.0)]
    [InlineData("power law", 1.0)]
    public void What_has_no_value_has_none(string law, double coefficient) => Law.Evaluate(law, [coefficient], 10).ShouldBeNull();
}
