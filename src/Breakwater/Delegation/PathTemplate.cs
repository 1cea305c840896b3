using System.Diagnostics.CodeAnalysis;
using Breakwater.ControlLog;
using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>
/// A pre-approved path: signed once by whoever approves paths for the tenant, used many times with a keyed code instead of signatures. The
/// approval is for the whole path, its length included. Immutable. Reading one checks its form only; <see cref="DelegationControl"/> says whether it counts.
/// </summary>
public sealed class PathTemplate
{
    private readonly byte[] _bytes;

    private PathTemplate(byte[] bytes, PathClaims claims, Fingerprint tools, ref Work work)
    {
        _bytes = bytes;
        Claims = claims;
        ToolList = tools;
        Id = Fingerprint.Of(bytes, ref work);
    }

    private static ReadOnlySpan<byte> Kind => "breakwater-dlp-1"u8;

    /// <summary>What it states.</summary>
    public PathClaims Claims { get; }

    /// <summary>Fingerprint of the list of tools whose positions the permissions refer to.</summary>
    public Fingerprint ToolList { get; }

    /// <summary>Fingerprint of all its bytes, the signature included.</summary>
    public Fingerprint Id { get; }

    /// <summary>The whole encoding.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Encodes and signs.</summary>
    /// <param name="claims">What to state.</param>
    /// <param name="toolList">See <see cref="Declarations.ToolList"/>.</param>
    /// <param name="approver">Key of whoever approves paths for the tenant.</param>
    /// <param name="work">Counts one signature.</param>
    /// <exception cref="ArgumentException">A name is longer than 200 bytes of UTF-8, or the numbers of groups and tasks do not fit together.</exception>
    public static PathTemplate Sign(PathClaims claims, in Fingerprint toolList, ISigner approver, ref Work work)
    {
        if (claims.Groups.Count is < 2 or > DelegationContract.MaxHops + 1 || claims.Tasks.Count != claims.Groups.Count - 1)
        {
            throw new ArgumentException($"A path has 2 to {DelegationContract.MaxHops + 1} groups and one task type fewer.", nameof(claims));
        }
        var fields = SignedForm.Begin(Kind).Name(claims.Tenant).Name(claims.Name).Byte((byte)claims.Groups.Count);
        foreach (var name in claims.Groups.Concat(claims.Tasks)) { fields.Name(name); }
        fields.Time(claims.NotBefore).Time(claims.NotAfter).Print(toolList).Tools(claims.Permissions);
        return new(SignedForm.Sign(fields, approver, ref work), claims, toolList, ref work);
    }

    /// <summary>Reads an encoding. Any input is accepted; false for one that is not exactly a template. O(length), no signature check.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out PathTemplate? template, ref Work work)
    {
        template = null;
        if (!SignedForm.HasSize(bytes)) { return false; }
        var reader = new ControlPayloadReader(bytes[..^PublicKey.SignatureSize]);
        if (!SignedForm.TryBegin(ref reader, Kind)
            || !SignedForm.TryName(ref reader, out var tenant) || !SignedForm.TryName(ref reader, out var name)
            || !reader.TryByte(out var count) || count is < 2 or > DelegationContract.MaxHops + 1)
        {
            return false;
        }
        var names = new string[2 * count - 1];
        for (var i = 0; i < names.Length; i++)
        {
            if (!SignedForm.TryName(ref reader, out names[i])) { return false; }
        }
        if (!reader.TryTime(out var notBefore) || !reader.TryTime(out var notAfter)
            || !SignedForm.TryPrint(ref reader, out var tools) || !SignedForm.TryTools(ref reader, out var permissions) || !reader.IsComplete)
        {
            return false;
        }
        var claims = new PathClaims
        {
            Tenant = tenant, Name = name, Groups = names[..count], Tasks = names[count..], Permissions = permissions, NotBefore = notBefore, NotAfter = notAfter,
        };
        template = new(bytes.ToArray(), claims, tools, ref work);
        return true;
    }

    /// <summary>Whether this key signed it. Counts one signature check.</summary>
    public bool IsSignedBy(PublicKey approver, ref Work work) => SignedForm.IsSignedBy(_bytes, approver, ref work);
}
