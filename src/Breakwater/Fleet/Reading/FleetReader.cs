namespace Breakwater.Fleet.Reading;

/// <summary>Reads a whole fleet: one section after the other, each by its own reader, in the order in which later ones need earlier ones.</summary>
internal static class FleetReader
{
    public static FleetFileResult Read(string text, string path, string digest)
    {
        var problems = new Problems(path);
        switch (new YamlTreeLoader(problems).Load(text))
        {
            case YamlMapping root:
                var fleet = ReadFleet(root, digest, problems);
                return problems.Any ? new(null, problems.InOrder()) : new(fleet, []);
            case YamlScalar { IsNothing: true } nothing when !problems.Any:
                problems.Add(nothing.At, "the file is empty", YamlFileKind.Fleet.EmptyRemedy);
                break;
            case { } other when !problems.Any:
                problems.Add(other.At, $"the file holds {other.Kind}", "a fleet file is a set of keys: `name:`, `regions:`, `providers:`, `clusters:` …");
                break;
        }
        return new(null, problems.InOrder());
    }

    private static FleetSpecification ReadFleet(YamlMapping mapping, string digest, Problems problems)
    {
        var names = new FleetNames(mapping, problems);
        var root = new YamlMap(mapping, "the fleet", problems);
        var name = FleetName(root);
        var description = root.Text("description", "what the fleet is", "");
        var currency = Currency(root);
        var regions = PlaceReader.Regions(root, names);
        var network = NetworkReader.Read(root, names);
        var nodes = PlaceReader.Nodes(root, names);
        var control = PlaceReader.ControlPlane(root, names, currency);
        var providers = ProviderReader.Read(root, names, currency);
        var labels = ToolReader.Labels(root);
        var boundaries = ToolReader.Boundaries(root);
        var tools = ToolReader.Tools(root, names);
        var tenants = TenantReader.Read(root);
        var clusters = ClusterReader.Clusters(root, names, control);
        TenantReader.CheckAgents(root, tenants, clusters);
        var links = new LinkReader(root, names, clusters);
        var barriers = links.Barriers();
        var flows = links.Flows(barriers);
        var fleet = new FleetSpecification
        {
            Name = name,
            Description = description,
            Currency = currency,
            Digest = digest,
            Regions = regions,
            Network = network,
            Nodes = nodes,
            ControlPlane = control,
            Providers = providers,
            Tools = tools,
            Labels = labels,
            Tenants = tenants,
            Clusters = clusters,
            Flows = flows,
            Delegations = links.Delegations(),
            TrustBoundaries = boundaries,
            Barriers = barriers,
            Dependencies = links.Dependencies(),
            Budgets = SettingsReader.Budgets(root, currency),
            Load = SettingsReader.Load(root, clusters.Sum(c => c.Groups.Sum(g => (long)g.Agents))),
            Revenue = SettingsReader.Revenue(root, currency),
            Trust = SettingsReader.Trust(root, regions.Count),
            RateLimits = RateLimitReader.Read(root),
            Controls = SettingsReader.Controls(root),
            Scaling = SettingsReader.Scaling(root),
            Assumptions = root.Texts("assumptions"),
            SourceClaims = SourceClaimReader.Read(root, names),
        };
        root.Close();
        return fleet;
    }

    private static string FleetName(YamlMap root)
    {
        var name = root.Text("name", "investment-bank");
        var good = name.Length <= FleetLimits.MaxIdLength && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        if (!good)
        {
            root.Problem(
                "name", $"has the name {Problems.Quote(name)}",
                "write lower-case letters, digits and hyphens, such as `investment-bank`: results are filed under it");
        }
        return name;
    }

    private static string Currency(YamlMap root)
    {
        var currency = root.Text("currency", "USD", "USD");
        if (currency.Length == 3 && currency.All(char.IsAsciiLetterUpper)) { return currency; }
        root.Problem("currency", $"has the currency {Problems.Quote(currency)}", "write the three capital letters of ISO 4217, such as `USD`");
        return "USD";
    }
}
