using Breakwater.Audit;
using Breakwater.ControlLog;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Policy;
using Breakwater.Policy.Arguments;
using Breakwater.Policy.Bundles;

namespace Breakwater.Governance;

public sealed partial class Governor
{
    /// <summary>Handle of a target, such as <c>venues@tokyo</c>; null if the fleet has no such place.</summary>
    public TargetHandle? Target(string name) => _policy.Target(name);

    /// <summary>
    /// Binds the bytes that a tool will get for a session's next action; see <see cref="PolicyControl.Bind(TenantHandle, ToolHandle, ReadOnlySpan{byte}, BoundArguments)"/>.
    /// The digest to put into the request is that of the arguments.
    /// </summary>
    public Reason? Bind(Session session, ToolHandle tool, ReadOnlySpan<byte> json, BoundArguments arguments) => _policy.Bind(session.Tenant, tool, json, arguments);

    /// <summary>Publishes a version of a bundle; see <see cref="PolicyControl.Publish"/>. Agents are verified again where the fleet file asks for that on a change of policy.</summary>
    /// <param name="bundle">The version.</param>
    /// <param name="actor">Who ordered it.</param>
    /// <param name="options">How; null for the defaults.</param>
    public PublishResult Publish(PolicyBundle bundle, string actor, PublishOptions? options = null)
    {
        var result = _policy.Publish(bundle, _log, actor, options);
        if (result.Published)
        {
            if (options is not { AsCandidate: true }) { _rollouts.NotePromotion(bundle.Tenant, bundle.Reference, result.Number); }
            PolicyChanged(bundle.Tenant, result.Number, $"published {bundle.Reference} ({bundle.Content.Digest}){Hasty(options is { AsCandidate: true } ? null : options?.WithoutRollout)}", actor);
        }
        return result;
    }

    /// <summary>
    /// Puts a live version in force, or back in force; see <see cref="PolicyControl.Promote"/>. Refused while a version of the bundle is rolled out, and for a breaking change without a waiver.
    /// </summary>
    /// <param name="tenant">Tenant id; null for every tenant that it is live for.</param>
    /// <param name="version">A version that is live.</param>
    /// <param name="actor">Who ordered it.</param>
    /// <param name="waiver">Why a breaking version may take the place of the one in force at once; null if it may not.</param>
    public AppendResult PromotePolicy(string? tenant, BundleReference version, string actor, RolloutWaiver? waiver = null) =>
        Promoted(_policy.Promote(tenant, version, _log, actor, waiver), tenant, version, actor, waiver);

    private AppendResult Promoted(AppendResult result, string? tenant, BundleReference version, string actor, RolloutWaiver? waiver)
    {
        if (result.Durable)
        {
            _rollouts.NotePromotion(tenant, version, result.Number);
            PolicyChanged(tenant, result.Number, $"promoted {version}{Hasty(waiver)}", actor);
            DropOvertaken(tenant, version, actor);
        }
        return result;
    }

    private static string Hasty(RolloutWaiver? waiver) => waiver is null ? "" : $" {waiver}";

    /// <summary>Drops a live version that is not in force and is not being rolled out; see <see cref="PolicyControl.Retire"/>.</summary>
    /// <returns>Its record, for the other nodes; null, with the reason, if it is not live, is in force or is being rolled out.</returns>
    public ControlRecord? RetirePolicy(string? tenant, BundleReference version, string actor, out string? error)
    {
        if (_rollouts.IsCandidate(tenant, version))
        {
            error = $"`{version}` is being rolled out; abort the rollout, which drops it.";
            return null;
        }
        return Drop(tenant, version, actor, out error);
    }

    private ControlRecord? Drop(string? tenant, BundleReference version, string actor, out string? error)
    {
        var record = _policy.Retire(tenant, version, _log, actor, out error);
        if (record is { } retired) { PolicyChanged(tenant, retired.Number, $"retired {version}", actor); }
        return record;
    }

    /// <summary>Brings a policy record into force; false if it cannot be read.</summary>
    /// <param name="record">The record.</param>
    /// <param name="replaying">Whether it is noted only, until the replay ends.</param>
    /// <param name="loaded">Whether it took effect here; what does not load leaves what works.</param>
    private bool TakePolicy(in ControlRecord record, bool replaying, out bool loaded)
    {
        loaded = true;
        if (PolicyControl.BringsInForce(record) is { } brought) { _rollouts.NotePromotion(brought.Tenant, brought.Version, record.Number); }
        if (replaying) { return _policy.Replay(record); }
        if (!_policy.Apply(record, out var problems)) { return false; }
        if (problems.Count > 0)
        {
            loaded = false;
            NotePolicy("", $"{record.Kind} of node's log record {record.Number} does not load, and what was in force goes on: {problems[0]}", record.Actor);
            return true;
        }
        TellTrust(record.Tenant);
        return true;
    }

    private void EndPolicyReplay()
    {
        var problems = _policy.EndReplay();
        if (problems.Count > 0) { NotePolicy("", $"policies of the control log do not load, and their tenants are denied everything: {problems[0]}", _options.Node); }
    }

    private void PolicyChanged(string? tenant, long number, string what, string actor)
    {
        MoveTo(number);
        TellTrust(tenant is null ? default : _policy.Tenant(tenant));
        NotePolicy(tenant ?? "", what, actor);
    }

    /// <summary>A change for the whole fleet concerns every tenant.</summary>
    private void TellTrust(TenantHandle tenant)
    {
        if (!tenant.IsNone) { _trust.PolicyChanged(tenant); }
        else
        {
            foreach (var each in _tenants.All) { _trust.PolicyChanged(each.Handle); }
        }
    }

    private void NotePolicy(string tenant, string what, string actor) => Record(
        _tenants.Resolve(tenant), new() { Kind = AuditEventKind.ControlChanged, Tenant = tenant, Detail = $"policy {what} by {actor}", Decision = new() { Position = Position } }, control: true);
}
