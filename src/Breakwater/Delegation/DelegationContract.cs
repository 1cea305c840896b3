using System.Diagnostics.CodeAnalysis;
using Breakwater.ControlLog;
using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>
/// One hop of a delegation (IA-3.3): who hands which work to whom, with which permissions at most and until when, signed by the delegator and
/// tied by fingerprint to the contract before it and to the user at its origin. Immutable. Reading one checks its form only;
/// <see cref="DelegationControl"/> says whether it counts.
/// </summary>
public sealed class DelegationContract
{
    /// <summary>Most hops of a chain that can be written down, whatever a fleet allows.</summary>
    public const int MaxHops = 16;

    private readonly byte[] _bytes;

    private DelegationContract(byte[] bytes, ContractHead head, ContractTerms terms, ref Work work)
    {
        _bytes = bytes;
        Head = head;
        Terms = terms;
        Id = Fingerprint.Of(bytes, ref work);
    }

    private static ReadOnlySpan<byte> Kind => "breakwater-dlc-1"u8;

    /// <summary>Where in which chain it stands.</summary>
    public ContractHead Head { get; }

    /// <summary>What the delegator set.</summary>
    public ContractTerms Terms { get; }

    /// <summary>Fingerprint of all its bytes, the signature included.</summary>
    public Fingerprint Id { get; }

    /// <summary>The whole encoding.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Encodes and signs. Nothing is checked but lengths, so that tests can make what the control must refuse.</summary>
    internal static DelegationContract Issue(ContractHead head, ContractTerms terms, ISigner delegator, ref Work work)
    {
        var fields = SignedForm.Begin(Kind)
            .Name(head.Tenant).Number(head.Chain).Byte((byte)head.Hop).Print(head.User).Print(head.Parent).Print(head.ToolList)
            .Name(terms.Delegator).Name(terms.Delegate).Name(terms.TaskType)
            .Name(terms.Scope, SignedForm.MaxTextBytes).Name(terms.Output, SignedForm.MaxTextBytes)
            .Time(terms.NotBefore).Time(terms.NotAfter).Tools(terms.Permissions);
        return new(SignedForm.Sign(fields, delegator, ref work), head, terms, ref work);
    }

    /// <summary>Reads an encoding. Any input is accepted; false for one that is not exactly a contract. O(length), no signature check.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out DelegationContract? contract, ref Work work)
    {
        contract = null;
        if (!SignedForm.HasSize(bytes)) { return false; }
        var reader = new ControlPayloadReader(bytes[..^PublicKey.SignatureSize]);
        if (!SignedForm.TryBegin(ref reader, Kind)
            || !SignedForm.TryName(ref reader, out var tenant) || !SignedForm.TryNumber(ref reader, out var chain)
            || !reader.TryByte(out var hop) || hop is 0 or > MaxHops
            || !SignedForm.TryPrint(ref reader, out var user) || !SignedForm.TryPrint(ref reader, out var parent) || !SignedForm.TryPrint(ref reader, out var tools)
            || !SignedForm.TryName(ref reader, out var delegator) || !SignedForm.TryName(ref reader, out var receiver) || !SignedForm.TryName(ref reader, out var task)
            || !reader.TryText(SignedForm.MaxTextBytes, out var scope) || !reader.TryText(SignedForm.MaxTextBytes, out var output)
            || !reader.TryTime(out var notBefore) || !reader.TryTime(out var notAfter)
            || !SignedForm.TryTools(ref reader, out var permissions) || !reader.IsComplete)
        {
            return false;
        }
        var terms = new ContractTerms
        {
            Delegator = delegator, Delegate = receiver, TaskType = task, Scope = scope, Permissions = permissions, NotBefore = notBefore, NotAfter = notAfter, Output = output,
        };
        contract = new(bytes.ToArray(), new(tenant, chain, hop, user, parent, tools), terms, ref work);
        return true;
    }

    /// <summary>Whether this key signed it. Counts one signature check.</summary>
    public bool IsSignedBy(PublicKey delegator, ref Work work) => SignedForm.IsSignedBy(_bytes, delegator, ref work);
}

/// <summary>Where in which chain a contract stands.</summary>
/// <param name="Tenant">Tenant.</param>
/// <param name="Chain">Number of the chain (DEL-02), the same at every hop.</param>
/// <param name="Hop">Position in the chain, from 1. For records; never shown to an agent.</param>
/// <param name="User">Fingerprint of the user's assertion, the same at every hop.</param>
/// <param name="Parent">Fingerprint of the contract before it; of the user's assertion for the first.</param>
/// <param name="ToolList">Fingerprint of the list of tools whose positions the permissions refer to.</param>
public sealed record ContractHead(string Tenant, UInt128 Chain, int Hop, Fingerprint User, Fingerprint Parent, Fingerprint ToolList);
