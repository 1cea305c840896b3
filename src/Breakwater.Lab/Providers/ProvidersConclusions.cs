using Breakwater.Lab.Experiments;

namespace Breakwater.Lab.Providers;

internal static class ProvidersConclusions
{
    public static Conclusions From(Reading reading) => new();
}
