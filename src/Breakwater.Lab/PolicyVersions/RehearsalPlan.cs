using Breakwater.Fleet;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Diffing;
using Breakwater.Policy.Rollout;

namespace Breakwater.Lab.PolicyVersions;

/// <summary>A rollout to be tried in virtual time before anybody starts it. Immutable.</summary>
public sealed record RehearsalPlan
{
    /// <summary>The fleet whose agents ask.</summary>
    public required FleetSpecification Fleet { get; init; }

    /// <summary>The tenant whose rollout it is.</summary>
    public required string Tenant { get; init; }

    /// <summary>The version in force.</summary>
    public required PolicyBundle From { get; init; }

    /// <summary>The version to roll out.</summary>
    public required PolicyBundle To { get; init; }

    /// <summary>Bundles in force beside both.</summary>
    public IReadOnlyList<PolicyBundle> Beside { get; init; } = [];

    /// <summary>The stages with their gates; see <see cref="RolloutPlan"/>.</summary>
    public required IReadOnlyList<RolloutStage> Stages { get; init; }

    /// <summary>What agents ask for, again and again, each as often as the others.</summary>
    public required IReadOnlyList<RehearsedRequest> Requests { get; init; }

    /// <summary>Requests in an hour, on average; they come at random.</summary>
    public double PerHour { get; init; } = 200;

    /// <summary>How often the gates are looked at.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After so long it ends, if gates still hold it.</summary>
    public required TimeSpan Most { get; init; }

    /// <summary>What decides every draw.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>A request that can be put to the policies as the gate would put it.</summary>
/// <param name="Request">The request; its time does not count, the simulation has its own.</param>
/// <param name="Arguments">The bytes that the tool would get; null if it declares no arguments.</param>
/// <param name="Agents">Names of those who may ask it, at least one.</param>
public sealed record RehearsedRequest(RecordedRequest Request, byte[]? Arguments, IReadOnlyList<string> Agents)
{
    /// <summary>Those of the requests that somebody of the roster can ask, and that have no masked value.</summary>
    /// <param name="requests">Recorded or generated requests.</param>
    /// <param name="fleet">The fleet.</param>
    /// <param name="tenant">Whose agents ask.</param>
    /// <param name="arguments">The arguments of a request as bytes; see <see cref="Policy.Inspection.LoadedPolicies.ArgumentsOf"/>.</param>
    public static IReadOnlyList<RehearsedRequest> Of(IEnumerable<RecordedRequest> requests, FleetSpecification fleet, string tenant, Func<RecordedRequest, byte[]?> arguments)
    {
        var agents = FleetRoster.Expand(fleet).Agents.Where(a => a.Tenant == tenant).ToLookup(a => (a.Group.Id, a.Region.Id), a => a.Name);
        var found = new List<RehearsedRequest>();
        foreach (var request in requests.Where(r => r.Arguments.Values.All(v => v.Kind != Cedar.Values.CedarKind.Masked)))
        {
            string[] who = [.. agents[(request.Group, request.Region)].Where(a => request.Agent is null || a == request.Agent)];
            if (who.Length > 0) { found.Add(new(request, arguments(request), who)); }
        }
        return found;
    }
}
