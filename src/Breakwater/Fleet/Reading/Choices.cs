using Breakwater.Contracts;

namespace Breakwater.Fleet.Reading;

/// <summary>The words a key may take and what they mean; the writer uses the same table.</summary>
internal sealed class Choices<T>(params (string Word, T Value)[] pairs)
{
    public IReadOnlyList<string> Words { get; } = [.. pairs.Select(p => p.Word)];

    public T First => pairs[0].Value;

    public bool TryFind(string word, out T value)
    {
        foreach (var pair in pairs)
        {
            if (string.Equals(pair.Word, word, StringComparison.Ordinal))
            {
                value = pair.Value;
                return true;
            }
        }
        value = First;
        return false;
    }

    /// <summary>The word for a value.</summary>
    public string Word(T value) => pairs.First(p => EqualityComparer<T>.Default.Equals(p.Value, value)).Word;
}

/// <summary>Every closed vocabulary of the fleet file.</summary>
internal static class Vocabulary
{
    public static Choices<RiskClass> Risk { get; } =
        new(("low", RiskClass.Low), ("medium", RiskClass.Medium), ("high", RiskClass.High), ("critical", RiskClass.Critical));

    public static Choices<AutonomyTier> Tier { get; } =
        new(("supervised", AutonomyTier.Supervised), ("managed", AutonomyTier.Managed), ("autonomous", AutonomyTier.Autonomous));

    public static Choices<ToolAccess> Access { get; } = new(("read", ToolAccess.Read), ("write", ToolAccess.Write));

    public static Choices<RecordPolicy> Record { get; } = new(("before", RecordPolicy.Before), ("after", RecordPolicy.After));

    public static Choices<CascadePolicy> Cascade { get; } = new(
        ("cascade", CascadePolicy.Cascade), ("stale", CascadePolicy.Stale), ("fallback", CascadePolicy.Fallback), ("assess", CascadePolicy.Assess));

    // `on` and `off` are plain words here: the reader works on text and knows no YAML booleans but `true` and `false`.
    public static Choices<ControlMode> Mode { get; } = new(("on", ControlMode.On), ("observe", ControlMode.Observe), ("off", ControlMode.Off));

    public static Choices<FlowScaling> Flows { get; } = new(
        ("constant-degree", FlowScaling.ConstantDegree), ("proportional", FlowScaling.Proportional), ("complete", FlowScaling.Complete));

    public static Choices<string> Subjects { get; } = new([.. SourceClaimSubjects.All.Select(s => (s, s))]);
}
