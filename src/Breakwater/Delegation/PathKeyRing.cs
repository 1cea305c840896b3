using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>
/// The secret under which a fleet's nodes derive the keys of pre-approved paths, each bound to tenant, template, issue and expiry, so that a path
/// that is issued again, or expires, leaves no key behind that counts. Never leaves the nodes. Thread-safe.
/// </summary>
public sealed class PathKeyRing
{
    private readonly byte[] _secret = new byte[32];

    /// <summary>Makes a ring with a fresh secret.</summary>
    public PathKeyRing() => Entropy.System.Fill(_secret);

    internal byte[] TemplateKey(TenantHandle tenant, PathTemplate template, long epoch, ref Work work)
    {
        Span<byte> message = stackalloc byte[2 + 32 + 8 + 8];
        BinaryPrimitives.WriteUInt16LittleEndian(message, tenant.Value);
        template.Id.CopyTo(message[2..]);
        BinaryPrimitives.WriteInt64LittleEndian(message[34..], epoch);
        BinaryPrimitives.WriteInt64LittleEndian(message[42..], template.Claims.NotAfter.UtcTicks);
        work.Add(WorkUnit.Mac);
        return HMACSHA256.HashData(_secret, message);
    }

    /// <summary>A delegator's own key under a template, so that no delegator can mint in another's name.</summary>
    internal static MacKey DelegatorKey(byte[] templateKey, string delegator, ref Work work)
    {
        work.Add(WorkUnit.Mac);
        return new(HMACSHA256.HashData(templateKey, Encoding.UTF8.GetBytes(delegator)));
    }
}
