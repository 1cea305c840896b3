using System.Text;

namespace Breakwater.Reports.Model;

/// <summary>The results' short words as a reader should see them. What is not known here is shown as it stands.</summary>
internal static class Wording
{
    private static readonly string[] s_dimensions =
    [
        "Epistemic cascade depth", "Delegation graph complexity", "Cross-cluster PACE cascades", "Observability at volume",
        "Provider concentration", "Data boundary enforcement", "Kill switch at scale", "Compound attack surface",
    ];

    private static readonly Dictionary<string, string> s_domains = new(StringComparer.Ordinal)
    {
        ["PG"] = "Prompt, goal and epistemic integrity",
        ["IA"] = "Identity and access",
        ["DP"] = "Data protection",
        ["EC"] = "Execution control",
        ["OB"] = "Observability",
        ["SC"] = "Supply chain",
        ["PA"] = "Privileged agent governance",
        ["MC"] = "Model cognition assurance",
        ["AT"] = "Agentic task mandate and behavioural governance",
        ["OI"] = "Objective intent",
        ["EI"] = "Document extraction integrity",
        ["ENV"] = "Environment containment",
        ["IS"] = "Inference-side register controls",
        ["DEL"] = "Delegation chain controls",
    };

    public static string Dimension(int dimension) =>
        dimension == 0 ? "Lessons of scaling, beside the eight dimensions"
        : dimension >= 1 && dimension <= s_dimensions.Length ? FormattableString.Invariant($"Dimension {dimension}: {s_dimensions[dimension - 1]}") : FormattableString.Invariant($"Dimension {dimension}");

    public static string Domain(string domain) => s_domains.TryGetValue(domain, out var name) ? $"{domain} · {name}" : domain;

    public static Tone Tone(string judgement) => judgement switch
    {
        "hold" or "held" or "supported" => Model.Tone.Hold,
        "bend" => Model.Tone.Bend,
        "break" or "refuted" => Model.Tone.Break,
        _ => Model.Tone.Muted,
    };

    public static Piece Judgement(string judgement) => new(
        judgement switch
        {
            "hold" => "holds",
            "bend" => "bends",
            "break" => "breaks",
            _ => judgement,
        },
        Tone(judgement));

    /// <summary>Whose judgement a finding is, in the order in which it is shown.</summary>
    public static readonly IReadOnlyList<string> Subjects = ["adapted", "baseline", "failed-attempt", "fleet"];

    public static string Subject(string subject) => subject switch
    {
        "adapted" => "As shipped",
        "baseline" => "As stated for five agents",
        "failed-attempt" => "Tried and dropped",
        "fleet" => "This fleet's description",
        _ => subject,
    };

    /// <summary>Kind of a variant, for a cell.</summary>
    public static string Kind(string kind) => kind switch
    {
        "adapted" => "as shipped",
        "baseline" => "as stated",
        "failed-attempt" => "tried, dropped",
        _ => kind,
    };

    /// <summary>Scaling rule, for a cell or a name in a chart.</summary>
    public static string Scaling(string scaling) => scaling.Replace('-', ' ');

    /// <summary>What the scaling rules mean.</summary>
    public const string ScalingNote = "Scaling rule: under complete everyone deals with everyone; under constant degree each agent keeps its number of partners; under proportional that number grows with the fleet.";

    /// <summary>A budget in words: a key of the fleet file such as <c>budgets.trustCheckP99</c> becomes <c>trust check p99</c>; a name that is already words stays.</summary>
    public static string Budget(string name)
    {
        if (!IsKey(name))
        {
            return name;
        }

        var words = new StringBuilder();
        foreach (var c in name[(name.LastIndexOf('.') + 1)..])
        {
            _ = char.IsAsciiLetterUpper(c) ? words.Append(' ').Append(char.ToLowerInvariant(c)) : words.Append(c);
        }

        return words.ToString().TrimStart();
    }

    /// <summary>Whether a budget is named by its key in the fleet file: names of ASCII letters and digits joined by dots.</summary>
    public static bool IsKey(string name) =>
        name.Split('.') is { Length: > 1 } parts && parts.All(p => p.Length > 0 && p.All(char.IsAsciiLetterOrDigit) && char.IsAsciiLetter(p[0]));

    /// <summary>Worst first.</summary>
    public static int Severity(string judgement) => judgement switch
    {
        "break" => 0,
        "bend" => 1,
        "hold" => 2,
        _ => 3,
    };

    public static string Source(string source) => source switch
    {
        "tabletop" => "Stress Testing MASO at Scale",
        "100-agent" => "100-Agent Stress Test",
        _ => source,
    };
}
