using Breakwater.ControlLog;
using Breakwater.Trust;

namespace Breakwater.Governance;

/// <summary>Payload of a <c>trust.revoke</c> record.</summary>
internal readonly record struct RevocationRecord(string Tenant, CredentialLevel Level, string Subject, DateTimeOffset Until)
{
    public const string Kind = "trust.revoke";

    public byte[] Write() => WriteTo(new ControlPayloadWriter()).Written.ToArray();

    public ControlPayloadWriter WriteTo(ControlPayloadWriter writer) => writer.Text(Tenant).Byte((byte)Level).Text(Subject).Time(Until);

    public static bool TryReadFrom(ref ControlPayloadReader reader, out RevocationRecord record)
    {
        record = default;
        if (!reader.TryText(CredentialClaims.MaxNameBytes, out var tenant)
            || !reader.TryByte(out var level) || level is < (byte)CredentialLevel.Region or > (byte)CredentialLevel.Worker
            || !reader.TryText(CredentialClaims.MaxNameBytes, out var subject)
            || !reader.TryTime(out var until))
        {
            return false;
        }
        record = new(tenant, (CredentialLevel)level, subject, until);
        return true;
    }
}
