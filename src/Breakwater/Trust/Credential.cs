using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Breakwater.Contracts;

namespace Breakwater.Trust;

/// <summary>
/// A signed statement that a key belongs to a subject (IA-2.1), made by the level above. Immutable. Reading one checks its form only;
/// whether it can be trusted is for <see cref="TrustControl"/> to say.
/// </summary>
public sealed class Credential
{
    /// <summary>Largest encoding accepted.</summary>
    public const int MaxSize = 1024;

    private const byte Version = 1;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _bytes;

    private Credential(byte[] bytes, CredentialClaims claims, PublicKey key, Fingerprint issuerKey, ref Work work)
    {
        _bytes = bytes;
        Claims = claims;
        Key = key;
        IssuerKey = issuerKey;
        Id = Fingerprint.Of(bytes, ref work);
        // A worker signs for nobody, so nobody ever asks for its key's fingerprint.
        KeyId = claims.Level == CredentialLevel.Worker ? default : Fingerprint.Of(key.Point, ref work);
    }

    /// <summary>What it states.</summary>
    public CredentialClaims Claims { get; }

    /// <summary>The subject's key.</summary>
    public PublicKey Key { get; }

    /// <summary>Fingerprint of the key that signed it.</summary>
    public Fingerprint IssuerKey { get; }

    /// <summary>Fingerprint of the subject's key; none for a worker.</summary>
    public Fingerprint KeyId { get; }

    /// <summary>Fingerprint of all its bytes, the signature included, so that a forged signature never shares a cache entry with the true one.</summary>
    public Fingerprint Id { get; }

    /// <summary>The whole encoding.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Whether this key signed it. Counts one signature check.</summary>
    public bool IsSignedBy(PublicKey issuer, ref Work work) =>
        issuer.Verify(_bytes.AsSpan(0, _bytes.Length - PublicKey.SignatureSize), _bytes.AsSpan(_bytes.Length - PublicKey.SignatureSize), ref work);

    /// <summary>Encodes and signs claims.</summary>
    /// <exception cref="ArgumentException">A name is empty where it may not be, or longer than <see cref="CredentialClaims.MaxNameBytes"/>.</exception>
    internal static Credential Issue(CredentialClaims claims, PublicKey subjectKey, Fingerprint issuerKey, ISigner issuer, ref Work work)
    {
        RequireNames(claims);
        Span<byte> buffer = stackalloc byte[MaxSize];
        var writer = new Writer(buffer);
        writer.Byte(Version);
        writer.Byte((byte)claims.Level);
        writer.Byte((byte)claims.Tier);
        writer.Byte(claims.HighPrivilege ? (byte)1 : (byte)0);
        writer.UInt64(claims.Serial);
        writer.UInt64((ulong)claims.NotBefore.ToUnixTimeMilliseconds());
        writer.UInt64((ulong)claims.NotAfter.ToUnixTimeMilliseconds());
        writer.Name(claims.Tenant);
        writer.Name(claims.Subject);
        writer.Name(claims.Role);
        subjectKey.Point.CopyTo(writer.Take(PublicKey.Size));
        issuerKey.CopyTo(writer.Take(32));
        var signed = writer.Written;
        issuer.Sign(signed, writer.Take(PublicKey.SignatureSize), ref work);
        return new(writer.Written.ToArray(), claims, subjectKey, issuerKey, ref work);
    }

    /// <summary>Whether a name can stand in a credential: proper UTF-16, at most <see cref="CredentialClaims.MaxNameBytes"/> as UTF-8.</summary>
    internal static bool IsName(string name)
    {
        try
        {
            return Utf8.GetByteCount(name) <= CredentialClaims.MaxNameBytes;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    /// <exception cref="ArgumentException">A name is empty where it may not be, too long, or not proper UTF-16.</exception>
    internal static void RequireNames(CredentialClaims claims)
    {
        if (claims.Subject.Length == 0 || claims.Role.Length == 0) { throw new ArgumentException("A credential names a subject and a role."); }
        foreach (var name in new[] { claims.Tenant, claims.Subject, claims.Role })
        {
            if (!IsName(name)) { throw new ArgumentException($"`{name}` is longer than the {CredentialClaims.MaxNameBytes} bytes of UTF-8 that a credential's name may have, or no proper text."); }
        }
    }

    /// <summary>Reads an encoding. Any input is accepted; false for one that is not exactly a credential. O(length), no signature check.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Credential? credential, ref Work work)
    {
        credential = null;
        if (bytes.Length is > MaxSize or < PublicKey.SignatureSize) { return false; }
        var reader = new Reader(bytes);
        if (!reader.Byte(out var version) || version != Version
            || !reader.Byte(out var level) || level > (byte)CredentialLevel.Worker
            || !reader.Byte(out var tier) || tier is < (byte)AutonomyTier.Supervised or > (byte)AutonomyTier.Autonomous
            || !reader.Byte(out var high) || high > 1
            || !reader.UInt64(out var serial)
            || !reader.Time(out var notBefore) || !reader.Time(out var notAfter)
            || !reader.Name(out var tenant) || !reader.Name(out var subject) || !reader.Name(out var role)
            || !reader.Take(PublicKey.Size, out var point) || !reader.Take(32, out var issuerKey)
            || !reader.Take(PublicKey.SignatureSize, out _) || !reader.AtEnd
            || subject.Length == 0 || role.Length == 0)
        {
            return false;
        }
        var claims = new CredentialClaims
        {
            Tenant = tenant,
            Subject = subject,
            Role = role,
            Level = (CredentialLevel)level,
            Tier = (AutonomyTier)tier,
            HighPrivilege = high == 1,
            Serial = serial,
            NotBefore = notBefore,
            NotAfter = notAfter,
        };
        credential = new(bytes.ToArray(), claims, new PublicKey(point), Fingerprint.FromBytes(issuerKey), ref work);
        return true;
    }

    private ref struct Writer(Span<byte> buffer)
    {
        private readonly Span<byte> _buffer = buffer;
        private int _length;

        public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

        public Span<byte> Take(int count)
        {
            var span = _buffer.Slice(_length, count);
            _length += count;
            return span;
        }

        public void Byte(byte value) => Take(1)[0] = value;

        public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

        public void Name(string value)
        {
            var count = Utf8.GetByteCount(value);
            Byte((byte)count);
            Utf8.GetBytes(value, Take(count));
        }
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public readonly bool AtEnd => _rest.IsEmpty;

        public bool Take(int count, out ReadOnlySpan<byte> taken)
        {
            if (_rest.Length < count) { taken = default; return false; }
            taken = _rest[..count];
            _rest = _rest[count..];
            return true;
        }

        public bool Byte(out byte value)
        {
            var ok = Take(1, out var taken);
            value = ok ? taken[0] : (byte)0;
            return ok;
        }

        public bool UInt64(out ulong value)
        {
            var ok = Take(8, out var taken);
            value = ok ? BinaryPrimitives.ReadUInt64LittleEndian(taken) : 0;
            return ok;
        }

        public bool Time(out DateTimeOffset value)
        {
            value = default;
            if (!UInt64(out var ms) || ms > (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) { return false; }
            value = DateTimeOffset.FromUnixTimeMilliseconds((long)ms);
            return true;
        }

        public bool Name(out string value)
        {
            value = "";
            if (!Byte(out var count) || count > CredentialClaims.MaxNameBytes || !Take(count, out var taken)) { return false; }
            try
            {
                value = Utf8.GetString(taken);
                return true;
            }
            catch (DecoderFallbackException)
            {
                return false;
            }
        }
    }
}
