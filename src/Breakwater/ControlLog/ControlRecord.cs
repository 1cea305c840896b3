using Breakwater.Contracts;

namespace Breakwater.ControlLog;

/// <summary>One change of control state: what changed, for whom, when, and who authorised it. Immutable; the payload is not copied.</summary>
/// <param name="Number">Place in the log, from 1; 0 only in <c>default</c>.</param>
/// <param name="Time">When it was appended, UTC, by the log's time provider.</param>
/// <param name="Tenant">Whom it concerns; <c>default</c> means the whole fleet.</param>
/// <param name="Kind">
/// What it is, such as <c>trust.revoke-agent</c>: lower-case ASCII letters, digits, dots and hyphens, at most 64. Kinds that begin with
/// <c>log.</c> are the log's own.
/// </param>
/// <param name="Payload">Bytes that the control understands; see <see cref="ControlPayloadWriter"/>.</param>
/// <param name="Actor">Who authorised it; at most 256 bytes of UTF-8.</param>
public readonly record struct ControlRecord(
    long Number, DateTimeOffset Time, TenantHandle Tenant, string Kind, ReadOnlyMemory<byte> Payload, string Actor)
{
    /// <summary>
    /// Kind of the record that the log writes where restrictions were applied and could not be kept for lack of reserved space. Its payload
    /// is how many, 32 bits, little endian. They are in force, and only a snapshot of the state holds them.
    /// </summary>
    public const string UnrecordedKind = "log.unrecorded";

    /// <summary>Kind of the record that takes the number of a permit that could not be written. Never returned by a replay.</summary>
    internal const string VoidKind = "log.void";
}
