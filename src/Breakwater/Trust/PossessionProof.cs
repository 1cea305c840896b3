using System.Buffers.Binary;
using Breakwater.Contracts;

namespace Breakwater.Trust;

/// <summary>
/// Proof, once for each session, that the presenter holds the credential's key: a signature over the gate's name, the gate's fresh nonce and
/// the credential's fingerprint, so that it is of no use at another gate, a second time, or for another credential.
/// </summary>
public readonly struct PossessionProof
{
    /// <summary>The challenge it answers.</summary>
    public required SessionChallenge Challenge { get; init; }

    /// <summary>64 bytes, P1363, by the credential's key; 32 bytes, HMAC, by an instance's key.</summary>
    public required ReadOnlyMemory<byte> Answer { get; init; }

    /// <summary>What an agent does: signs the challenge with its own key.</summary>
    public static PossessionProof Make(in SessionChallenge challenge, Credential credential, ISigner agent, ref Work work)
    {
        Span<byte> message = stackalloc byte[MessageSize];
        Write(message, challenge, credential.Id);
        var answer = new byte[PublicKey.SignatureSize];
        agent.Sign(message, answer, ref work);
        return new() { Challenge = challenge, Answer = answer };
    }

    internal const int MessageSize = 16 + 32 + 32 + 8 + 32;

    /// <summary>Whether the answer was made with the key of this credential. Counts one signature check.</summary>
    public bool Proves(Credential credential, ref Work work)
    {
        Span<byte> message = stackalloc byte[MessageSize];
        Write(message, Challenge, credential.Id);
        return credential.Key.Verify(message, Answer.Span, ref work);
    }

    internal static void Write(Span<byte> message, in SessionChallenge challenge, in Fingerprint subject)
    {
        "breakwater-pop-1"u8.CopyTo(message);
        challenge.Gate.CopyTo(message[16..]);
        challenge.Nonce.CopyTo(message[48..]);
        BinaryPrimitives.WriteInt64LittleEndian(message[80..], challenge.Expires);
        subject.CopyTo(message[88..]);
    }
}
