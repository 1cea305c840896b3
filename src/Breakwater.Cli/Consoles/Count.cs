using System.Globalization;

namespace Breakwater.Cli.Consoles;

/// <summary>Counts for people.</summary>
internal static class Count
{
    /// <summary>A count with its noun, such as <c>1 agent</c> or <c>10,000 agents</c>.</summary>
    public static string Of(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>A count with a noun whose plural is not made with an s.</summary>
    public static string Of(long count, string noun, string plural) => string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {(count == 1 ? noun : plural)}");
}
