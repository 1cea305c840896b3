using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Breakwater.Cli.Commands;
using Breakwater.Cli.Commands.Policy;
using Breakwater.Cli.Consoles;
using Breakwater.Fleet;
using Breakwater.Lab.Comparing;

namespace Breakwater.Cli;

/// <summary>The root command: parses, runs, and turns whatever happens into an exit code.</summary>
internal static class BreakwaterCommand
{
    public static int Run(IReadOnlyList<string> args, CommandContext context)
    {
        try
        {
            return RunToItsEnd(args, context);
        }
        catch (Exception e) when (OutputLostException.In(e) is { } lost)
        {
            context.Terminal.Error.WriteLine($"breakwater: {lost.Message}");
            return ExitCode.OutputLost;
        }
    }

    private static int RunToItsEnd(IReadOnlyList<string> args, CommandContext context)
    {
        try
        {
            var parsed = Create(context).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            var strays = Strays(parsed);
            if (parsed.Action is ParseErrorAction || strays.Count > 0) { return Usage(parsed, strays, args, context); }
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = context.Terminal.Output,
                Error = context.Terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (OperationCanceledException) when (context.Cancellation.IsCancellationRequested)
        {
            context.Terminal.Error.WriteLine("Nothing was finished; nothing was written.");
            return ForPrograms(args, context, ExitCode.Interrupted, []);
        }
        catch (Exception e) when (PathFailure.Problems(e) is { Count: > 0 } problems)
        {
            ProblemList.Write(problems, context.Terminal);
            return ForPrograms(args, context, ExitCode.BadInput, problems);
        }
        catch (Exception e) when (OutputLostException.In(e) is null)
        {
            return Fault(e, args, context);
        }
    }

    private static RootCommand Create(CommandContext context)
    {
        var root = new RootCommand("Governs fleets of AI agents, and finds where that governance breaks before the fleet gets there.")
        {
            HelpName = "breakwater",
        };
        root.Add(StressCommand.Create(context, context.Services.Stress));
        root.Add(AssessCommand.Create(context));
        root.Add(ReplayCommand.Create(context));
        root.Add(ReportCommand.Create(context));
        root.Add(ValidateCommand.Create(context));
        root.Add(InitCommand.Create(context));
        root.Add(ScaleCommand.Create(context));
        root.Add(PolicyCommand.Create(context));
        root.Add(CalibrateCommand.Create(context));
        root.Add(AuditCommand.Create(context));
        root.Directives.Clear();
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, context.Terminal);
        return root;
    }

    private static int Usage(ParseResult parsed, IReadOnlyList<string> strays, IReadOnlyList<string> args, CommandContext context)
    {
        var terminal = context.Terminal;
        if (args.Count == 0)
        {
            return Create(context).Parse(["--help"]).Invoke(new InvocationConfiguration { Output = terminal.Error, Error = terminal.Error }) == 0 ? ExitCode.BadInput : ExitCode.Fault;
        }

        var command = parsed.CommandResult.Command;
        string[] messages = strays.Count > 0
            ? [.. strays.Select(s => Unknown(s, command, "option")), .. parsed.Errors.Select(e => e.Message).Where(m => !m.StartsWith("Unrecognized", StringComparison.Ordinal)).Distinct()]
            : command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count > 0 ? [Unknown(parsed.UnmatchedTokens[0], command, "command")]
            : [.. parsed.Errors.Select(e => e.Message).Distinct()];
        foreach (var message in messages) { terminal.Error.WriteLine($"breakwater: {message}"); }
        var remedy = $"See `{PathOf(command)} --help`.";
        terminal.Error.WriteLine(remedy);
        return ForPrograms(args, context, ExitCode.BadInput, [.. messages.Select(m => new Problem("", 0, 0, m, remedy))]);
    }

    private static string PathOf(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : "breakwater";

    /// <summary>Misspelt options, which the parser would take for the value of an argument. What follows <c>--</c> is a value.</summary>
    private static IReadOnlyList<string> Strays(ParseResult parsed) =>
    [
        .. parsed.Tokens
            .TakeWhile(t => t.Type != TokenType.DoubleDash)
            .Where(t => t.Type == TokenType.Argument && t.Value.Length > 1 && t.Value[0] == '-')
            .Select(t => t.Value),
    ];

    private static string Unknown(string word, Command command, string kind)
    {
        var near = Spelling.Near(word, kind == "option" ? command.Options.Select(o => o.Name) : command.Subcommands.Select(c => c.Name));
        return $"There is no {kind} `{word}`.{(near.Count > 0 ? $" Did you mean {string.Join(" or ", near.Select(n => $"`{n}`"))}?" : "")}";
    }

    private static int Fault(Exception e, IReadOnlyList<string> args, CommandContext context)
    {
        const string Remedy = "Please report it with the command line, the fleet file and what BREAKWATER_DEBUG=1 adds to this message.";
        var message = $"This is a fault of ours, not yours: {e.Message.ReplaceLineEndings(" ")}";
        context.Terminal.Error.WriteLine($"breakwater: {message}");
        context.Terminal.Error.WriteLine(Environment.GetEnvironmentVariable("BREAKWATER_DEBUG") == "1" ? e.ToString() : Remedy);
        return ForPrograms(args, context, ExitCode.Fault, [new("", 0, 0, message, Remedy)]);
    }

    /// <summary>Standard output under <c>--json</c> is one object, however the command ends.</summary>
    private static int ForPrograms(IReadOnlyList<string> args, CommandContext context, int exitCode, IReadOnlyList<Problem> problems)
    {
        if (args.Contains("--json")) { JsonOutput.Write(context.Terminal, new { command = args[0], exitCode, problems }); }
        return exitCode;
    }
}
