namespace Breakwater.Lab.Experiments;

/// <summary>What a variant stands for.</summary>
public enum VariantKind
{
    /// <summary>The control as the framework states it for five agents.</summary>
    Baseline,
    /// <summary>The control as it ships.</summary>
    Adapted,
    /// <summary>What others tried and dropped.</summary>
    FailedAttempt,
}
