using Breakwater.ControlLog;
using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>
/// What every signed document of the room has in common: sixteen bytes that say which kind it is, so that a signature of one kind is never good
/// for another, its fields, and a 64-byte signature over all of that.
/// </summary>
internal static class SignedForm
{
    /// <summary>Most bytes (UTF-8) of a tenant's, user's, agent's, task's or template's name.</summary>
    public const int MaxNameBytes = 200;

    /// <summary>Most bytes (UTF-8) of a scope or an output format.</summary>
    public const int MaxTextBytes = 1000;

    /// <summary>Most bytes of a whole document.</summary>
    public const int MaxSize = 16 * 1024;

    public static ControlPayloadWriter Begin(ReadOnlySpan<byte> kind) => new ControlPayloadWriter().Bytes(kind);

    public static bool TryBegin(ref ControlPayloadReader reader, ReadOnlySpan<byte> kind) => reader.TryBytes(16, out var found) && found.SequenceEqual(kind);

    public static byte[] Sign(ControlPayloadWriter fields, ISigner signer, ref Work work)
    {
        var bytes = new byte[fields.Written.Length + PublicKey.SignatureSize];
        fields.Written.CopyTo(bytes);
        signer.Sign(bytes.AsSpan(0, fields.Written.Length), bytes.AsSpan(fields.Written.Length), ref work);
        return bytes;
    }

    public static bool IsSignedBy(ReadOnlySpan<byte> bytes, PublicKey key, ref Work work) =>
        key.Verify(bytes[..^PublicKey.SignatureSize], bytes[^PublicKey.SignatureSize..], ref work);

    public static bool HasSize(ReadOnlySpan<byte> bytes) => bytes.Length is > PublicKey.SignatureSize and <= MaxSize;

    public static ControlPayloadWriter Name(this ControlPayloadWriter writer, string value, int most = MaxNameBytes)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(value) > most)
        {
            throw new ArgumentException($"`{value[..20]}…` is longer than the {most} bytes that it may have here.");
        }
        return writer.Text(value);
    }

    public static ControlPayloadWriter Number(this ControlPayloadWriter writer, UInt128 value) => writer.Int64((long)(ulong)value).Int64((long)(ulong)(value >> 64));

    public static ControlPayloadWriter Print(this ControlPayloadWriter writer, in Fingerprint value)
    {
        Span<byte> bytes = stackalloc byte[32];
        value.CopyTo(bytes);
        return writer.Bytes(bytes);
    }

    public static ControlPayloadWriter Tools(this ControlPayloadWriter writer, Authority value)
    {
        var bytes = new byte[value.Size];
        value.CopyTo(bytes);
        return writer.Bytes(bytes);
    }

    public static bool TryName(ref ControlPayloadReader reader, out string value) => reader.TryText(MaxNameBytes, out value) && value.Length > 0;

    public static bool TryNumber(ref ControlPayloadReader reader, out UInt128 value)
    {
        value = 0;
        if (!reader.TryInt64(out var low) || !reader.TryInt64(out var high)) { return false; }
        value = new UInt128((ulong)high, (ulong)low);
        return true;
    }

    public static bool TryPrint(ref ControlPayloadReader reader, out Fingerprint value)
    {
        value = default;
        if (!reader.TryBytes(32, out var bytes) || bytes.Length != 32) { return false; }
        value = Fingerprint.FromBytes(bytes);
        return true;
    }

    public static bool TryTools(ref ControlPayloadReader reader, out Authority value)
    {
        value = Authority.None;
        return reader.TryBytes(Authority.MaxBytes, out var bytes) && Authority.TryRead(bytes, out value);
    }
}
