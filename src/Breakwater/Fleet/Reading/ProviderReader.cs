using Breakwater.Contracts;

namespace Breakwater.Fleet.Reading;

/// <summary>Reads the model providers.</summary>
internal static class ProviderReader
{
    private static readonly TimeSpan _median = TimeSpan.FromMilliseconds(800);

    public static IReadOnlyList<Provider> Read(YamlMap root, FleetNames names, string currency)
    {
        var providers = new List<Provider>();
        foreach (var item in root.Items("providers", "provider"))
        {
            var id = item.Text("id", "vendor-a");
            var vendor = item.OptionalReference("vendor", names.Providers);
            if (vendor == id) { item.Problem("vendor", "names itself as its vendor", "leave `vendor` out: it is for a copy of another provider's model"); }
            var median = item.Duration("latencyMedian", _median);
            var p99 = item.Duration("latencyP99", median * 5);
            if (p99 < median)
            {
                item.Problem("latencyP99", "answers faster at the 99th percentile than at the median", "`latencyP99` is at least `latencyMedian`");
            }
            var provider = new Provider
            {
                Id = id,
                Name = item.Text("name", "Vendor A", id),
                OnPremises = item.Flag("onPremises", false),
                Vendor = vendor,
                LatencyMedian = median,
                LatencyP99 = p99,
                RequestsPerMinute = item.WholePerMinute("requests", 6_000),
                TokensPerMinute = item.WholePerMinute("tokens", 4_000_000),
                InputPrice = item.Amount("inputPricePerMillion", currency, Money.FromUnits(3)),
                OutputPrice = item.Amount("outputPricePerMillion", currency, Money.FromUnits(15)),
                MeanTimeBetweenFailures = item.OptionalDuration("meanTimeBetweenFailures"),
                MeanTimeToRepair = item.OptionalDuration("meanTimeToRepair"),
            };
            if (provider.MeanTimeBetweenFailures is null != provider.MeanTimeToRepair is null)
            {
                item.Problem(
                    null, "has only one of `meanTimeBetweenFailures` and `meanTimeToRepair`", "give both, or neither for a provider that does not fail");
            }
            providers.Add(provider);
            item.Close();
        }
        if (names.Providers.InOrder.Count == 0) { root.Empty("providers", "one provider"); }
        CheckVendors(root, providers);
        return providers;
    }

    private static void CheckVendors(YamlMap root, List<Provider> providers)
    {
        var copies = providers.Where(p => p.Vendor is not null).Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var provider in providers.Where(p => p.Vendor is not null && p.Vendor != p.Id && copies.Contains(p.Vendor)))
        {
            root.Problem(
                "providers", $"has provider {Problems.Quote(provider.Id)}, whose vendor {Problems.Quote(provider.Vendor!)} is itself a copy",
                "name the vendor that the model comes from");
        }
    }
}
