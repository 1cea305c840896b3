using Breakwater.ControlLog;
using Breakwater.Contracts;

namespace Breakwater.Governance;

/// <summary>Payload of the delegation records that name a document: two kinds of revocation, and a person's approval of a contract.</summary>
internal readonly record struct DelegationRecord(string Tenant, Fingerprint Document, DateTimeOffset Until)
{
    public const string RevokeContract = "delegation.revoke-contract";
    public const string RevokeTemplate = "delegation.revoke-template";
    public const string Approve = "delegation.approve";

    /// <summary>Kind of a record whose payload is a template, as signed; its number is the issue's.</summary>
    public const string IssueTemplate = "delegation.issue-template";

    public static bool IsKind(string kind) => kind is RevokeContract or RevokeTemplate or Approve or IssueTemplate;

    public byte[] Write() => WriteTo(new ControlPayloadWriter()).Written.ToArray();

    public ControlPayloadWriter WriteTo(ControlPayloadWriter writer)
    {
        Span<byte> document = stackalloc byte[32];
        Document.CopyTo(document);
        return writer.Text(Tenant).Bytes(document).Time(Until);
    }

    public static bool TryReadFrom(ref ControlPayloadReader reader, out DelegationRecord record)
    {
        record = default;
        if (!reader.TryText(256, out var tenant) || !reader.TryBytes(32, out var document) || document.Length != 32 || !reader.TryTime(out var until)) { return false; }
        record = new(tenant, Fingerprint.FromBytes(document), until);
        return true;
    }
}
