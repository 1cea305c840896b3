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
        dimension >= 1 && dimension <= s_dimensions.Length ? FormattableString.Invariant($"Dimension {dimension}: {s_dimensions[dimension - 1]}") : FormattableString.Invariant($"Dimension {dimension}");

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
