using System.Globalization;
using Breakwater.Lab.Results;

namespace Breakwater.Reports.Tests.Samples;

/// <summary>245 controls and 42 questions, in the numbers the framework has.</summary>
internal static class SampleCatalogue
{
    private static readonly (string Domain, int Controls)[] s_domains =
        [("PG", 22), ("IA", 14), ("DP", 15), ("EC", 35), ("OB", 18), ("SC", 12), ("PA", 19), ("MC", 21), ("AT", 25), ("OI", 18), ("EI", 15), ("ENV", 24), ("IS", 2), ("DEL", 5)];

    public static IReadOnlyList<ControlResult> Controls() =>
        [.. s_domains.SelectMany(d => Enumerable.Range(1, d.Controls).Select(i => Control(d.Domain, i)))];

    public static IReadOnlyList<QuestionResult> Questions() =>
        [.. Enumerable.Range(0, 42).Select(i => new QuestionResult(
            string.Create(CultureInfo.InvariantCulture, $"{(i < 34 ? 1 : 2)}.{(i % 8) + 1}.{(i / 8) + 1}"),
            i < 34 ? "tabletop" : "100-agent",
            (i % 8) + 1,
            "At which fleet size does the control stop keeping its budget, and what gives way first?",
            i % 8 == 1 ? "answered" : "not yet measured",
            i % 8 == 1 ? "At 152 agents under the full mesh: the time to an answer gives way before the node's capacity does." : null,
            i % 8 == 1 ? ["trust-mesh/full-mesh/checks"] : []))];

    private static ControlResult Control(string domain, int i)
    {
        var measured = domain == "IA" && i <= 3;
        return new(
            string.Create(CultureInfo.InvariantCulture, $"{domain}-{(i % 3) + 1}.{i}"), string.Create(CultureInfo.InvariantCulture, $"Control {i} of {domain}"), domain, i % 4,
            measured ? "measured" : domain == "EC" ? "implemented" : i % 5 == 0 ? "declared" : "not implemented", measured ? "linear" : null, "linear",
            measured ? ["trust-mesh/hierarchy-cache/checks"] : []);
    }
}
