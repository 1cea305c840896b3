namespace Breakwater.Cli.Tests.EndToEnd;

/// <summary>One quick run of the bank, shared by the tests that look at what it left.</summary>
public sealed class BankRunFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BankRunFixture() => (ExitCode, Output, Error) = RealCommand.Run("stress", Bank, "--quick", "--out", Out);

    public static string Bank { get; } = Path.Combine(Repository.Root, "scenarios", "investment-bank.yaml");

    public string Out => _folder["out"];

    public int ExitCode { get; }

    public string Output { get; }

    public string Error { get; }

    public void Dispose() => _folder.Dispose();
}
