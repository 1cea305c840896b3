namespace Breakwater.Lab.Scaling;

/// <summary>
/// The laws that are tried. Each name stands for its leading term with and without the slower terms that real costs bring along (a fixed
/// part, a part for each agent); the choice by corrected AIC decides which of them the data need.
/// </summary>
internal static class Laws
{
    private static readonly Term[] FixedAndLinear = [Term.One, Term.Linear];
    private static readonly Term[] FixedAndSquare = [Term.One, Term.Square];
    private static readonly Term[] ToNLogN = [Term.One, Term.Linear, Term.NLogN];
    private static readonly Term[] Quadratic = [Term.One, Term.Linear, Term.Square];

    public static IReadOnlyList<Law> All { get; } =
    [
        new SumLaw("constant", [Term.One], [Term.One]),
        new SumLaw("log n", [Term.One, Term.Log], [Term.One, Term.Log]),
        new SumLaw("n", [Term.Linear], FixedAndLinear),
        new SumLaw("n", FixedAndLinear, FixedAndLinear),
        new SumLaw("n log n", [Term.NLogN], ToNLogN),
        new SumLaw("n log n", [Term.One, Term.NLogN], ToNLogN),
        new SumLaw("n log n", [Term.Linear, Term.NLogN], ToNLogN),
        new SumLaw("n²", [Term.Square], FixedAndSquare),
        new SumLaw("n²", FixedAndSquare, FixedAndSquare),
        new SumLaw("a + bn + cn²", [Term.Linear, Term.Square], Quadratic),
        new SumLaw("a + bn + cn²", Quadratic, Quadratic),
        new PowerLaw(),
    ];
}
