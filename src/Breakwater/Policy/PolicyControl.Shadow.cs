using Breakwater.Policy.Bundles;
using Breakwater.Policy.Composition;
using Breakwater.Policy.Rollout;

namespace Breakwater.Policy;

public sealed partial class PolicyControl
{
    /// <summary>Whether a rollout of a bundle is under way that concerns a tenant, or any if none is named; null where nothing is rolled out.</summary>
    internal Func<string?, string, bool>? IsRollingOut { get; set; }

    /// <summary>Why a live version may not come into force at once; null if it may.</summary>
    private (string Problem, string Remedy)? AtOnce(string? tenant, BundleReference version, RolloutWaiver? waiver) =>
        Concerned(tenant).Select(t => t.Live.Find(version)?.Bundle).FirstOrDefault(b => b is not null) is { } bundle ? AtOnce(tenant, bundle, waiver) : null;

    /// <summary>
    /// Why a version may not take the place of the one in force at once; null if it may: nothing is in force, it breaks nothing, or a waiver says why. What is in force is not
    /// exchanged under a rollout, whatever is waived: its routers compare with it.
    /// </summary>
    private (string Problem, string Remedy)? AtOnce(string? tenant, PolicyBundle bundle, RolloutWaiver? waiver)
    {
        if (IsRollingOut?.Invoke(tenant, bundle.Reference.Name) == true) { return ("cannot come into force while a version of the bundle is rolled out", "let the rollout end, or abort it"); }
        if (waiver is not null) { return waiver.IsStated ? null : ("is to skip shadow without a reason or a name", $"say why in 1 to {RolloutWaiver.MaxReason} characters, and who answers for it in 1 to {RolloutWaiver.MaxApprover}"); }
        var replaced = Concerned(tenant).Select(t => t.Live.InForce(bundle.Reference.Name)?.Reference)
            .FirstOrDefault(before => before is not null && !before.Equals(bundle.Reference) && (bundle.IsBreaking || RolloutState.Breaks(before, bundle.Reference)));
        return replaced is null
            ? null
            : ($"breaks what {replaced.Version.ToNormalizedString()} promises, and may not skip shadow", "roll it out in stages, or state why it must come into force at once and who answers for that");
    }
}
