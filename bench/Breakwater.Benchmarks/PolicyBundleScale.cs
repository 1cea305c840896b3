using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Fleet;
using Breakwater.Policy;
using Breakwater.Policy.Bundles;
using Breakwater.Tenancy;

namespace Breakwater.Benchmarks;

/// <summary>
/// What bundles in force keep in memory, policy by policy: everything that stays reachable from the control after they were published, and again after a replay of the log; and
/// how long both take. Run with <c>policy-bundle</c>.
/// </summary>
internal static class PolicyBundleScale
{
    private const int Policies = 100_000, InBundle = 4_000;

    private const string Manifest =
        "tools:\n  - id: read\n    arguments:\n      - { id: amount, type: money }\n      - { id: desk, type: choice, values: [fx, rates, equities] }\n      - { id: account, type: text, optional: true }\n";

    // Eight permits and two forbids for an agent, as those of the engine's benchmark; the limits differ, so that no two policies share their condition.
    private static readonly string[] Conditions =
    [
        "context.args.amount.lessThan(decimal(\"1{0}.0\")) && resource.region == principal.region",
        "context.args.amount.greaterThan(decimal(\"{0}.5\")) && principal.highPrivilege && !context.delegated",
        "[\"fx\", \"rates\"].contains(context.args.desk) && context.args.amount.lessThanOrEqual(decimal(\"2{0}.0\"))",
        "context.args has account && context.args.account like \"desk-{0}-*\"",
        "context.args.desk == \"fx\" && principal.tier == \"managed\"",
        "principal.risk == \"low\" || context.args.amount.lessThan(decimal(\"1{0}.5\"))",
        "resource in Boundary::\"inside\" && context.args.amount.lessThan(decimal(\"3{0}.0\"))",
        "context.now < datetime(\"2030-01-01\") && principal.highPrivilege",
        "context.args.amount.greaterThan(decimal(\"9{0}.0\"))",
        "context.crossJurisdiction || resource.region == \"embargoed\"",
    ];

    public static void Run(TextWriter output)
    {
        var fleet = new TrustFleet(10).Specification;
        var records = new List<ControlRecord>();
        var (published, inForce) = Held(fleet, control => Publish(control, records));
        var (replayed, restored) = Held(fleet, control => Replay(control, records));
        var (overlaid, twoPlaces) = Held(fleet with { Regions = [.. fleet.Regions.Select((r, i) => i == 0 ? r with { Jurisdiction = "YY" } : r)] }, control =>
        {
            Replay(control, records);
            Publish(control, new MemoryControlLog(TimeProvider.System), Overlay);
            return 0;
        });
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Policies:N0} policies in {Policies / InBundle} bundles ({records.Sum(r => r.Payload.Length) / 1048576.0:0.0} MiB in the log): published one after the other in {published.Seconds:0.00} s, {published.Bytes:0} B each in force; replayed in {replayed.Seconds:0.00} s, {replayed.Bytes:0} B each; with an overlay, and so two places, {overlaid.Bytes:0} B each"));
        Parts(inForce, output);
        GC.KeepAlive(restored);
        GC.KeepAlive(twoPlaces);
    }

    /// <summary>What a control keeps of policies, beside what it keeps without them.</summary>
    /// <param name="fleet">The fleet.</param>
    /// <param name="fill">Puts policies in force; returns the bytes of what it keeps elsewhere.</param>
    private static ((double Seconds, double Bytes) Took, PolicyControl Control) Held(FleetSpecification fleet, Func<PolicyControl, long> fill)
    {
        var control = new PolicyControl(fleet);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clock = Stopwatch.StartNew();
        var elsewhere = fill(control);
        clock.Stop();
        return ((clock.Elapsed.TotalSeconds, (GC.GetTotalMemory(forceFullCollection: true) - before - elsewhere) / (double)Policies), control);
    }

    private static long Publish(PolicyControl control, List<ControlRecord> records)
    {
        var log = new MemoryControlLog(TimeProvider.System);
        for (var first = 0; first < Policies; first += InBundle) { Publish(control, log, Content(first)); }
        records.AddRange(log.Read(1));
        return records.Sum(r => (long)r.Payload.Length);
    }

    private static void Publish(PolicyControl control, FleetControlLog log, BundleContent content)
    {
        var read = BundleReader.Parse(content);
        var result = control.Publish(read.Bundle ?? throw new InvalidOperationException(read.Problems[0].ToString()), log, "bench");
        if (!result.Published) { throw new InvalidOperationException(result.Problems[0].ToString()); }
    }

    private static long Replay(PolicyControl control, List<ControlRecord> records)
    {
        foreach (var record in records) { if (!control.Replay(record)) { throw new InvalidOperationException("A record does not read."); } }
        return control.EndReplay() is [var problem, ..] ? throw new InvalidOperationException(problem.ToString()) : 0;
    }

    /// <summary>One policy for one of two jurisdictions: what is composed there is another set.</summary>
    private static BundleContent Overlay => new(new Dictionary<string, string>
    {
        [BundleReader.BundleFile] = "name: overlay\nversion: 1.0.0\nlayer: jurisdiction\nfor: YY\nextends: { name: part-0, versions: \"[1.0.0,2.0.0)\" }\n",
        ["p.cedar"] = "@id(\"overlay\") forbid (principal == Agent::\"agent-0\", action, resource);\n",
    });

    private static BundleContent Content(int first)
    {
        var text = new StringBuilder();
        for (var i = first; i < first + InBundle; i++)
        {
            var (agent, number) = (i / Conditions.Length, i % Conditions.Length);
            var about = number == 0 ? "@require(\"person\")\n" : number == 8 ? "@maso(\"EC-1.1\")\n" : "";
            text.Append(CultureInfo.InvariantCulture,
                $"@id(\"agent-{agent}-{number}\")\n{about}{(number < 8 ? "permit" : "forbid")}(\n  principal == Agent::\"agent-{agent}\",\n  action in [Action::\"read\", Action::\"access:write\"],\n  resource is Target\n)\nwhen {{ {Conditions[number].Replace("{0}", string.Create(CultureInfo.InvariantCulture, $"{agent % 10_000:0000}"), StringComparison.Ordinal)} }};\n\n");
        }
        var files = new Dictionary<string, string> { [BundleReader.BundleFile] = $"name: part-{first / InBundle}\nversion: 1.0.0\nlayer: fleet\n", ["p.cedar"] = text.ToString() };
        if (first == 0) { files.Add(BundleReader.ManifestFile, Manifest); }
        return new(files);
    }

    /// <summary>What it is made of: the types that take most.</summary>
    private static void Parts(PolicyControl control, TextWriter output)
    {
        var parts = new Dictionary<Type, (long Count, long Bytes)>();
        HeldBytes.Walk(control, (item, bytes) =>
        {
            ref var part = ref CollectionsMarshal.GetValueRefOrAddDefault(parts, item.GetType(), out _);
            part = (part.Count + 1, part.Bytes + bytes);
        });
        foreach (var (type, (count, bytes)) in parts.OrderByDescending(p => p.Value.Bytes).TakeWhile(p => p.Value.Bytes >= Policies))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {bytes / (double)Policies,6:0.0} B a policy in {count / (double)Policies:0.00} × {type.Name}{string.Join(',', type.GenericTypeArguments.Select(a => a.Name))}"));
        }
    }
}
