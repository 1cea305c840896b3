using Breakwater.Lab.Experiments;

namespace Breakwater.Lab.Observing;

/// <summary>What the observability experiment's measurements mean.</summary>
internal static class ObservingConclusions
{
    public static Conclusions From(Reading reading)
    {
        _ = reading;
        return new();
    }
}
