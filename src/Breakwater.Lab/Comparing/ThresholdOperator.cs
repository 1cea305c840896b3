namespace Breakwater.Lab.Comparing;

/// <summary>How a value is held against a limit.</summary>
public enum ThresholdOperator
{
    /// <summary><c>&lt;</c></summary>
    Less,
    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,
    /// <summary><c>&gt;</c></summary>
    Greater,
    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,
    /// <summary><c>==</c></summary>
    Equal,
    /// <summary><c>!=</c></summary>
    NotEqual,
}

/// <summary>Signs of the operators and what they mean.</summary>
internal static class ThresholdOperators
{
    private static readonly (string Sign, ThresholdOperator Operator)[] s_signs =
    [
        ("<=", ThresholdOperator.LessOrEqual),
        (">=", ThresholdOperator.GreaterOrEqual),
        ("==", ThresholdOperator.Equal),
        ("!=", ThresholdOperator.NotEqual),
        ("<", ThresholdOperator.Less),
        (">", ThresholdOperator.Greater),
    ];

    public static string Sign(this ThresholdOperator op) => s_signs.First(s => s.Operator == op).Sign;

    /// <summary>The operator that a text begins with, the longest that fits; null if it begins with none.</summary>
    public static ThresholdOperator? At(ReadOnlySpan<char> text)
    {
        foreach (var (sign, op) in s_signs)
        {
            if (text.StartsWith(sign, StringComparison.Ordinal)) { return op; }
        }
        return null;
    }

    public static bool IsTrue(this ThresholdOperator op, double value, double limit) => op switch
    {
        ThresholdOperator.Less => value < limit,
        ThresholdOperator.LessOrEqual => value <= limit,
        ThresholdOperator.Greater => value > limit,
        ThresholdOperator.GreaterOrEqual => value >= limit,
        ThresholdOperator.Equal => value.Equals(limit),
        _ => !value.Equals(limit),
    };
}
