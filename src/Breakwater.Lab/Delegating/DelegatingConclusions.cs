using Breakwater.Lab.Experiments;
namespace Breakwater.Lab.Delegating;
internal static class DelegatingConclusions
{
    public static Conclusions From(Reading reading) => new();
}
