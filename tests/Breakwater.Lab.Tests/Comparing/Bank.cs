using Breakwater.Fleet;
using Breakwater.Lab.Tests.Calibration;

namespace Breakwater.Lab.Tests.Comparing;

/// <summary>The shipped bank, read once.</summary>
internal static class Bank
{
    private static readonly Lazy<FleetSpecification> s_fleet = new(() =>
    {
        var read = FleetFile.Load(Path.Combine(Repository.Root, "scenarios", "investment-bank.yaml"));
        read.Problems.ShouldBeEmpty();
        return read.Fleet!;
    });

    public static FleetSpecification Fleet => s_fleet.Value;
}
