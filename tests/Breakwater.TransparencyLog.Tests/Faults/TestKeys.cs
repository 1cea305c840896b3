using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Breakwater.TransparencyLog.Tests;

internal static class TestKeys
{
    public const string Origin = "example.com/log";

    public static ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static EcdsaNoteSigner Signer { get; } = new(Origin, Key);

    public static MerkleLogOptions Options(int segmentEntries = 256, INoteSigner? signer = null) => new()
    {
        Origin = Origin,
        Signers = [signer ?? Signer],
        CheckpointInterval = TimeSpan.Zero,
        MinimumFreeBytes = 0,
        ReservedBytes = 0,
        SegmentEntries = segmentEntries,
    };

    public static VerifyOptions Against(INoteSigner? signer = null, ReadOnlyMemory<byte> known = default, int threads = 1) =>
        new() { Keys = [(signer ?? Signer).Verifier], Origin = Origin, KnownCheckpoints = known.IsEmpty ? [] : [known], Threads = threads };
}

/// <summary>A signer of another type than the library's own, and a fast one: a keyed hash. Stands for Ed25519 and for keys in hardware.</summary>
internal sealed class HashSigner(string name, byte[] key) : INoteSigner, INoteVerifier
{
    public INoteVerifier Verifier => this;

    public string Name => name;

    public uint KeyId { get; } = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(key));

    public byte[] Sign(ReadOnlySpan<byte> text) => HMACSHA256.HashData(key, text);

    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) => signature.SequenceEqual(Sign(text));
}

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class HandTime : TimeProvider
{
    private long _ticks = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public void Move(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
