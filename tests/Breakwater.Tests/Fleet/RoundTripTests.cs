using System.Text.Json;
using Breakwater.Fleet;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Fleet;

/// <summary>What is written reads back as what it was.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public void Any_fleet_reads_back_as_it_was_written() =>
        Check.One(Trials.Of(200), Prop.ForAll(GeneratedFleet.Any, Survives));

    [Fact]
    public void The_bank_and_the_starter_survive()
    {
        Survives(FleetFile.Load(TestFiles.Bank).Fleet!).ShouldBeTrue();
        Survives(FleetFile.Parse(StarterFleet.Text, "starter.yaml").Fleet!).ShouldBeTrue();
    }

    [Fact]
    public void What_is_written_looks_like_this()
    {
        var text = FleetWriter.Write(FleetFile.Load(TestFiles.Bank).Fleet!);
        text.ShouldStartWith("""
            name: investment-bank
            description: "Trading operations of a global investment bank, from market data to client reports, run by 100 agents under MASO Tier 2 with selected Tier 3."
            currency: USD
            regions:
              - id: london
                name: London
                jurisdiction: UK
                regulator: FCA and PRA
              - id: new-york
            """);
        text.ShouldContain("\n    tokens: 6000000/min\n    inputPricePerMillion: 3.00 USD\n");
        text.ShouldContain("\n      - id: data-ingest\n        name: Data Ingest\n        agents: 6\n        role: \"Real-time feeds: equities, FX");
    }

    private static bool Survives(FleetSpecification fleet)
    {
        var text = FleetWriter.Write(fleet);
        var read = FleetFile.Parse(text, "written.yaml");
        read.Problems.ShouldBeEmpty(text);
        Structure(read.Fleet!).ShouldBe(Structure(fleet));
        FleetWriter.Write(read.Fleet!).ShouldBe(text);
        return true;
    }

    // Records that hold lists compare by reference; their JSON compares by content. Digest aside, and with every pair of regions in one order.
    private static string Structure(FleetSpecification fleet) => JsonSerializer.Serialize(new
    {
        Fleet = fleet with { Digest = "", Network = new(fleet.Network.WithinRegion, new Dictionary<(string, string), TimeSpan>()), Load = fleet.Load with { Curve = new SortedDictionary<int, double>(fleet.Load.Curve.ToDictionary()) }, Controls = new SortedDictionary<string, Breakwater.Contracts.ControlMode>(fleet.Controls.ToDictionary()) },
        Pairs = fleet.Regions.SelectMany(a => fleet.Regions.Select(b => fleet.Network.OneWay(a.Id, b.Id))),
    }, _json);

    private static readonly JsonSerializerOptions _json = new() { Converters = { new NetworkConverter() } };

    private sealed class NetworkConverter : System.Text.Json.Serialization.JsonConverter<NetworkLatency>
    {
        public override NetworkLatency Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, NetworkLatency value, JsonSerializerOptions options) => writer.WriteStringValue(value.WithinRegion.ToString());
    }
}
