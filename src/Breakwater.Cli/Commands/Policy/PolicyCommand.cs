using System.CommandLine;

namespace Breakwater.Cli.Commands.Policy;

/// <summary><c>breakwater policy</c>: everything a person does with bundles of policies before they are in force.</summary>
internal static class PolicyCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("policy", "Check, test, compare, explain and roll out bundles of policies");
        command.Add(PolicyLintCommand.Create(context));
        command.Add(PolicyTestCommand.Create(context));
        command.Add(PolicyDiffCommand.Create(context));
        command.Add(PolicyExplainCommand.Create(context));
        command.Add(PolicyRolloutCommand.Create(context));
        return command;
    }
}
