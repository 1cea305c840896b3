namespace Breakwater.Fleet.Reading;

/// <summary>Every id that the file declares. Collected before anything is read in detail, so that sections may stand in any order.</summary>
internal sealed class FleetNames
{
    /// <summary>The tenant of a file that names none.</summary>
    public const string DefaultTenant = "default";

    private readonly Problems _problems;

    public FleetNames(YamlMapping root, Problems problems)
    {
        _problems = problems;
        DeclareAll(root, "regions", Regions);
        DeclareAll(root, "nodes", Nodes);
        DeclareAll(root, "providers", Providers);
        DeclareAll(root, "labels", Labels);
        DeclareAll(root, "tools", Tools);
        DeclareAll(root, "trustBoundaries", Boundaries);
        DeclareAll(root, "barriers", Barriers);
        DeclareAll(root, "sourceClaims", Claims);
        if (Find(root, "tenants") is null) { Tenants.Declare(DefaultTenant, root.At, out _); }
        else { DeclareAll(root, "tenants", Tenants); }
        var clusters = DeclareAll(root, "clusters", Clusters).ToList();
        foreach (var cluster in clusters) { DeclareAll(cluster, "groups", Groups, Principals); }
        foreach (var cluster in clusters) { DeclareOrchestrator(cluster); }
    }

    public Names Regions { get; } = new("region");

    public Names Nodes { get; } = new("node");

    public Names Providers { get; } = new("provider");

    public Names Labels { get; } = new("label");

    public Names Tools { get; } = new("tool");

    public Names Boundaries { get; } = new("trust boundary");

    public Names Barriers { get; } = new("barrier");

    public Names Claims { get; } = new("source claim");

    public Names Tenants { get; } = new("tenant");

    public Names Clusters { get; } = new("cluster");

    public Names Groups { get; } = new("group");

    /// <summary>Groups and orchestrators together: they share one set of names, because both delegate.</summary>
    public Names Principals { get; } = new("group or orchestrator");

    /// <summary>Id of the orchestrator of a cluster that gives it none.</summary>
    public static string OrchestratorOf(string cluster) => $"{cluster}-orchestrator";

    private static YamlValue? Find(YamlMapping mapping, string key) => mapping.Entries.FirstOrDefault(e => e.Key.Text == key).Value;

    private static YamlScalar? IdOf(YamlMapping mapping) => Find(mapping, "id") is YamlScalar { IsNothing: false } id ? id : null;

    private List<YamlMapping> DeclareAll(YamlMapping parent, string key, Names names, Names? also = null)
    {
        List<YamlMapping> items = Find(parent, key) is YamlSequence list ? [.. list.Items.OfType<YamlMapping>()] : [];
        foreach (var item in items)
        {
            if (IdOf(item) is not { } id) { continue; }
            CheckForm(names.Kind, id);
            if (!names.Declare(id.Text, id.At, out var first)) { Twice(names.Kind, id, first); }
            also?.Declare(id.Text, id.At, out _);
        }
        return items;
    }

    private void DeclareOrchestrator(YamlMapping cluster)
    {
        var given = Find(cluster, "orchestrator") is YamlMapping mapping ? IdOf(mapping) : null;
        var id = given ?? (IdOf(cluster) is { } of ? new YamlScalar(of.At, OrchestratorOf(of.Text), IsPlain: true) : null);
        if (id is null) { return; }
        if (given is not null) { CheckForm("orchestrator", given); }
        if (!Principals.Declare(id.Text, id.At, out var first)) { Twice("orchestrator", id, first); }
        else if (id.Text.LastIndexOf('-') is var end and > 0 && Groups.Contains(id.Text[..end])
            && !id.Text.AsSpan(end + 1).ContainsAnyExceptInRange('0', '9'))
        {
            _problems.Add(
                id.At, $"orchestrator {Problems.Quote(id.Text)} is named like an agent of group {Problems.Quote(id.Text[..end])}",
                "agents are named group-number: choose another id");
        }
    }

    private void Twice(string kind, YamlScalar id, Position first) =>
        _problems.Add(id.At, $"{kind} {Problems.Quote(id.Text)} is declared twice, first on line {first.Line}", "give each its own id");

    private void CheckForm(string kind, YamlScalar id)
    {
        var text = id.Text;
        var good = text.Length is > 0 and <= FleetLimits.MaxIdLength && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1])
            && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        if (good) { return; }
        _problems.Add(
            id.At, $"{kind} has the id {Problems.Quote(text)}",
            $"write 1 to {FleetLimits.MaxIdLength} lower-case letters, digits and hyphens, such as `order-management`");
    }
}
