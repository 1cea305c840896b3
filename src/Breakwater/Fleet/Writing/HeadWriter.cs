namespace Breakwater.Fleet.Writing;

/// <summary>Writes name, places, providers, boundaries, labels and tools.</summary>
internal static class HeadWriter
{
    public static void Write(YamlText text, FleetSpecification fleet)
    {
        text.Text("name", fleet.Name);
        text.Text("description", fleet.Description);
        text.Plain("currency", fleet.Currency);
        text.Entries("regions", fleet.Regions, r =>
        {
            text.Text("id", r.Id);
            text.Text("name", r.Name);
            text.Text("jurisdiction", r.Jurisdiction);
            text.Text("regulator", r.Regulator);
        });
        text.Section("network", () => Network(text, fleet));
        text.Entries("nodes", fleet.Nodes, n =>
        {
            text.Text("id", n.Id);
            text.Text("region", n.Region);
            text.Number("cores", n.Cores);
            text.Names("serves", n.Serves);
        });
        text.Section("controlPlane", () =>
        {
            text.Text("region", fleet.ControlPlane.Region);
            text.Text("haltAuthority", fleet.ControlPlane.HaltAuthorityRegion);
            text.Plain("coreHourPrice", UnitText.Amount(fleet.ControlPlane.CoreHourPrice, fleet.Currency));
        });
        text.Entries("providers", fleet.Providers, p => Provider(text, p, fleet.Currency));
        text.Entries("trustBoundaries", fleet.TrustBoundaries, b =>
        {
            text.Text("id", b.Id);
            text.Text("name", b.Name);
            text.Text("description", b.Description);
            text.Flag("assumed", b.Assumed);
        });
        text.Entries("labels", fleet.Labels, l =>
        {
            text.Text("id", l.Id);
            text.Text("description", l.Description);
        });
        text.Entries("tools", fleet.Tools, t =>
        {
            text.Text("id", t.Id);
            text.Text("description", t.Description);
            text.Plain("access", Reading.Vocabulary.Access.Word(t.Access));
            text.Plain("risk", Reading.Vocabulary.Risk.Word(t.Risk));
            text.Plain("record", Reading.Vocabulary.Record.Word(t.Record));
            text.OptionalText("boundary", t.Boundary);
        });
    }

    // Every pair in the order of the regions, whichever way round the specification holds it.
    private static void Network(YamlText text, FleetSpecification fleet)
    {
        text.Plain("withinRegion", UnitText.Duration(fleet.Network.WithinRegion));
        var pairs = fleet.Regions.SelectMany((from, i) => fleet.Regions.Skip(i + 1).Select(to => (From: from.Id, To: to.Id))).ToList();
        text.Entries("pairs", pairs, pair =>
        {
            text.Text("from", pair.From);
            text.Text("to", pair.To);
            text.Plain("oneWay", UnitText.Duration(fleet.Network.OneWay(pair.From, pair.To)));
        });
    }

    private static void Provider(YamlText text, Provider provider, string currency)
    {
        text.Text("id", provider.Id);
        text.Text("name", provider.Name);
        text.OptionalText("vendor", provider.Vendor);
        text.Flag("onPremises", provider.OnPremises);
        text.Plain("latencyMedian", UnitText.Duration(provider.LatencyMedian));
        text.Plain("latencyP99", UnitText.Duration(provider.LatencyP99));
        text.Plain("requests", UnitText.PerMinute(provider.RequestsPerMinute));
        text.Plain("tokens", UnitText.PerMinute(provider.TokensPerMinute));
        text.Plain("inputPricePerMillion", UnitText.Amount(provider.InputPrice, currency));
        text.Plain("outputPricePerMillion", UnitText.Amount(provider.OutputPrice, currency));
        if (provider.MeanTimeBetweenFailures is { } between) { text.Plain("meanTimeBetweenFailures", UnitText.Duration(between)); }
        if (provider.MeanTimeToRepair is { } repair) { text.Plain("meanTimeToRepair", UnitText.Duration(repair)); }
    }
}
