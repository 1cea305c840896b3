using Breakwater.Cli.Consoles;
using Breakwater.Fleet;

namespace Breakwater.Cli;

/// <summary>What every command gets.</summary>
/// <param name="Terminal">Where it writes.</param>
/// <param name="Services">What it calls.</param>
/// <param name="Time">The clock of progress displays.</param>
/// <param name="Cancellation">The first Ctrl-C.</param>
internal sealed record CommandContext(Terminal Terminal, CommandServices Services, TimeProvider Time, CancellationToken Cancellation)
{
    /// <summary>Reports bad input: every problem on standard error and, for programs, one object on standard output.</summary>
    public int Reject(string command, IReadOnlyList<Problem> problems, bool json)
    {
        ProblemList.Write(problems, Terminal);
        if (json) { JsonOutput.Write(Terminal, new { command, exitCode = ExitCode.BadInput, problems }); }
        return ExitCode.BadInput;
    }
}
