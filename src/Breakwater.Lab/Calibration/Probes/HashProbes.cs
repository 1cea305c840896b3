using System.Security.Cryptography;
using Breakwater.Contracts;

namespace Breakwater.Lab.Calibration.Probes;

/// <summary>SHA-256 and HMAC-SHA256 over data in the processor's caches, or streamed from memory.</summary>
internal static class HashProbes
{
    private const int BlockSize = 64;
    private const int MessageSize = 256;

    /// <summary>Blocks hashed at a time: the usual length of a record or a message, so that a call's own cost is shared as it is in use.</summary>
    private const int BlocksPerCall = 16;

    public static CalibrationProbe HashBlock { get; } = new(WorkUnit.HashBlock, size =>
    {
        var data = Data(size);
        var at = 0;
        return new((int operations, ref Work work) =>
        {
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            for (var i = 0; i < operations; i++)
            {
                SHA256.HashData(data.AsSpan(at, BlocksPerCall * BlockSize), digest);
                at = (at + BlocksPerCall * BlockSize) & (data.Length - 1);
            }

            work.Add(WorkUnit.HashBlock, (long)operations * (BlocksPerCall + 1));        // and the block of padding
        });
    });

    public static CalibrationProbe Mac { get; } = new(WorkUnit.Mac, size =>
    {
        var data = Data(size);
        var key = RandomNumberGenerator.GetBytes(32);
        var at = 0;
        return new((int operations, ref Work work) =>
        {
            Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
            for (var i = 0; i < operations; i++)
            {
                HMACSHA256.HashData(key, data.AsSpan(at, MessageSize), mac);
                at = (at + MessageSize) & (data.Length - 1);
            }

            work.Add(WorkUnit.Mac, operations);
        });
    });

    private static byte[] Data(StateSize size) => RandomNumberGenerator.GetBytes(size == StateSize.Cache ? 16 << 10 : 64 << 20);
}
