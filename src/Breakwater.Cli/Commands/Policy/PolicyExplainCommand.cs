using System.CommandLine;
using System.Globalization;
using Breakwater.Cedar.Evaluation.Indexing;
using Breakwater.Cli.Consoles;
using Breakwater.Fleet;
using Breakwater.Policy.Inspection;

namespace Breakwater.Cli.Commands.Policy;

/// <summary><c>breakwater policy explain</c>: how policies are found, and why a request is answered as it is.</summary>
internal static class PolicyExplainCommand
{
    private const string Name = "policy explain";

    public static Command Create(CommandContext context)
    {
        var (bundles, fleet, json) = (BundleInput.Bundles(), BundleInput.FleetOption(), Arguments.Json());
        var request = Arguments.Text("--request", "FILE.json", "A request as a JSON object: what is decided, by which policies, and how many were tried");
        var command = new Command("explain", "Show how policies are indexed, which fall outside the index and why, and why a request is decided as it is") { bundles, fleet, request, json };
        command.SetAction(parsed => Run(context, parsed.GetRequiredValue(bundles), parsed.GetValue(fleet), parsed.GetValue(request), parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, string[] folders, string? fleetPath, string? requestPath, bool json)
    {
        var problems = new List<Problem>();
        var bundles = BundleInput.Read(folders, problems);
        var fleet = BundleInput.Fleet(context, BundleInput.FleetOf(fleetPath, folders), problems);
        var request = requestPath is null ? null : StatedRequestReader.Load(requestPath, problems);
        if (fleet is null || problems.Count > 0 || BundleInput.Load(fleet, null, bundles, problems) is not { } policies) { return context.Reject(Name, problems, json); }
        if (request is not null) { problems.AddRange(policies.UnknownNames(request).Select(u => new Problem(requestPath!, 0, 0, $"{u.Key}: {u.Message}", u.Remedy))); }
        if (problems.Count > 0) { return context.Reject(Name, problems, json); }

        var places = policies.Places();
        var answer = request is null ? null : policies.Answer(request);
        if (json)
        {
            JsonOutput.Write(context.Terminal, new
            {
                command = Name, exitCode = ExitCode.Done, problems, tenant = policies.Tenant, bundles = policies.Bundles.Select(b => b.Reference.ToString()),
                places = places.Select(p => new { p.At, p.Index.Policies, filed = p.Index.Filed.ToDictionary(f => f.Key.ToString(), f => f.Value), p.Index.Attributes, p.Index.Outside }),
                answer = answer is null ? null : Answer(answer),
            });
            return ExitCode.Done;
        }
        var sheet = new TextSheet(context.Terminal.Output, context.Terminal.Width);
        if (answer is not null) { Print(sheet, answer); }
        sheet.Section($"Policies of tenant {policies.Tenant}: {string.Join(", ", policies.Bundles.Select(b => b.Reference))}");
        foreach (var place in places.OrderByDescending(p => p.Index.Policies)) { Print(sheet, place); }
        return ExitCode.Done;
    }

    private static object Answer(RequestAnswer answer) => new
    {
        decision = answer.Undecided is not null ? "undecidable: masked" : answer.Verdict.IsPermitted ? "allow" : "deny", reason = answer.Verdict.Reason?.Code, because = answer.Verdict.Reason?.Text,
        control = answer.Verdict.Reason?.Control.ToString(), obligations = answer.Requires, answer.Determining, answer.Tried,
        applied = answer.Applied.Select(a => new { a.Policy, bundle = a.Bundle.ToString(), a.Effect, controls = a.Controls.Select(c => c.ToString()), a.Jurisdiction, a.Error }),
    };

    private static void Print(TextSheet sheet, RequestAnswer answer)
    {
        var reason = answer.Verdict.Reason;
        sheet.Section(answer.Undecided is { } hanging ? $"Undecidable: masked, by `{hanging}`" : answer.Verdict.IsPermitted ? $"Allow, obligations: {RequestAnswer.Spell(answer.Verdict.Obligations)}" : $"Deny ({reason!.Control}, {reason.Code}): {reason.Text}");
        foreach (var applied in answer.Applied)
        {
            var controls = applied.Controls.Count > 0 ? $" ({string.Join(", ", applied.Controls)})" : "";
            var law = applied.Jurisdiction.Length > 0 ? $", under {applied.Jurisdiction}" : "";
            sheet.Line($"{applied.Effect.ToString().ToLowerInvariant()} `{applied.Policy}` of {applied.Bundle}{controls}{law}{(applied.Error is { } error ? $": could not be evaluated: {error}" : "")}");
        }
        sheet.Line(string.Create(CultureInfo.InvariantCulture, $"{answer.Tried:#,0} policies tried."));
    }

    private static void Print(TextSheet sheet, PolicyPlace place)
    {
        var index = place.Index;
        sheet.Line($"{string.Join("; ", place.At)}:");
        sheet.List([
            $"{Count.Of(index.Policies, "policy", "policies")}: {string.Join(", ", index.Filed.OrderBy(f => f.Key).Select(f => $"{f.Value} {Way(f.Key)}"))}",
            .. index.Outside.Select(o => $"`{o.PolicyId}` is outside the index: {char.ToLowerInvariant(o.Reason[0])}{o.Reason[1..]}"),
        ]);
    }

    private static string Way(PolicyFiling filing) => filing switch
    {
        PolicyFiling.NeverApplies => "never applicable",
        PolicyFiling.Principal => "filed by principal",
        PolicyFiling.Resource => "by resource",
        PolicyFiling.Attribute => "by an attribute's value",
        PolicyFiling.Type => "by type",
        PolicyFiling.ActionOnly => "by action alone",
        _ => "outside the index",
    };
}
