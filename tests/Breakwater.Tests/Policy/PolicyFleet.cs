using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Fleet;
using Breakwater.Policy;
using Breakwater.Policy.Arguments;
using Breakwater.Policy.Bundles;
using Breakwater.Tests.Trust;

namespace Breakwater.Tests.Policy;

/// <summary>The test fleet (tenants acme and zeta, regions north in the UK and south in SG) with a policy control and a log, and bundles written as a person would.</summary>
internal sealed class PolicyFleet
{
    /// <summary>Version 2.0.0 of the bundle <c>limits</c>, which has amounts in cents and takes those of version 1.</summary>
    public const string InCents =
        """
        name: limits
        version: 2.0.0
        layer: fleet
        tenant: acme
        adapts:
          - from: "[1.0.0,2.0.0)"
            arguments:
              - { tool: place-order, to: cents, from: amount, convert: to-minor-units }
        """;

    public const string Manifest = """
        tools:
          - id: place-order
            arguments:
              - { id: amount, type: money }
              - { id: venue, type: choice, values: [XLON, XSES], optional: true }
        """;

    /// <summary>Why tests that are not about rollouts put breaking versions in force at once.</summary>
    public static readonly RolloutWaiver Waiver = new("nobody acts on the version before", "the tests");

    public static readonly PublishOptions AtOnce = new() { WithoutRollout = Waiver };

    public Work Work;

    public PolicyFleet(PolicyOptions? options = null, FleetSpecification? fleet = null, FleetControlLog? log = null)
    {
        Fleet = fleet ?? TestFleet.Describe();
        Log = log ?? new MemoryControlLog(Clock);
        Control = new(Fleet, options, Clock);
    }

    public TestClock Clock { get; } = new();

    public FleetSpecification Fleet { get; }

    public FleetControlLog Log { get; }

    public PolicyControl Control { get; }

    public static BundleReadResult Read(string head, string? cedar = null, string? manifests = null)
    {
        var files = new Dictionary<string, string> { ["bundle.yaml"] = head };
        if (cedar is not null) { files["policies.cedar"] = cedar; }
        if (manifests is not null) { files["manifests.yaml"] = manifests; }
        return BundleReader.Parse(new(files));
    }

    public static PolicyBundle Bundle(string head, string? cedar = null, string? manifests = null)
    {
        var read = Read(head, cedar, manifests);
        read.Problems.ShouldBeEmpty();
        return read.Bundle!;
    }

    /// <summary>Seed 3's policy: investments up to a limit.</summary>
    public static PolicyBundle Limit(string version, string limit, string more = "", string head = "") => Bundle(
        $"name: limits\nversion: {version}\nlayer: fleet\ntenant: acme\n{head}",
        $$"""
        @id("orders")
        @maso("EC-1.1")
        permit (principal in Group::"trader", action == Action::"place-order", resource)
        when { context.args.amount.lessThanOrEqual(decimal("{{limit}}")) };

        @id("reads")
        permit (principal, action in Action::"access:read", resource);
        {{more}}
        """,
        Manifest);

    public PublishResult Publish(PolicyBundle bundle, PublishOptions? options = null) => Control.Publish(bundle, Log, "tester", options);

    public void MustPublish(PolicyBundle bundle)
    {
        var result = Publish(bundle, AtOnce);
        result.Problems.ShouldBeEmpty();
        result.Published.ShouldBeTrue();
    }

    public PolicyQuery Query(string tool, string? json = null, string agent = "trader-1", string group = "trader", string region = "north", string tenant = "acme", string? target = null)
    {
        var query = new PolicyQuery { Principal = Control.Principal(agent, group, region), Tool = Control.Tool(tool), Target = target is null ? default : Control.Target(target)!.Value };
        if (json is null) { return query; }
        var arguments = new BoundArguments();
        Control.Bind(Control.Tenant(tenant), query.Tool, System.Text.Encoding.UTF8.GetBytes(json), arguments);
        return query with { Arguments = arguments, ArgumentsDigest = arguments.Digest };
    }

    public PolicyVerdict Ask(in PolicyQuery query, string tenant = "acme") => Control.Evaluate(Control.Tenant(tenant), query, ref Work);

    public PolicyVerdict Order(string amount, string region = "north", string? target = null) =>
        Ask(Query("place-order", $$"""{"amount": {{amount}}}""", agent: region == "north" ? "trader-1" : "trader-2", region: region, target: target));
}
