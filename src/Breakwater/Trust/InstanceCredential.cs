using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Contracts;

namespace Breakwater.Trust;

/// <summary>
/// Identity of a replicated, short-lived instance: type, session and expiry, minted under its type's key (the framework's adaptation of IA-2.1
/// to instances that are created and destroyed with a session). The instance gets a key derived from these claims and proves possession with
/// a MAC; the key never travels, and a node that holds the type's key recomputes it. Two MACs instead of a signature.
/// </summary>
public sealed class InstanceCredential
{
    /// <summary>Type, which is a group of the fleet.</summary>
    public required string Type { get; init; }

    /// <summary>Tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Session the instance lives for.</summary>
    public required UInt128 Session { get; init; }

    /// <summary>Until when (exclusive).</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>Version of the type's key it was minted under.</summary>
    public required int KeyVersion { get; init; }

    /// <summary>Name of the instance in logs: type and session.</summary>
    public string Subject => $"{Type}/{Session:x32}";

    internal void DeriveKey(ReadOnlySpan<byte> typeKey, Span<byte> key, ref Work work)
    {
        // Each name within the bound of its length byte, or two pairs of names could give one message.
        if (!Credential.IsName(Tenant) || !Credential.IsName(Type)) { throw new ArgumentException($"A name of an instance credential is longer than {CredentialClaims.MaxNameBytes} bytes of UTF-8, or no proper text."); }
        Span<byte> message = stackalloc byte[2 + Encoding.UTF8.GetByteCount(Tenant) + Encoding.UTF8.GetByteCount(Type) + 16 + 8 + 4];
        var at = Encoding.UTF8.GetBytes(Tenant, message[1..]);
        message[0] = (byte)at;
        var type = Encoding.UTF8.GetBytes(Type, message[(2 + at)..]);
        message[1 + at] = (byte)type;
        at += 2 + type;
        BinaryPrimitives.WriteUInt128LittleEndian(message[at..], Session);
        BinaryPrimitives.WriteInt64LittleEndian(message[(at + 16)..], NotAfter.UtcTicks);
        BinaryPrimitives.WriteInt32LittleEndian(message[(at + 24)..], KeyVersion);
        work.Add(WorkUnit.Mac);
        HMACSHA256.HashData(typeKey, message, key);
    }

    /// <summary>What an instance does: answers a gate's challenge with its key.</summary>
    public PossessionProof Prove(in SessionChallenge challenge, ReadOnlySpan<byte> instanceKey, ref Work work)
    {
        var answer = new byte[HMACSHA256.HashSizeInBytes];
        Answer(challenge, instanceKey, answer, ref work);
        return new() { Challenge = challenge, Answer = answer };
    }

    internal static void Answer(in SessionChallenge challenge, ReadOnlySpan<byte> key, Span<byte> answer, ref Work work)
    {
        Span<byte> message = stackalloc byte[PossessionProof.MessageSize];
        PossessionProof.Write(message, challenge, default);
        work.Add(WorkUnit.Mac);
        HMACSHA256.HashData(key, message, answer);
    }
}
