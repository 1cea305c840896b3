using System.Diagnostics.CodeAnalysis;
using Breakwater.ControlLog;
using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>
/// What a delegate presents: the user's assertion and every contract from the first to its own. A chain carries its own history, so a revoked
/// contract is found in each of its descendants and nothing has to be told to them. Immutable; holds no opinion on whether it counts.
/// </summary>
public sealed class DelegationChain
{
    internal DelegationChain(UserAssertion user, IReadOnlyList<DelegationContract> contracts)
    {
        User = user;
        Contracts = contracts;
    }

    /// <summary>The user at the origin.</summary>
    public UserAssertion User { get; }

    /// <summary>The contracts in order, 1 to <see cref="DelegationContract.MaxHops"/> of them.</summary>
    public IReadOnlyList<DelegationContract> Contracts { get; }

    /// <summary>The last contract, whose delegate presents the chain.</summary>
    public DelegationContract Leaf => Contracts[^1];

    /// <summary>Signs the first contract of a chain.</summary>
    /// <param name="user">The user's assertion.</param>
    /// <param name="id">A number for the chain, unique in the tenant.</param>
    /// <param name="terms">What is handed on.</param>
    /// <param name="delegator">Key of the delegator.</param>
    /// <param name="work">Counts one signature.</param>
    /// <exception cref="ArgumentException">A name is longer than 200 bytes of UTF-8, or scope or output longer than 1,000.</exception>
    public static DelegationChain Begin(UserAssertion user, UInt128 id, ContractTerms terms, ISigner delegator, ref Work work) =>
        new(user, [DelegationContract.Issue(new(user.Claims.Tenant, id, 1, user.Id, user.Id, user.ToolList), terms, delegator, ref work)]);

    /// <summary>Signs the next contract of the chain; this chain stays as it is.</summary>
    /// <exception cref="InvalidOperationException">The chain has as many hops as can be written down.</exception>
    /// <exception cref="ArgumentException">A name is longer than 200 bytes of UTF-8, or scope or output longer than 1,000.</exception>
    public DelegationChain Extend(ContractTerms terms, ISigner delegator, ref Work work)
    {
        if (Contracts.Count == DelegationContract.MaxHops) { throw new InvalidOperationException($"A chain has at most {DelegationContract.MaxHops} hops."); }
        var head = Leaf.Head with { Hop = Leaf.Head.Hop + 1, Parent = Leaf.Id };
        return new(User, [.. Contracts, DelegationContract.Issue(head, terms, delegator, ref work)]);
    }

    /// <summary>What travels.</summary>
    public byte[] ToBytes()
    {
        var writer = new ControlPayloadWriter().Bytes(User.Bytes).Byte((byte)Contracts.Count);
        foreach (var contract in Contracts) { writer.Bytes(contract.Bytes); }
        return writer.Written.ToArray();
    }

    /// <summary>Reads what travelled. Any input is accepted; false for one that is not exactly a chain. O(length), no signature check.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out DelegationChain? chain, ref Work work)
    {
        chain = null;
        var reader = new ControlPayloadReader(bytes);
        if (!reader.TryBytes(SignedForm.MaxSize, out var user) || !UserAssertion.TryRead(user, out var assertion, ref work)
            || !reader.TryByte(out var count) || count is 0 or > DelegationContract.MaxHops)
        {
            return false;
        }
        var contracts = new DelegationContract[count];
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryBytes(SignedForm.MaxSize, out var next) || !DelegationContract.TryRead(next, out var contract, ref work)) { return false; }
            contracts[i] = contract;
        }
        if (!reader.IsComplete) { return false; }
        chain = new(assertion, contracts);
        return true;
    }
}
