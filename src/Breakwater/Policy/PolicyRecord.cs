using Breakwater.ControlLog;
using Breakwater.Policy.Bundles;
using Breakwater.Policy.Composition;

namespace Breakwater.Policy;

/// <summary>Payload of a policy record: which version of which bundle, and for a publication its files.</summary>
internal sealed record PolicyRecord(LiveChange Change, string Tenant, string Name, string Version, string Digest, BundleContent? Content, RolloutWaiver? WithoutRollout = null)
{
    public const string Publish = "policy.publish";
    public const string Candidate = "policy.candidate";
    public const string Promote = "policy.promote";
    public const string Retire = "policy.retire";

    private const int MaxText = 256;

    public string Kind => Change switch { LiveChange.Publish => Publish, LiveChange.AddCandidate => Candidate, LiveChange.Promote => Promote, _ => Retire };

    public static bool IsKind(string kind) => kind is Publish or Candidate or Promote or Retire;

    /// <param name="change">The change.</param>
    /// <param name="tenant">Tenant id; empty for every tenant.</param>
    /// <param name="bundle">The version.</param>
    /// <param name="waiver">Why a breaking version skips shadow; null if it does not.</param>
    public static PolicyRecord Of(LiveChange change, string tenant, PolicyBundle bundle, RolloutWaiver? waiver = null) => new(
        change, tenant, bundle.Reference.Name, bundle.Reference.Version.ToNormalizedString(), bundle.Content.Digest,
        change is LiveChange.Publish or LiveChange.AddCandidate ? bundle.Content : null, waiver);

    public byte[] Write()
    {
        var writer = new ControlPayloadWriter().Byte((byte)Change).Text(Tenant).Text(Name).Text(Version).Text(Digest).Boolean(Content is not null);
        Content?.WriteTo(writer);
        // A record without one ends here, as all did before there were any.
        if (WithoutRollout is { } waiver) { writer.Text(waiver.Reason).Text(waiver.ApprovedBy); }
        return writer.Written.ToArray();
    }

    /// <summary>Reads a payload; null if it is damaged, or its content is not what its digest says.</summary>
    public static PolicyRecord? TryRead(ReadOnlySpan<byte> payload)
    {
        var reader = new ControlPayloadReader(payload);
        if (!reader.TryByte(out var change) || change > (byte)LiveChange.Retire || !reader.TryText(MaxText, out var tenant) || !reader.TryText(MaxText, out var name)
            || !reader.TryText(MaxText, out var version) || !reader.TryText(MaxText, out var digest) || !reader.TryBoolean(out var hasContent)) { return null; }
        var content = hasContent ? BundleContent.TryReadFrom(ref reader) : null;
        if (hasContent != (content is not null)) { return null; }
        RolloutWaiver? waiver = null;
        if (!reader.IsComplete)
        {
            if (!reader.TryText(3 * RolloutWaiver.MaxReason, out var reason) || !reader.TryText(3 * RolloutWaiver.MaxApprover, out var approver)) { return null; }
            waiver = new(reason, approver);
        }
        if (!reader.IsComplete || (content is not null && content.Digest != digest)) { return null; }
        return new((LiveChange)change, tenant, name, version, digest, content, waiver);
    }
}
