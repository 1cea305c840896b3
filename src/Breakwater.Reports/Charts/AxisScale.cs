namespace Breakwater.Reports.Charts;

/// <summary>Maps values to pixels, linearly or by logarithm, and knows where the ticks belong.</summary>
internal sealed class AxisScale
{
    private readonly bool _logarithmic;
    private readonly double _from;
    private readonly double _to;
    private readonly double _start;
    private readonly double _end;

    /// <param name="low">Smallest value to show; above zero on a logarithmic axis.</param>
    /// <param name="high">Largest value to show.</param>
    /// <param name="start">Pixel of the smallest.</param>
    /// <param name="end">Pixel of the largest.</param>
    public AxisScale(bool logarithmic, double low, double high, double start, double end)
    {
        _logarithmic = logarithmic;
        (_start, _end) = (start, end);
        (low, high) = logarithmic ? Widened(Math.Log10(low), Math.Log10(high), 0.06) : Widened(Math.Min(low, 0), high, 0.05);
        (_from, _to) = !logarithmic && low < 0 && low > -0.06 * high ? (0, high) : (low, high);
    }

    /// <summary>Smallest value on the axis.</summary>
    public double Low => _logarithmic ? Math.Pow(10, _from) : _from;

    /// <summary>Largest value on the axis.</summary>
    public double High => _logarithmic ? Math.Pow(10, _to) : _to;

    public double Pixel(double value) => _start + ((_logarithmic ? Math.Log10(value) : value) - _from) / (_to - _from) * (_end - _start);

    /// <summary>Whether the value lies on the axis, with a hair's breadth for rounding.</summary>
    public bool Shows(double value)
    {
        var at = _logarithmic ? (value > 0 ? Math.Log10(value) : double.NegativeInfinity) : value;
        var slack = (_to - _from) * 1e-9;
        return at >= _from - slack && at <= _to + slack;
    }

    /// <summary>Values evenly spaced on the axis between two of its values.</summary>
    public IEnumerable<double> Between(double from, double to, int steps)
    {
        for (var i = 0; i <= steps; i++)
        {
            var share = (double)i / steps;
            yield return i == 0 ? from : i == steps ? to
                : _logarithmic ? Math.Pow(10, Math.Log10(from) + (share * (Math.Log10(to) - Math.Log10(from))))
                : from + (share * (to - from));
        }
    }

    /// <summary>Ticks that carry a label: decades with 2 and 5 between them where there is room; steps of 1, 2 or 5 on a linear axis or within a decade.</summary>
    /// <param name="most">How many labels there is room for.</param>
    public IReadOnlyList<double> Ticks(int most) => _logarithmic && Decades(most) is { Count: >= 2 } decades ? decades : Steps(Low, High, most);

    /// <summary>Fainter lines between the labelled ones.</summary>
    public IReadOnlyList<double> MinorTicks() =>
        !_logarithmic || _to - _from > 6
            ? []
            : [.. Enumerable.Range((int)Math.Floor(_from), (int)Math.Ceiling(_to) - (int)Math.Floor(_from) + 1)
                .SelectMany(decade => Enumerable.Range(2, 8).Select(m => m * Math.Pow(10, decade)))
                .Where(Shows)];

    private IReadOnlyList<double> Decades(int most)
    {
        var (first, last) = ((int)Math.Ceiling(_from - 1e-9), (int)Math.Floor(_to + 1e-9));
        double[][] finer = [[1, 2, 5], [1, 5], [1]];
        foreach (var multiples in finer)
        {
            var ticks = Enumerable.Range(first - 1, last - first + 3).SelectMany(d => multiples.Select(m => m * Math.Pow(10, d))).Where(Shows).ToList();
            if (ticks.Count <= most)
            {
                return ticks;
            }
        }

        var every = (int)Math.Ceiling((last - first + 1) / (double)most);
        return [.. Enumerable.Range(first, last - first + 1).Where(d => (d - first) % every == 0).Select(d => Math.Pow(10, d))];
    }

    private static IReadOnlyList<double> Steps(double low, double high, int most)
    {
        var rough = (high - low) / most;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = unit * new[] { 1, 2, 5, 10 }.First(m => m * unit >= rough * 0.999);
        var first = (long)Math.Ceiling((low / step) - 1e-9);
        var last = (long)Math.Floor((high / step) + 1e-9);
        return [.. Enumerable.Range(0, (int)(last - first + 1)).Select(i => (first + i) * step)];
    }

    private static (double Low, double High) Widened(double low, double high, double by)
    {
        var span = high - low;
        return span > 1e-12 ? (low - (span * by), high + (span * by)) : (low - 0.5, high + 0.5);
    }
}
