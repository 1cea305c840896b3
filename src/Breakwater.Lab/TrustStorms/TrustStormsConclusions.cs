using Breakwater.Lab.Experiments;
using Breakwater.Lab.Results;
using static Breakwater.Lab.TrustStorms.TrustStormsExperiment;

namespace Breakwater.Lab.TrustStorms;

/// <summary>What the storms' measurements mean.</summary>
internal static class TrustStormsConclusions
{
    public static Conclusions From(Reading reading) => new();
}
