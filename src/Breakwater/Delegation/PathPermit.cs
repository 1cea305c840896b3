using Breakwater.Contracts;

namespace Breakwater.Delegation;

/// <summary>
/// What lets one delegator mint uses of one issue of a pre-approved path. Holds a key: it goes to the delegator's host and nowhere else.
/// Immutable, thread-safe.
/// </summary>
public sealed class PathPermit
{
    private readonly MacKey _key;

    internal PathPermit(Fingerprint template, long epoch, string delegator, DateTimeOffset notAfter, MacKey key)
    {
        Template = template;
        Epoch = epoch;
        Delegator = delegator;
        NotAfter = notAfter;
        _key = key;
    }

    /// <summary>Fingerprint of the template.</summary>
    public Fingerprint Template { get; }

    /// <summary>The issue of the template.</summary>
    public long Epoch { get; }

    /// <summary>The delegator.</summary>
    public string Delegator { get; }

    /// <summary>Until when (exclusive) the template counts.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>Mints a use. One MAC, no signature; allocates nothing.</summary>
    /// <param name="user">Fingerprint of the user's assertion.</param>
    /// <param name="receiver">Who may use it.</param>
    /// <param name="session">Number of the receiver's session at its gate.</param>
    /// <param name="now">The time.</param>
    /// <param name="life">For how long; cut at the template's end.</param>
    /// <param name="work">Counts one MAC.</param>
    public PathUse Mint(in Fingerprint user, string receiver, ulong session, DateTimeOffset now, TimeSpan life, ref Work work)
    {
        var until = now + life;
        var use = new PathUse
        {
            Template = Template, Epoch = Epoch, User = user, Delegator = Delegator, Delegate = receiver, Session = session,
            Issued = now, NotAfter = until < NotAfter ? until : NotAfter, Code = default,
        };
        return use with { Code = use.Compute(_key, ref work) };
    }
}
