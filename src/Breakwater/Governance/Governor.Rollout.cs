using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Policy;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Rollout;

namespace Breakwater.Governance;

public sealed partial class Governor
{
    /// <summary>
    /// The rollouts of the node: pause, resume, promote and abort by hand, and how each stands. The rollout of a bundle for every tenant is kept under the tenant
    /// <c>*</c>. After a command by hand call <see cref="Advance"/>, or wait for it: it brings the policies in line.
    /// </summary>
    public RolloutControl Rollouts => _rollouts.Control;

    /// <summary>
    /// Whether the node knows that it lacks a version of its policies: one that should be in force, or one that is rolled out. It goes on with what works, and
    /// <see cref="GovernorServices.PolicyFreshness"/> bounds for how long, however often the source is reached.
    /// </summary>
    public bool PoliciesAreBehind => _rollouts.IsBehind;

    /// <summary>
    /// Publishes a version beside the one in force and begins to roll it out. A permit: durable in the control log before it counts. Refused, changing nothing but the
    /// candidate that is then dropped again, as <see cref="RolloutControl.Start"/> says. A candidate that waits without a rollout, because a crash came between or it was published
    /// by hand, is taken over: it is published again, with every check.
    /// </summary>
    /// <param name="bundle">The version.</param>
    /// <param name="actor">Who ordered it.</param>
    /// <param name="stages">The plan; null for that of the options.</param>
    public PolicyRolloutResult RollOut(PolicyBundle bundle, string actor, IReadOnlyList<RolloutStage>? stages = null)
    {
        var tenant = PolicyRollouts.NameOf(bundle.Tenant);
        Settle();
        _rollouts.Follow();
        if (_rollouts.IsRollingOut(bundle.Tenant, bundle.Reference.Name)) { return Refused(RolloutReasons.AlreadyActive); }
        if (_rollouts.Control.Status(tenant, bundle.Reference.Name) is { } last && _rollouts.IsAwaitingPromotion(last)) { return Refused(RolloutReasons.OtherCurrent); }
        if (bundle.Reference.Version > _rollouts.InForce(tenant, bundle.Reference.Name)?.Version) { Drop(bundle.Tenant, bundle.Reference, actor, out _); }
        var published = Publish(bundle, actor, new() { AsCandidate = true });
        if (!published.Published) { return new(published, default); }
        var from = _rollouts.InForce(tenant, bundle.Reference.Name)!;
        var started = _rollouts.Control.Start(tenant, from, bundle.Reference, actor, stages, isInForce: true, bundle.IsBreakingFrom(from.Version));
        if (started.Done)
        {
            MoveTo(started.Record.Number);
            NotePolicy(bundle.Tenant ?? "", $"rollout of {bundle.Reference} started", actor);
        }
        else { Drop(bundle.Tenant, bundle.Reference, actor, out _); }
        _rollouts.Follow();
        return new(published, started);
    }

    /// <summary>Takes down which version of a bundle an agent says it runs. Its actions are refused while that is not the version it is assigned, or lies outside the compatibility range.</summary>
    /// <param name="session">The agent's session.</param>
    /// <param name="running">Bundle and version; null to take the statement back.</param>
    public void StatePolicy(Session session, BundleReference? running) => session.StatedPolicy = running;

    /// <summary>What time and observations bring to the rollouts, and what that means for the policies in force.</summary>
    private void AdvanceRollouts()
    {
        if (_options.LeadsRollouts)
        {
            foreach (var change in _rollouts.Control.Advance())
            {
                MoveTo(change.Record.Number);
                NotePolicy(PolicyRollouts.TenantOf(change.Status.Tenant) ?? "", $"rollout of {change.Status.To}: {change.Status.Phase}, stage {change.Status.Stage}, by {change.Status.Cause}", _options.Node);
            }
            Settle();
        }
        _rollouts.Follow();
    }

    /// <summary>Brings the policies in line with the rollouts that ended: puts in force what was completed, drops what was rolled back.</summary>
    private void Settle()
    {
        foreach (var status in _rollouts.Control.All())
        {
            var tenant = PolicyRollouts.TenantOf(status.Tenant);
            if (_rollouts.IsAwaitingPromotion(status)) { Promoted(_policy.PromoteRolledOut(tenant, status.To, _log, _options.Node), tenant, status.To, _options.Node, null); }
            else if (status.Phase == RolloutPhase.RolledBack && _policy.Find(tenant, status.To) is not null) { Drop(tenant, status.To, _options.Node, out _); }
        }
    }

    private static PolicyRolloutResult Refused(Reason reason) => new(new(false, 0, [], null, null), new(reason, [], default));

    /// <summary>A version put in force by hand in place of one that a rollout brought: that one is dropped, or it would come back.</summary>
    private void DropOvertaken(string? tenant, BundleReference promoted, string actor)
    {
        if (_rollouts.Control.Status(PolicyRollouts.NameOf(tenant), promoted.Name) is { Phase: RolloutPhase.Completed } status && !status.To.Equals(promoted)) { Drop(tenant, status.To, actor, out _); }
    }
}

/// <summary>What became of a rollout that was asked for.</summary>
/// <param name="Publication">What publishing the candidate came to.</param>
/// <param name="Rollout">What starting came to; nothing if it was not published.</param>
public sealed record PolicyRolloutResult(PublishResult Publication, RolloutResult Rollout)
{
    /// <summary>Whether it is under way.</summary>
    public bool Started => Publication.Published && Rollout.Done;
}
