using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Contracts;

namespace Breakwater.Audit;

/// <summary>
/// Where a chain falls among a thousand: HMAC-SHA-256 of its id under a key of its tenant, so that every node with the key decides alike and nobody without it can tell beforehand. Thread-safe;
/// allocates nothing.
/// </summary>
internal sealed class ChainHash
{
    private const int DrawnKeyBytes = 32;
    private readonly byte[][] _keys;

    /// <param name="key">The secret; null for one from the operating system.</param>
    /// <param name="tenants">The tenants, in the order of their numbers.</param>
    public ChainHash(byte[]? key, IEnumerable<string> tenants)
    {
        var secret = key is null ? new byte[DrawnKeyBytes] : [.. key];
        if (key is null) { Entropy.System.Fill(secret); }
        _keys = [.. tenants.Select(t => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes("breakwater audit sampling " + t)))];
        CryptographicOperations.ZeroMemory(secret);
    }

    /// <summary>From 0 to 999; a chain is kept at n of a thousand if it is below n.</summary>
    public int Of(int tenant, UInt128 chain)
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, chain);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_keys[tenant], id, mac);
        return (int)((UInt128)BinaryPrimitives.ReadUInt64BigEndian(mac) * 1_000 >> 64);
    }
}
