namespace Breakwater.Lab.PolicyVersions;

/// <summary>Where experiments belong that answer "Scaling AI Agents from 10 to 10,000" beside the eight stress dimensions, which list no policy versions.</summary>
internal static class ScalingLessons
{
    /// <summary>The number of that place among the dimensions.</summary>
    public const int Dimension = 0;

    /// <summary>The source.</summary>
    public const string Article = "Scaling AI Agents from 10 to 10,000";
}
