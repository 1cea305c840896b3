using System.Globalization;
using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Evaluation;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;
using Breakwater.Lab.Simulation;

namespace Breakwater.Lab.PolicyScaling;

/// <summary>
/// Agents in teams, with ten policies for each team: eight permits and two forbids over the amount, the agent and the account. Whatever the number of policies, ten can match
/// a request.
/// </summary>
internal sealed class TeamPolicies
{
    public const int Candidates = 10;

    /// <summary>One policy in so many is outside the index, where some are.</summary>
    public const int OutsideEach = 100;

    private const int Accounts = 100;

    private static readonly string[] _conditions =
    [
        "context.amount < 1000 && resource.region == principal.region",
        "context.amount < principal.limit && principal.cleared",
        "[\"fx\", \"rates\"].contains(resource.desk) && context.amount <= 2000",
        "principal has supervisor && context has approver && context.approver == principal.supervisor",
        "resource.desk == \"fx\" && context.tool like \"trade.*\"",
        "principal.level >= 3 || context.amount < 100",
        "resource.region == \"emea\" && context.amount < 3000",
        "context.at < datetime(\"2030-01-01\") && principal.cleared",
        "context.amount > 9000",
        "!principal.cleared || resource.region == \"embargoed\"",
    ];

    private static readonly Lazy<IReadOnlyList<Cedar.Syntax.Policy>> _templates = new(() => Parse(string.Concat(_conditions.Select((c, i) =>
        string.Create(CultureInfo.InvariantCulture, $"@id(\"{i}\") {Effect(i)}(principal in ?principal, action == Action::\"transfer\", resource is Account) when {{ {c} }};\n")))));

    private TeamPolicies(PolicySet set, EntityStore store, int teams, int agents) => (Set, Store, Teams, Agents) = (set, store, teams, agents);

    public PolicySet Set { get; }

    public EntityStore Store { get; }

    public int Teams { get; }

    public int Agents { get; }

    /// <summary>So many policies for so many agents, who are dealt over the teams.</summary>
    /// <param name="policies">Policies; rounded up to whole teams.</param>
    /// <param name="agents">Agents.</param>
    /// <param name="someOutside">Whether one in a hundred policies names its team in the condition, where the index cannot see it. The answers are the same.</param>
    public static TeamPolicies Make(int policies, int agents, bool someOutside)
    {
        var teams = (policies + Candidates - 1) / Candidates;
        var made = new List<Cedar.Syntax.Policy>(teams * Candidates);
        for (var i = 0; i < teams * Candidates; i++)
        {
            var (team, number) = (i / Candidates, i % Candidates);
            var id = string.Create(CultureInfo.InvariantCulture, $"team-{team}-{number}");
            made.Add(someOutside && i % OutsideEach == 0
                ? Parse($"@id(\"{id}\") {Effect(number)}(principal, action, resource) when {{ principal in {Team(team)} && action == Action::\"transfer\" && resource is Account && {_conditions[number]} }};")[0]
                : PolicySet.Link(_templates.Value[number], id, Team(team), null));
        }
        if (!EntityStore.TryCreate(Entities(teams, agents), null, out var store, out var problems)) { throw new InvalidOperationException($"The entities are refused: {problems[0]}"); }
        return new(new(made), store, teams, agents);
    }

    /// <summary>A request of an agent, for an amount and an account at random.</summary>
    public CedarRequest Request(int agent, LabRandom random) => new(
        Agent(agent), new("Action", "transfer"), Account(random.NextInt(Accounts)),
        new(new Dictionary<string, CedarValue>
        {
            ["amount"] = CedarValue.Of((long)random.NextInt(12_000)), ["tool"] = CedarValue.Of(random.NextBool(0.5) ? "trade.fx.execute" : "report.read"), ["approver"] = CedarValue.Of(Agent(0)),
            ["at"] = CedarValue.DateTime(SimulationClock.Epoch.ToUnixTimeMilliseconds()),
        }));

    private static IEnumerable<CedarEntity> Entities(int teams, int agents)
    {
        for (var team = 0; team < Math.Min(teams, agents); team++) { yield return new(Team(team), CedarRecord.Empty, CedarRecord.Empty, []); }
        for (var agent = 0; agent < agents; agent++)
        {
            yield return new(
                Agent(agent),
                new(new Dictionary<string, CedarValue>
                {
                    ["region"] = CedarValue.Of(agent % 2 == 0 ? "emea" : "apac"), ["limit"] = CedarValue.Of(5_000L), ["cleared"] = CedarValue.Of(agent % 7 != 0),
                    ["level"] = CedarValue.Of((long)(agent % 5)), ["supervisor"] = CedarValue.Of(Agent(0)),
                }),
                CedarRecord.Empty, [Team(agent % teams)]);
        }
        for (var account = 0; account < Accounts; account++)
        {
            yield return new(
                Account(account), new(new Dictionary<string, CedarValue> { ["region"] = CedarValue.Of(account % 2 == 0 ? "emea" : "apac"), ["desk"] = CedarValue.Of(account % 3 == 0 ? "fx" : "equities") }),
                CedarRecord.Empty, []);
        }
    }

    private static IReadOnlyList<Cedar.Syntax.Policy> Parse(string text) =>
        PolicyParser.Parse(text, "teams.cedar", new() { IdFromAnnotation = true }) is { Policies: { } set } ? set.Policies : throw new InvalidOperationException("The policies do not parse.");

    private static string Effect(int number) => number < 8 ? "permit" : "forbid";

    private static EntityUid Team(int team) => new("Team", string.Create(CultureInfo.InvariantCulture, $"t{team}"));

    private static EntityUid Agent(int agent) => new("Agent", string.Create(CultureInfo.InvariantCulture, $"a{agent}"));

    private static EntityUid Account(int account) => new("Account", string.Create(CultureInfo.InvariantCulture, $"c{account}"));
}
