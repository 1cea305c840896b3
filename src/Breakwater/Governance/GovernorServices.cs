using Breakwater.Audit;
using Breakwater.ControlLog;
using Breakwater.Contracts;
using Breakwater.Delegation;
using Breakwater.Observability;
using Breakwater.Pace;
using Breakwater.Policy;
using Breakwater.Policy.Composition;
using Breakwater.Policy.Rollout;
using Breakwater.RateLimiting;
using Breakwater.Trust;

namespace Breakwater.Governance;

/// <summary>What a gate stands on. Whatever is null is made: a control log and an audit sink in memory, the system's clock, no anchor.</summary>
public sealed class GovernorServices
{
    /// <summary>The fleet's anchor. Without one the trust control, if on, refuses everybody.</summary>
    public PublicKey? Root { get; set; }

    /// <summary>Chain of the authority that the node stands under, if any.</summary>
    public CredentialChain? Own { get; set; }

    /// <summary>The control log; replayed when the gate is created.</summary>
    public FleetControlLog? Log { get; set; }

    /// <summary>Where audit events go.</summary>
    public AuditSink? Audit { get; set; }

    /// <summary>
    /// Sinks of tenants of their own, by tenant id: what happens to a tenant's sessions goes there and not to <see cref="Audit"/>. A tenant that is absent has its events in
    /// <see cref="Audit"/>, under its quota.
    /// </summary>
    public IReadOnlyDictionary<string, AuditSink> TenantAudit { get; set; } = new Dictionary<string, AuditSink>();

    /// <summary>The keys of types whose instances are minted.</summary>
    public TypeKeyRing? TypeKeys { get; set; }

    /// <summary>The keys that delegations rest on, by tenant id. A tenant without keys is refused every delegation.</summary>
    public IReadOnlyDictionary<string, DelegationKeys> DelegationKeys { get; set; } = new Dictionary<string, DelegationKeys>();

    /// <summary>The keys of pre-approved paths, shared by the fleet's nodes.</summary>
    public PathKeyRing? PathKeys { get; set; }

    /// <summary>How far work may be handed on.</summary>
    public DelegationOptions Delegation { get; set; } = new();

    /// <summary>What a PACE phase does where the framework leaves it open.</summary>
    public PaceOptions Pace { get; set; } = new();

    /// <summary>How new versions of policies are rolled out.</summary>
    public RolloutOptions Rollouts { get; set; } = new();

    /// <summary>What protects requests while two versions of a bundle are in force.</summary>
    public RolloutMode RolloutMode { get; set; }

    /// <summary>
    /// How stale the node's policies may be while their source is unreachable, or the node lacks a version that it should hold; the host confirms them, the gate says when it is
    /// behind. For this gate alone. Null where the node is the source.
    /// </summary>
    public PolicyFreshness? PolicyFreshness { get; set; }

    /// <summary>The rate limits; null for those of the fleet file.</summary>
    public RateLimitOptions? RateLimits { get; set; }

    /// <summary>What is unusual, and how much the watchers remember; null for the defaults with the fleet file's review capacity.</summary>
    public WatchOptions? Watching { get; set; }

    /// <summary>Who else is told of the signals that the gate and its watchers raise, where <c>watching</c> is on; null for nobody.</summary>
    public SignalSink? Signals { get; set; }

    /// <summary>How policies are decided and compared.</summary>
    public PolicyOptions Policy { get; set; } = new();

    /// <summary>A seam for tests; null for what the options say.</summary>
    internal DecisionCacheFactory? DecisionCaches { get; set; }

    /// <summary>The node's clock.</summary>
    public TimeProvider? Time { get; set; }

    /// <summary>Bounds of the gate.</summary>
    public GovernorOptions Options { get; set; } = new();
}
