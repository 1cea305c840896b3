using Breakwater.Fleet;

namespace Breakwater.Tests.Tenancy;

/// <summary>Quotas in the fleet file.</summary>
public sealed class QuotaFileTests
{
    private const string Text = """
        name: shared
        regions: [{ id: here }]
        providers: [{ id: vendor }]
        tenants:
          - id: bank
            quotas: { decisions: 5000/s, policies: 1000, agents: 20, memory: 64MiB, audit: 2GiB/d }
          - id: exchange
        clusters:
          - { id: a, tenant: bank, groups: [{ id: traders, agents: 20 }] }
          - { id: b, tenant: exchange, groups: [{ id: makers, agents: 7 }] }
        """;

    [Fact]
    public void They_are_read_as_written_and_unlimited_where_they_are_not()
    {
        var fleet = FleetFile.Parse(Text, "shared.yaml").Fleet.ShouldNotBeNull();
        fleet.Tenants[0].Quotas.ShouldBe(new TenantQuotas
        {
            Decisions = new(5_000, TimeSpan.FromSeconds(1)), Policies = 1_000, Agents = 20, Memory = 64L << 20, Audit = new(2L << 30, TimeSpan.FromDays(1)),
        });
        fleet.Tenants[1].Quotas.IsNone.ShouldBeTrue();
        FleetFile.Parse(FleetWriter.Write(fleet), "again.yaml").Fleet!.Tenants.ShouldBe(fleet.Tenants);
    }

    [Theory]
    [InlineData("5000/s", "5000", "has no unit")]
    [InlineData("5000/s", "0/s", "not a whole number")]
    [InlineData("policies: 1000", "policies: 0", "sets `policies` to `0`")]
    [InlineData("agents: 20,", "agents: 19,", "has 20 agents of tenant `bank`, whose quota is 19")]
    [InlineData("64MiB", "64", "has no unit")]
    [InlineData("64MiB", "64MB", "has the unit `MB`")]
    [InlineData("64MiB", "0.3B", "not a whole number of bytes")]
    [InlineData("64MiB", "-1KiB", "not from one byte")]
    [InlineData("64MiB", "99999999999999999999TiB", "not from one byte")]
    [InlineData("64MiB", "nothing", "is not a size")]
    [InlineData("2GiB/d", "2GiB", "has no period")]
    [InlineData("2GiB/d", "2GiB/ms", "has no period")]
    [InlineData("2GiB/d", "2/d", "has no unit")]
    [InlineData("2GiB/d", "999999999999B/d", "cannot be counted exactly")]
    [InlineData("decisions", "decision", "has the key `decision`, which nothing reads")]
    public void What_cannot_be_is_refused_with_its_place(string good, string broken, string message)
    {
        Text.ShouldContain(good);
        var result = FleetFile.Parse(Text.Replace(good, broken), "shared.yaml");
        result.Fleet.ShouldBeNull();
        result.Problems.ShouldHaveSingleItem().ShouldSatisfyAllConditions(p => p.Message.ShouldContain(message), p => p.Line.ShouldBeInRange(4, 6), p => p.Remedy.ShouldNotBeEmpty());
    }
}
