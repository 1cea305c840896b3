using System.Text;
using Breakwater.Contracts;
using Breakwater.ControlLog;

namespace Breakwater.Pace;

/// <summary>The words for levels and phases, and text that fits a record.</summary>
internal static class PaceNames
{
    public const int MostActorBytes = ControlLogLimits.ActorBytes;

    private static readonly string[] _levels = ["tenant", "cluster", "type", "agent"];
    private static readonly string[] _phases = ["primary", "alternate", "contingency", "emergency"];

    public static string Of(PaceLevel level) => _levels[(int)level];

    public static string Of(PaceState phase) => _phases[(int)phase];

    /// <summary>A text as a record can carry it: what is no proper text is replaced, what is too long is cut. Nothing that restricts fails for its wording.</summary>
    public static string Fitting(string? text, int mostBytes)
    {
        if (string.IsNullOrWhiteSpace(text)) { return "not stated"; }
        var fitting = new StringBuilder();
        var bytes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > mostBytes) { break; }
            fitting.Append(rune.ToString());
        }
        return fitting.ToString();
    }

    /// <summary>Why a text cannot stand in the record of what permits; null if it can.</summary>
    public static string? Problem(string what, string? text, int mostBytes)
    {
        if (string.IsNullOrWhiteSpace(text)) { return $"To restore needs {what}: say it."; }
        var bytes = 0;
        foreach (var rune in text.EnumerateRunes()) { bytes += rune.Utf8SequenceLength; }
        return bytes > mostBytes || Fitting(text, mostBytes) != text ? $"What is given as {what} is longer than {mostBytes} bytes of UTF-8, or no proper text: shorten it." : null;
    }
}
