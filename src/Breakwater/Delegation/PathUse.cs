using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>
/// One use of a pre-approved path: for one user's errand, one delegate and one session of it, under one issue of the path. 32 bytes of HMAC-SHA256
/// instead of a signature for every hop.
/// </summary>
public readonly record struct PathUse
{
    /// <summary>Fingerprint of the template.</summary>
    public required Fingerprint Template { get; init; }

    /// <summary>The issue of the template it was minted under.</summary>
    public required long Epoch { get; init; }

    /// <summary>Fingerprint of the user's assertion.</summary>
    public required Fingerprint User { get; init; }

    /// <summary>Who minted it: an agent of the path's first group, or its orchestrator.</summary>
    public required string Delegator { get; init; }

    /// <summary>Who may use it: an agent of the path's last group.</summary>
    public required string Delegate { get; init; }

    /// <summary>Number of the delegate's session at its gate.</summary>
    public required ulong Session { get; init; }

    /// <summary>When it was minted.</summary>
    public required DateTimeOffset Issued { get; init; }

    /// <summary>Until when (exclusive).</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>The code over all of that.</summary>
    public required Fingerprint Code { get; init; }

    /// <summary>The code that the holder of a delegator's key gives the fields. One MAC, allocates nothing.</summary>
    internal Fingerprint Compute(MacKey delegatorKey, ref Work work)
    {
        const int Fixed = 16 + 32 + 32 + 8 + 8 + 8 + 8;
        Span<byte> message = stackalloc byte[Fixed + SignedForm.MaxNameBytes];
        "breakwater-dlm-1"u8.CopyTo(message);
        Template.CopyTo(message[16..]);
        User.CopyTo(message[48..]);
        BinaryPrimitives.WriteInt64LittleEndian(message[80..], Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(message[88..], Session);
        BinaryPrimitives.WriteInt64LittleEndian(message[96..], Issued.UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(message[104..], NotAfter.UtcTicks);
        if (!Encoding.UTF8.TryGetBytes(Delegate, message[Fixed..], out var name)) { return default; }
        return delegatorKey.Compute(message[..(Fixed + name)], ref work);
    }

    /// <summary>Whether the code is the delegator's, compared in fixed time.</summary>
    internal bool IsGenuine(MacKey delegatorKey, ref Work work)
    {
        Span<byte> expected = stackalloc byte[32];
        Span<byte> given = stackalloc byte[32];
        var computed = Compute(delegatorKey, ref work);
        computed.CopyTo(expected);
        Code.CopyTo(given);
        return !computed.IsNone && CryptographicOperations.FixedTimeEquals(expected, given);
    }
}
