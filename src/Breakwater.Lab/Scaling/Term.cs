namespace Breakwater.Lab.Scaling;

/// <summary>The terms that laws are sums of, in order of growth.</summary>
internal enum Term
{
    One,
    Log,
    Linear,
    NLogN,
    Square,
}

internal static class TermExtensions
{
    public static double At(this Term term, double n) => term switch
    {
        Term.One => 1,
        Term.Log => Math.Log(n),
        Term.Linear => n,
        Term.NLogN => n * Math.Log(n),
        _ => n * n,
    };

    /// <summary>n times the derivative: what the term adds to the local exponent's numerator.</summary>
    public static double SlopeAt(this Term term, double n) => term switch
    {
        Term.One => 0,
        Term.Log => 1,
        Term.Linear => n,
        Term.NLogN => n * Math.Log(n) + n,
        _ => 2 * n * n,
    };

    public static string Class(this Term term) => term switch
    {
        Term.One => "constant",
        Term.Log => "sublinear",
        Term.Linear => "linear",
        Term.NLogN => "superlinear",
        _ => "quadratic",
    };
}
