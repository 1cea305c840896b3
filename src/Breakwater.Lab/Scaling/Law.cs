namespace Breakwater.Lab.Scaling;

/// <summary>A family of curves y = f(n; parameters).</summary>
internal abstract class Law(string name, int parameters)
{
    /// <summary>As it stands in results.</summary>
    public string Name { get; } = name;

    public int Parameters { get; } = parameters;

    public abstract double Value(ReadOnlySpan<double> p, double n);

    /// <summary>Derivatives of the value by the parameters.</summary>
    public abstract void Gradient(ReadOnlySpan<double> p, double n, Span<double> gradient);

    /// <summary>n · dy/dn.</summary>
    public abstract double Slope(ReadOnlySpan<double> p, double n);

    /// <summary>Derivatives of the slope by the parameters.</summary>
    public abstract void SlopeGradient(ReadOnlySpan<double> p, double n, Span<double> gradient);

    /// <summary>Where Gauss–Newton starts; null where the family cannot describe such data.</summary>
    public abstract double[]? Start(IReadOnlyList<(double N, double Y)> points);

    /// <summary>Local exponent d log y / d log n; 0 where the value is.</summary>
    public double Exponent(ReadOnlySpan<double> p, double n)
    {
        var value = Value(p, n);
        return value == 0 ? 0 : Slope(p, n) / value;
    }
}

/// <summary>A sum of terms, the last one growing fastest.</summary>
/// <param name="name">As it stands in results.</param>
/// <param name="terms">In order of growth.</param>
/// <param name="layout">Terms whose coefficients results list under this name, zero for those the sum leaves out.</param>
internal sealed class SumLaw(string name, Term[] terms, Term[] layout) : Law(name, terms.Length)
{
    public IReadOnlyList<Term> Terms => terms;

    public Term Dominant => terms[^1];

    /// <summary>The sum with a further, slower term: shows how well the data pin down the exponent that a single term takes for granted.</summary>
    public SumLaw? Extended => terms switch
    {
        [Term.One] => new(Name, [Term.One, Term.Log], layout),
        [Term.Linear] => new(Name, [Term.One, Term.Linear], layout),
        [Term.NLogN] => new(Name, [Term.Linear, Term.NLogN], layout),
        [Term.Square] => new(Name, [Term.Linear, Term.Square], layout),
        _ => null,
    };

    public override double Value(ReadOnlySpan<double> p, double n)
    {
        var sum = 0.0;
        for (var i = 0; i < terms.Length; i++) { sum += p[i] * terms[i].At(n); }
        return sum;
    }

    public override void Gradient(ReadOnlySpan<double> p, double n, Span<double> gradient)
    {
        for (var i = 0; i < terms.Length; i++) { gradient[i] = terms[i].At(n); }
    }

    public override double Slope(ReadOnlySpan<double> p, double n)
    {
        var sum = 0.0;
        for (var i = 0; i < terms.Length; i++) { sum += p[i] * terms[i].SlopeAt(n); }
        return sum;
    }

    public override void SlopeGradient(ReadOnlySpan<double> p, double n, Span<double> gradient)
    {
        for (var i = 0; i < terms.Length; i++) { gradient[i] = terms[i].SlopeAt(n); }
    }

    public override double[] Start(IReadOnlyList<(double N, double Y)> points) => new double[terms.Length];

    /// <summary>Coefficients as results list them.</summary>
    public IReadOnlyList<double> Listed(double[] p) => [.. layout.Select(t => Array.IndexOf(terms, t) is var i and >= 0 ? p[i] : 0)];
}

/// <summary>y = c·n^p, with ln c and p as parameters.</summary>
internal sealed class PowerLaw() : Law("power law", 2)
{
    public override double Value(ReadOnlySpan<double> p, double n) => Math.Exp(p[0] + p[1] * Math.Log(n));

    public override void Gradient(ReadOnlySpan<double> p, double n, Span<double> gradient)
    {
        gradient[0] = Value(p, n);
        gradient[1] = gradient[0] * Math.Log(n);
    }

    public override double Slope(ReadOnlySpan<double> p, double n) => p[1] * Value(p, n);

    public override void SlopeGradient(ReadOnlySpan<double> p, double n, Span<double> gradient)
    {
        gradient[0] = Slope(p, n);
        gradient[1] = gradient[0] * Math.Log(n) + Value(p, n);
    }

    public override double[]? Start(IReadOnlyList<(double N, double Y)> points)
    {
        if (points.Any(q => q.Y <= 0)) { return null; }
        var x = points.Average(q => Math.Log(q.N));
        var y = points.Average(q => Math.Log(q.Y));
        var exponent = points.Sum(q => (Math.Log(q.N) - x) * (Math.Log(q.Y) - y)) / points.Sum(q => (Math.Log(q.N) - x) * (Math.Log(q.N) - x));
        return [y - exponent * x, exponent];
    }
}
