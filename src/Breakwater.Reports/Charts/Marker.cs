using static System.FormattableString;

namespace Breakwater.Reports.Charts;

/// <summary>Shapes that tell series apart without colour.</summary>
internal static class Marker
{
    private const int Shapes = 6;

    /// <summary>Path of the marker of a series, centred.</summary>
    public static string Path(int series, double x, double y, double r = 4)
    {
        var (s, t) = (r * 0.9, r * 1.2);
        return (series % Shapes) switch
        {
            0 => Invariant($"M{x - r:0.#} {y:0.#}a{r:0.#} {r:0.#} 0 1 0 {2 * r:0.#} 0a{r:0.#} {r:0.#} 0 1 0 {-2 * r:0.#} 0z"),
            1 => Invariant($"M{x - s:0.#} {y - s:0.#}h{2 * s:0.#}v{2 * s:0.#}h{-2 * s:0.#}z"),
            2 => Invariant($"M{x:0.#} {y - t:0.#}l{t:0.#} {2 * s:0.#}h{-2 * t:0.#}z"),
            3 => Invariant($"M{x:0.#} {y - t:0.#}l{t:0.#} {t:0.#}l{-t:0.#} {t:0.#}l{-t:0.#} {-t:0.#}z"),
            4 => Invariant($"M{x:0.#} {y + t:0.#}l{t:0.#} {-2 * s:0.#}h{-2 * t:0.#}z"),
            _ => Invariant($"M{x - s:0.#} {y - s:0.#}l{2 * s:0.#} {2 * s:0.#}m0 {-2 * s:0.#}l{-2 * s:0.#} {2 * s:0.#}"),
        };
    }

    /// <summary>A cross, for a breakpoint.</summary>
    public static string Cross(double x, double y, double r = 5) =>
        Invariant($"M{x - r:0.#} {y - r:0.#}L{x + r:0.#} {y + r:0.#}M{x - r:0.#} {y + r:0.#}L{x + r:0.#} {y - r:0.#}");

    /// <summary>Colour class of a series.</summary>
    public static string Colour(int series) => Invariant($"s{(series % Shapes) + 1}");
}
