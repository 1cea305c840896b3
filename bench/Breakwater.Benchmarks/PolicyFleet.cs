using System.Globalization;
using System.Text;
using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Evaluation;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Benchmarks;

/// <summary>
/// Policies and agents of a made-up bank. Every ten policies are those of one team, so that ten of them are candidates for each request, whatever their number: eight permits
/// and two forbids, which look at the amount, at attributes of agent and account, at a set and at the tool.
/// </summary>
internal sealed class PolicyFleet
{
    // The limit differs from team to team: policies that are alike to the letter would be one in the processor's cache.
    private static readonly string[] Conditions =
    [
        "context.amount < 1{0} && resource.region == principal.region",
        "context.amount < principal.limit && context.amount > {0} && principal.cleared",
        "[\"fx\", \"rates\"].contains(resource.desk) && context.amount <= 2{0}",
        "principal has supervisor && context has approver && context.approver == principal.supervisor",
        "resource.desk == \"fx\" && context.tool like \"trade.*\"",
        "principal.level >= 3 || context.amount < 1{0}",
        "resource in Desk::\"emea\" && context.amount < 3{0}",
        "context.at < datetime(\"2030-01-01\") && principal.cleared",
        "context.amount > 9{0}",
        "!principal.cleared || resource.region == \"embargoed\"",
    ];

    public PolicyFleet(int policies, int agents)
    {
        Teams = policies / Conditions.Length;
        Entities = [new(Fleet, CedarRecord.Empty, CedarRecord.Empty, []), new(Desk, CedarRecord.Empty, CedarRecord.Empty, [])];
        for (var team = 0; team < Math.Min(Teams, agents); team++) { Entities.Add(new(Team(team), CedarRecord.Empty, CedarRecord.Empty, [Fleet])); }
        for (var agent = 0; agent < agents; agent++) { Entities.Add(MakeAgent(agent)); }
        for (var account = 0; account < Accounts; account++) { Entities.Add(new(Account(account), AccountAttributes(account), CedarRecord.Empty, [Desk])); }
        Agents = agents;
    }

    public const int Accounts = 100;

    public int Teams { get; }

    public int Agents { get; }

    public List<CedarEntity> Entities { get; }

    public static string Text(int policies)
    {
        var text = new StringBuilder();
        for (var i = 0; i < policies; i++)
        {
            var (team, number) = (i / Conditions.Length, i % Conditions.Length);
            text.Append(CultureInfo.InvariantCulture,
                $"@id(\"team-{team}-{number}\")\n{(number < 8 ? "permit" : "forbid")}(\n  principal in Team::\"t{team}\",\n  action in [Action::\"transfer\", Action::\"quote\"],\n  resource is Account\n)\nwhen {{ {Conditions[number].Replace("{0}", string.Create(CultureInfo.InvariantCulture, $"{team % 10_000:0000}"), StringComparison.Ordinal)} }};\n\n");
        }
        return text.ToString();
    }

    public static PolicySet Parse(string text) =>
        PolicyParser.Parse(text, "fleet.cedar", new() { IdFromAnnotation = true }) is { Policies: { } set } ? set : throw new InvalidOperationException("The policies do not parse.");

    public EntityStore Store() => EntityStore.TryCreate(Entities, null, out var store, out var problems) ? store : throw new InvalidOperationException(string.Join(' ', problems));

    /// <summary>A request; the amounts vary, so that requests are allowed and denied.</summary>
    public CedarRequest Request(int number) => new(
        Agent((int)(number * 7_919L % Agents)),
        new EntityUid("Action", number % 3 == 0 ? "quote" : "transfer"),
        Account(number % Accounts),
        new CedarRecord(new Dictionary<string, CedarValue>
        {
            ["amount"] = CedarValue.Of((long)(number * 104_729L % 30_000)),
            ["tool"] = CedarValue.Of(number % 2 == 0 ? "trade.fx.execute" : "report.read"),
            ["approver"] = CedarValue.Of(Agent(0)),
            ["at"] = CedarValue.DateTime(1_760_000_000_000 + number),
        }));

    private static EntityUid Fleet => new("Fleet", "bank");

    private static EntityUid Desk => new("Desk", "emea");

    private static EntityUid Team(int team) => new("Team", string.Create(CultureInfo.InvariantCulture, $"t{team}"));

    private static EntityUid Agent(int agent) => new("Agent", string.Create(CultureInfo.InvariantCulture, $"agent-{agent}"));

    private static EntityUid Account(int account) => new("Account", string.Create(CultureInfo.InvariantCulture, $"account-{account}"));

    private CedarEntity MakeAgent(int agent) => new(
        Agent(agent),
        new CedarRecord(new Dictionary<string, CedarValue>
        {
            ["region"] = CedarValue.Of(agent % 2 == 0 ? "emea" : "apac"),
            ["limit"] = CedarValue.Of(5_000L + agent),
            ["cleared"] = CedarValue.Of(agent % 7 != 0),
            ["level"] = CedarValue.Of((long)(agent % 5)),
            ["supervisor"] = CedarValue.Of(Agent(0)),
        }),
        CedarRecord.Empty,
        [Team(agent % Teams)]);

    private static CedarRecord AccountAttributes(int account) => new(new Dictionary<string, CedarValue>
    {
        ["region"] = CedarValue.Of(account % 2 == 0 ? "emea" : "apac"),
        ["desk"] = CedarValue.Of(account % 3 == 0 ? "fx" : "equities"),
    });
}
