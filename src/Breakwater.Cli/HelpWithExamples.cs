using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Breakwater.Cli.Consoles;

namespace Breakwater.Cli;

/// <summary>The usual help, then examples.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> Examples = new(StringComparer.Ordinal)
    {
        [""] = ["breakwater init", "breakwater stress fleet.yaml --quick", "breakwater stress scenarios/investment-bank.yaml"],
        ["stress"] =
        [
            "breakwater stress fleet.yaml",
            "breakwater stress fleet.yaml --quick --dimension 2",
            "breakwater stress fleet.yaml --scale 5,50,500,5000 --seed 7 --out /tmp/run",
            "breakwater stress fleet.yaml --json > run.json",
            "breakwater stress fleet.yaml --baseline before/results.json",
            "breakwater stress fleet.yaml --fail-on 'trust/hierarchy-cached/breakpoint<200'",
        ],
        ["replay"] =
        [
            "breakwater replay fleet.yaml --experiment trust --variant full-mesh --n 100",
            "breakwater replay fleet.yaml --experiment revocation \\\n      --variant full-mesh --n 50 --to-step 1000 --last 5",
        ],
        ["assess"] = ["breakwater assess fleet.yaml", "breakwater assess fleet.yaml --observed out/fleet/results.json", "breakwater assess fleet.yaml --json > structure.json"],
        ["report"] = ["breakwater report out/investment-bank/results.json"],
        ["validate"] = ["breakwater validate fleet.yaml", "breakwater validate fleet.yaml --json"],
        ["init"] = ["breakwater init", "breakwater init fleets/support.yaml"],
        ["scale"] = ["breakwater scale fleet.yaml --to 1000 --out fleet-1000.yaml", "breakwater scale fleet.yaml --to 50 --flows complete"],
        ["policy"] = ["breakwater policy lint policies/investment-bank", "breakwater policy test policies/investment-bank", "breakwater policy diff policies/advisors/1.0.0 policies/advisors/1.1.0"],
        ["lint"] = ["breakwater policy lint policies/investment-bank", "breakwater policy lint policies/advisors/1.0.0 policies/advisors/1.1.0"],
        ["diff"] = ["breakwater policy diff policies/advisors/1.0.0 policies/advisors/2.0.0", "breakwater policy diff old/london new/london --with policies/base \\\n      --fleet fleet.yaml --requests recorded.jsonl"],
        ["rollout"] = ["breakwater policy rollout plan policies/advisors/1.0.0 policies/advisors/2.0.0", "breakwater policy rollout simulate policies/advisors/1.0.0 \\\n      policies/advisors/2.0.0", "breakwater policy rollout status /var/lib/breakwater/control-log"],
        ["plan"] = ["breakwater policy rollout plan policies/advisors/1.0.0 policies/advisors/2.0.0", "breakwater policy rollout plan old new --fleet fleet.yaml --stages 0:12h,25:1d"],
        ["simulate"] =
        [
            "breakwater policy rollout simulate policies/advisors/1.0.0 \\\n      policies/advisors/2.0.0 --requests policies/advisors/recorded.jsonl",
            "breakwater policy rollout simulate old new --fleet fleet.yaml \\\n      --drift 40 --denials 40",
        ],
        ["status"] = ["breakwater policy rollout status /var/lib/breakwater/control-log"],
        ["explain"] = ["breakwater policy explain policies/investment-bank", "breakwater policy explain policies/agora-6 --request request.json"],
        ["test"] = ["breakwater policy test policies", "breakwater policy test policies/agora-6/tests.yaml --json", "breakwater policy test --cedar cedar-integration-tests"],
        ["audit"] = ["breakwater audit verify out/investment-bank/audit", "breakwater audit query out/investment-bank/audit --decision deny"],
        ["verify"] = ["breakwater audit verify out/fleet/audit", "breakwater audit verify out/fleet/audit --keys kept --checkpoint kept", "breakwater audit verify 17.tlog-proof --keys kept/default/90d.vkey", "breakwater audit verify /var/lib/breakwater/control --keys control.key"],
        ["prove"] = ["breakwater audit prove out/fleet/audit/default/90d 17 --out 17.tlog-proof"],
        ["query"] = ["breakwater audit query out/agora-6/audit --decision deny", "breakwater audit query out/agora-6/audit \\\n      --chain dadd44a5204f321f9abc8becf7d6ca91", "breakwater audit query out/agora-6/audit --decision throttle --estimate"],
        ["export"] = ["breakwater audit export out/fleet/audit/default/90d --out export"],
        ["completeness"] = ["breakwater audit completeness out/fleet/audit"],
        ["tier"] = ["breakwater audit tier audit --dry-run", "breakwater audit tier audit --hot 7d --warm 90d --cold /mnt/cold", "breakwater audit tier audit --emit-lifecycle s3 > lifecycle.json"],
        ["hold"] = ["breakwater audit hold list audit"],
        ["add"] = ["breakwater audit hold add audit --tenant acme --until 2026-07-01 \\\n      --reason 'case 17' --by counsel"],
        ["remove"] = ["breakwater audit hold remove audit 1 --by counsel"],
        ["list"] = ["breakwater audit hold list audit --json"],
        ["calibrate"] = ["breakwater calibrate --out here.json", "breakwater stress fleet.yaml --calibration here.json"],
    };

    private static readonly string[] Expressions =
    [
        "Expressions for --fail-on (docs/comparing.md):",
        "  moved                                                 with --baseline",
        "  finding/ID OP hold|bend|break",
        "  EXPERIMENT/VARIANT/METRIC[@N][:SCALING] OP NUMBER[UNIT]",
        "  EXPERIMENT/VARIANT/breakpoint[:METRIC][:SCALING] OP NUMBER",
        "  EXPERIMENT/VARIANT/[METRIC/]class[:SCALING] OP CLASS",
        "  VARIANT may be *; OP is one of < <= > >= == !=",
    ];

    private readonly HelpAction _help;

    public HelpWithExamples(HelpAction help, Terminal terminal)
    {
        _help = help;
        _help.MaxWidth = terminal.Width;
    }

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        _help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        output.WriteLine("Examples:");
        foreach (var example in Examples[command is RootCommand ? "" : command.Name]) { output.WriteLine($"  {example}"); }
        if (command.Name == "stress")
        {
            output.WriteLine();
            foreach (var line in Expressions) { output.WriteLine(line); }
        }

        if (command is RootCommand)
        {
            output.WriteLine();
            output.WriteLine("Exit codes:");
            output.WriteLine("  0    done");
            output.WriteLine("  1    a --fail-on expression is true or cannot be judged, a policy check");
            output.WriteLine("       fails, or a log is damaged");
            output.WriteLine("  2    bad input or usage: every problem is listed, nothing was written");
            output.WriteLine("  3    a fault of ours");
            output.WriteLine("  130  interrupted: what was finished is written");
        }

        return ExitCode.Done;
    }
}
