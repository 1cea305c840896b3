using System.Text.Json;
using System.Text.Json.Nodes;
using Breakwater.Lab.Results;

namespace Breakwater.Reports.Tests.Samples;

/// <summary>The sample run with every text in it led by something that means something to one of the writers.</summary>
internal static class Hostile
{
    /// <summary>Markup, quotes, pipes, backticks, line breaks, control characters, a direction override, a lone surrogate, an emoji, Hebrew.</summary>
    public const string Text = "=<script>alert(1)</script>|\"'`**_x_**](javascript:alert(1))<!-- ]]> --> &amp; \r\n# head\t\u0000\u0007\u202Eevil\u2066 \uD83D\uDE00 שלום <img src=x onerror=alert(1)>";

    /// <summary>Members that choose what is shown or drawn rather than what is said.</summary>
    private static readonly HashSet<string> s_words = new(StringComparer.Ordinal)
    {
        "schema", "judgement", "kind", "status", "axis", "metric", "law", "how", "access", "verdict", "deliverable", "evidence", "variant", "experiment", "scaling", "variants", "unit", "better", "source",
    };

    public static ResultsDocument Bank()
    {
        using var json = new MemoryStream();
        ResultsSerializer.Write(SampleResults.Bank(), json);
        var root = JsonNode.Parse(json.ToArray())!;
        Spoil(root, "");
        return ResultsSerializer.Read(new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(root)), "hostile").Document!;
    }

    /// <summary>A lone surrogate cannot come through JSON, so it is put where it can only come from code.</summary>
    public static ResultsDocument WithLoneSurrogate()
    {
        var bank = SampleResults.Bank();
        return bank with { Scenario = bank.Scenario with { Name = "lone \uD83D surrogate" } };
    }

    private static void Spoil(JsonNode node, string under)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    if (value is JsonValue text && text.GetValueKind() == JsonValueKind.String)
                    {
                        var at = name == "name" && under == "metrics" || name == "id" && under is "experiments" or "variants";
                        members[name] = s_words.Contains(name) || at ? text.GetValue<string>() : text.GetValue<string>() + Text;
                    }
                    else if (value is not null)
                    {
                        Spoil(value, name);
                    }
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (items[i] is JsonValue text && text.GetValueKind() == JsonValueKind.String)
                    {
                        items[i] = s_words.Contains(under) ? text.GetValue<string>() : Text + text.GetValue<string>();
                    }
                    else if (items[i] is { } item)
                    {
                        Spoil(item, under);
                    }
                }

                break;
            default:
                break;
        }
    }
}
