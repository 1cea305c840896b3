using System.Globalization;
using System.Text;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Lab.Experiments;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.Observing;

/// <summary>
/// What agents of the recorded window call their tools with: of tools at high risk or above what the window's bundle declares, made up of chance; of all others bytes that no policy reads. Not thread-safe.
/// </summary>
internal sealed class RecordedArguments(RunContext context)
{
    /// <summary>For one in so many the note quotes the client's bank account.</summary>
    public const double Quotes = 0.125;

    private const string Arguments = """
            arguments:
              - { id: amount, type: money }
              - { id: urgent, type: flag }
              - { id: client, type: text, maxLength: 40, sensitive: true }
              - { id: note, type: text, maxLength: 200 }

        """;

    // Examples of the registry of ISO 13616: nobody's accounts, with right check digits.
    private static readonly string[] _accounts = ["GB33BUKB20201555555555", "DE75512108001245126199", "FR7630006000011234567890189"];
    private readonly LabRandom _random = context.Random("recorded-arguments");

    /// <summary>The accounts that notes quote.</summary>
    public static IReadOnlyList<string> Accounts => _accounts;

    /// <summary>Whether the arguments of a tool are declared where the window's bundle is in force.</summary>
    public static bool AreDeclared(Tool tool) => tool.Risk >= RiskClass.High;

    /// <summary>The manifests of a fleet's tools.</summary>
    public static string Manifests(FleetSpecification fleet) => "tools:\n" + string.Concat(fleet.Tools.Where(AreDeclared).Select(t => $"  - id: {t.Id}\n{Arguments}"));

    /// <summary>The bytes that a tool whose arguments are declared gets.</summary>
    public byte[] Next(ulong request)
    {
        var (amount, urgent, client) = (_random.LogNormal(20_000, 2_000_000), _random.NextBool(0.1), ClientOf(_random.NextInt(1_000)));
        var account = _random.NextBool(Quotes) ? $", from {_accounts[_random.NextInt(_accounts.Length)]}" : "";
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"amount":"{{amount:0.00}}","urgent":{{(urgent ? "true" : "false")}},"client":"{{client}}","note":"step {{request}}{{account}}"}"""));
    }

    /// <summary>The bytes that any other tool gets.</summary>
    public static byte[] Undeclared(string tool, UInt128 chain, ulong request) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"tool":"{{tool}}","chain":"{{chain:x32}}","request":{{request}}}"""));

    /// <summary>What is sensitive of a client by declaration.</summary>
    public static string ClientOf(int number) => string.Create(CultureInfo.InvariantCulture, $"client-file-{number:000}");
}
