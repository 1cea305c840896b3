using System.Diagnostics.CodeAnalysis;
using Breakwater.ControlLog;
using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>
/// The originating user of a chain (DEL-05): who it is, in which session, on which errand, with which authority, signed by the tenant's user
/// authority. Every contract of a chain quotes its fingerprint, so nobody along the way can change it. Immutable. Reading one checks its form
/// only; <see cref="DelegationControl"/> says whether it counts.
/// </summary>
public sealed class UserAssertion
{
    private readonly byte[] _bytes;

    private UserAssertion(byte[] bytes, UserClaims claims, Fingerprint tools, ref Work work)
    {
        _bytes = bytes;
        Claims = claims;
        ToolList = tools;
        Id = Fingerprint.Of(bytes, ref work);
    }

    private static ReadOnlySpan<byte> Kind => "breakwater-dlu-1"u8;

    /// <summary>What it states.</summary>
    public UserClaims Claims { get; }

    /// <summary>Fingerprint of the list of tools whose positions the authority refers to.</summary>
    public Fingerprint ToolList { get; }

    /// <summary>Fingerprint of all its bytes, the signature included.</summary>
    public Fingerprint Id { get; }

    /// <summary>The whole encoding.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Encodes and signs.</summary>
    /// <param name="claims">What to state.</param>
    /// <param name="toolList">See <see cref="Declarations.ToolList"/>.</param>
    /// <param name="userAuthority">Key of the tenant's user authority.</param>
    /// <param name="work">Counts one signature.</param>
    /// <exception cref="ArgumentException">A name is longer than 200 bytes of UTF-8.</exception>
    public static UserAssertion Issue(UserClaims claims, in Fingerprint toolList, ISigner userAuthority, ref Work work)
    {
        var fields = SignedForm.Begin(Kind)
            .Name(claims.Tenant).Name(claims.User).Number(claims.Session).Name(claims.Task).Name(claims.Agent)
            .Time(claims.NotBefore).Time(claims.NotAfter).Print(toolList).Tools(claims.Authority);
        return new(SignedForm.Sign(fields, userAuthority, ref work), claims, toolList, ref work);
    }

    /// <summary>Reads an encoding. Any input is accepted; false for one that is not exactly an assertion. O(length), no signature check.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out UserAssertion? assertion, ref Work work)
    {
        assertion = null;
        if (!SignedForm.HasSize(bytes)) { return false; }
        var reader = new ControlPayloadReader(bytes[..^PublicKey.SignatureSize]);
        if (!SignedForm.TryBegin(ref reader, Kind)
            || !SignedForm.TryName(ref reader, out var tenant) || !SignedForm.TryName(ref reader, out var user)
            || !SignedForm.TryNumber(ref reader, out var session)
            || !SignedForm.TryName(ref reader, out var task) || !SignedForm.TryName(ref reader, out var agent)
            || !reader.TryTime(out var notBefore) || !reader.TryTime(out var notAfter)
            || !SignedForm.TryPrint(ref reader, out var tools) || !SignedForm.TryTools(ref reader, out var authority)
            || !reader.IsComplete)
        {
            return false;
        }
        var claims = new UserClaims
        {
            Tenant = tenant, User = user, Session = session, Task = task, Agent = agent, Authority = authority, NotBefore = notBefore, NotAfter = notAfter,
        };
        assertion = new(bytes.ToArray(), claims, tools, ref work);
        return true;
    }

    /// <summary>Whether this key signed it. Counts one signature check.</summary>
    public bool IsSignedBy(PublicKey userAuthority, ref Work work) => SignedForm.IsSignedBy(_bytes, userAuthority, ref work);
}
