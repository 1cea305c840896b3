using System.Globalization;
using System.Text;

namespace Breakwater.Lab.Scaling;

/// <summary>A law in writing: fastest-growing term first, four significant digits.</summary>
internal static class FormulaText
{
    public static string Of(Regression regression, string y, string n)
    {
        var p = regression.Parameters;
        if (regression.Law is not SumLaw sum) { return $"{y} = {Product(Math.Exp(p[0]), $"{n}^{Number(p[1])}")}"; }
        var text = new StringBuilder($"{y} =");
        for (var i = p.Length - 1; i >= 0; i--)
        {
            var first = i == p.Length - 1;
            text.Append(p[i] < 0 ? first ? " −" : " − " : first ? " " : " + ");
            text.Append(Product(Math.Abs(p[i]), Symbol(sum.Terms[i], n)));
        }
        return text.ToString();
    }

    private static string Product(double coefficient, string symbol)
    {
        var number = Number(coefficient);
        return symbol.Length == 0 ? number : number == "1" ? symbol : $"{number}·{symbol}";
    }

    private static string Symbol(Term term, string n) => term switch
    {
        Term.One => "",
        Term.Log => $"ln {n}",
        Term.Linear => n,
        Term.NLogN => $"{n}·ln {n}",
        _ => $"{n}²",
    };

    private static string Number(double value)
    {
        var rounded = double.Parse(value.ToString("E3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Math.Abs(rounded) is >= 1e7 or (> 0 and < 1e-4)
            ? rounded.ToString("0.###e+0", CultureInfo.InvariantCulture)
            : rounded.ToString("0.########", CultureInfo.InvariantCulture);
    }
}
