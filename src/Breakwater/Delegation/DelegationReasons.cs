using System.Globalization;
using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>
/// Every reason the delegation control gives. Those that name a hop are for the host and its records: depth is not shown to an agent, so hosts
/// pass on no more than that the action was refused.
/// </summary>
public static class DelegationReasons
{
    private static readonly ControlId Least = ControlId.Parse("DEL-01");
    private static readonly ControlId Depth = ControlId.Parse("DEL-03");
    private static readonly ControlId Declared = ControlId.Parse("DEL-04");
    private static readonly ControlId User = ControlId.Parse("DEL-05");
    private static readonly ControlId Mandate = ControlId.Parse("IA-3.3");
    private static readonly ControlId NotTransitive = ControlId.Parse("IA-2.4");

    private static readonly Reason[] Delegators = PerHop(Least, "delegation.beyond-delegator", "the delegator of hop {0} may not use the tool itself");
    private static readonly Reason[] Contracts = PerHop(Mandate, "delegation.beyond-contract", "the contract of hop {0} does not cover the tool");

    /// <summary>The control is on but knows no keys for the tenant.</summary>
    public static Reason NotConfigured { get; } = new(Mandate, "delegation.not-configured", "the delegation control is on but has no keys for the tenant");

    /// <summary>The bytes are not a chain.</summary>
    public static Reason Malformed { get; } = new(Mandate, "delegation.malformed", "the chain cannot be read");

    /// <summary>Contracts do not follow on each other.</summary>
    public static Reason BrokenChain { get; } = new(Mandate, "delegation.broken-chain", "the chain's contracts do not follow on each other");

    /// <summary>A contract, assertion or template belongs to another tenant.</summary>
    public static Reason OtherTenant { get; } = new(Mandate, "delegation.other-tenant", "part of the delegation belongs to another tenant");

    /// <summary>It was signed for another list of tools.</summary>
    public static Reason OtherTools { get; } = new(Mandate, "delegation.other-tools", "the delegation was signed for another list of tools; sign it again");

    /// <summary>The presenter is not its delegate.</summary>
    public static Reason NotDelegate { get; } = new(Mandate, "delegation.not-delegate", "the delegation was made out to somebody else");

    /// <summary>A party is not known here, or holds no key.</summary>
    public static Reason UnknownParty { get; } = new(Mandate, "delegation.unknown-party", "a party of the delegation is not known to this node", retryable: true);

    /// <summary>A signature is not its signer's.</summary>
    public static Reason BadSignature { get; } = new(Mandate, "delegation.bad-signature", "a signature of the delegation is not its signer's");

    /// <summary>A part has expired.</summary>
    public static Reason Expired { get; } = new(Mandate, "delegation.expired", "part of the delegation has expired");

    /// <summary>A part is not valid yet.</summary>
    public static Reason NotYetValid { get; } = new(Mandate, "delegation.not-yet-valid", "part of the delegation is not valid yet", retryable: true);

    /// <summary>A contract lives longer than declared or than its parent.</summary>
    public static Reason TooLong { get; } = new(Mandate, "delegation.too-long", "a contract outlives its parent or the time that the fleet declares");

    /// <summary>A contract gives more than its parent had.</summary>
    public static Reason Widened { get; } = new(Least, "delegation.widened", "a contract gives more, or for something else, than the one before it");

    /// <summary>A part, a party or an authority above it was revoked.</summary>
    public static Reason Revoked { get; } = new(Mandate, "delegation.revoked", "part of the delegation, or a party to it, was revoked");

    /// <summary>The handle names nothing that this session may use.</summary>
    public static Reason NoGrant { get; } = new(Mandate, "delegation.no-grant", "the session holds no such delegation; present it again");

    /// <summary>The chain is longer than it may be.</summary>
    public static Reason TooDeep { get; } = new(Depth, "delegation.too-deep", "the work was handed on more often than it may be");

    /// <summary>Somebody occurs twice.</summary>
    public static Reason Cycle { get; } = new(Depth, "delegation.cycle", "the work came back to somebody who had it before");

    /// <summary>A person has to approve a chain of this length.</summary>
    public static Reason NeedsApproval { get; } = new(Depth, "delegation.needs-approval", "a person has to approve that the work is handed on once more", retryable: true);

    /// <summary>So many tasks are open that a fresh chain could not be told from an evasion.</summary>
    public static Reason TooManyOpen { get; } = new(Depth, "delegation.too-many-open", "the tenant has as many delegations open as it may", retryable: true);

    /// <summary>The pair and task type are not declared.</summary>
    public static Reason Undeclared { get; } = new(Declared, "delegation.undeclared", "the fleet does not declare this pair for this type of task");

    /// <summary>The declaration of the pair does not cover the permissions.</summary>
    public static Reason BeyondDeclaration { get; } = new(Declared, "delegation.beyond-declaration", "a contract gives more than the fleet declares for the pair");

    /// <summary>Another user session, or another delegator than the user addressed.</summary>
    public static Reason OtherSession { get; } = new(User, "delegation.other-session", "the user's assertion was made for another session or another agent");

    /// <summary>The user's assertion has not been verified at this node.</summary>
    public static Reason UnknownUser { get; } = new(User, "delegation.unknown-user", "the user's assertion has not been verified at this node", retryable: true);

    /// <summary>The user may not use the tool.</summary>
    public static Reason BeyondUser { get; } = new(User, "delegation.beyond-user", "the originating user may not use the tool");

    /// <summary>The delegate may not use the tool.</summary>
    public static Reason BeyondDelegate { get; } = new(NotTransitive, "delegation.beyond-delegate", "the delegate may not use the tool itself");

    /// <summary>The pre-approved path does not cover the tool.</summary>
    public static Reason BeyondTemplate { get; } = new(Mandate, "delegation.beyond-template", "the pre-approved path does not cover the tool");

    /// <summary>There is no such pre-approved path here.</summary>
    public static Reason UnknownTemplate { get; } = new(Declared, "delegation.unknown-template", "this node has no such pre-approved path");

    /// <summary>The use was minted under an earlier issue of the path.</summary>
    public static Reason StaleEpoch { get; } = new(Declared, "delegation.stale-epoch", "the use was minted under another issue of the path; ask for a new permit", retryable: true);

    /// <summary>The use's code is not the delegator's.</summary>
    public static Reason BadMac { get; } = new(Mandate, "delegation.bad-mac", "the use was not minted by its delegator for this session");

    /// <summary>As many pre-approved paths are registered as the tenant may have.</summary>
    public static Reason TooManyTemplates { get; } = new(Declared, "delegation.too-many-templates", "the tenant has as many pre-approved paths as it may");

    /// <summary>The delegator of a hop may not use the tool itself. One reason for each hop, 1 to <see cref="DelegationContract.MaxHops"/>.</summary>
    public static Reason BeyondDelegator(int hop) => Delegators[hop - 1];

    /// <summary>The contract of a hop does not cover the tool. One reason for each hop, 1 to <see cref="DelegationContract.MaxHops"/>.</summary>
    public static Reason BeyondContract(int hop) => Contracts[hop - 1];

    private static Reason[] PerHop(ControlId control, string code, string text) =>
    [
        .. Enumerable.Range(1, DelegationContract.MaxHops)
            .Select(hop => new Reason(control, string.Create(CultureInfo.InvariantCulture, $"{code}-{hop}"), string.Format(CultureInfo.InvariantCulture, text, hop))),
    ];
}
