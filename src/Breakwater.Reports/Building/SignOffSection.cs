using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>Where the risk owner decides and signs.</summary>
internal static class SignOffSection
{
    public static Section Build(BuildContext context)
    {
        var scenario = context.Scenario;
        return new(context.Section("sign-off"), "Sign-off",
        [
            new SignOff(
                [
                    $"This decision concerns {scenario.Name} ({Figures.Of(scenario.Agents, "agent")}, fleet digest {scenario.Digest}) as measured in {scenario.Mode} mode with seed {scenario.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)}.",
                    "It covers what was measured. What is marked not yet measured, not implemented, declared or extrapolated is not covered.",
                ],
                ["Accepted as it stands", "Accepted with the recommendations carried out", "Not accepted"]),
        ]);
    }
}
