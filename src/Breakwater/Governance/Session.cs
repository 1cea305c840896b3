using Breakwater.Contracts;
using Breakwater.Policy;
using Breakwater.Tenancy;
using Breakwater.Trust;

namespace Breakwater.Governance;

/// <summary>
/// An agent's open session at one gate: its tenant and identity, established once by proof of possession and never taken from a payload. Thread-safe.
/// </summary>
public sealed class Session
{
    /// <summary>What the trust control last found of the credential.</summary>
    internal TrustEntry? HeldTrust;

    /// <summary>The phase that the PACE control last found, with the epoch it was found at.</summary>
    internal long HeldPace;

    private CredentialChain? _chain;
    private BundleReference? _statedPolicy;
    private StatedPolicyFinding? _statedFound;
    private bool _closed;

    internal Session(Governor gate, ulong number, TenantContext tenant, RegisteredAgent agent, CredentialChain? chain, InstanceCredential? instance)
    {
        Gate = gate;
        Number = number;
        Context = tenant;
        Registered = agent;
        _chain = chain;
        Instance = instance;
    }

    /// <summary>Number at its gate.</summary>
    public ulong Number { get; }

    /// <summary>The agent.</summary>
    public AgentHandle Agent => Registered.Handle;

    /// <summary>The agent's name.</summary>
    public string AgentName => Registered.Name;

    /// <summary>The tenant, resolved when the session was opened.</summary>
    public TenantContext Context { get; }

    /// <summary>The tenant's name inside.</summary>
    public TenantHandle Tenant => Context.Handle;

    /// <summary>The tenant's name.</summary>
    public string TenantName => Context.Id;

    /// <summary>What it was found to hold in memory.</summary>
    internal long Bytes { get; set; }

    /// <summary>Whether it was closed; a closed session is refused everything.</summary>
    public bool IsClosed => Volatile.Read(ref _closed);

    /// <summary>The version of a policy bundle that the agent says it runs; null if it said nothing. See <see cref="Governor.StatePolicy"/>.</summary>
    public BundleReference? StatedPolicy
    {
        get => Volatile.Read(ref _statedPolicy);
        internal set => Volatile.Write(ref _statedPolicy, value);
    }

    internal StatedPolicyFinding? StatedFound
    {
        get => Volatile.Read(ref _statedFound);
        set => Volatile.Write(ref _statedFound, value);
    }

    internal Governor Gate { get; }

    internal RegisteredAgent Registered { get; }

    /// <summary>The credential it acts under; replaced on renewal. Null for an instance.</summary>
    internal CredentialChain? Chain
    {
        get => Volatile.Read(ref _chain);
        set
        {
            Volatile.Write(ref _chain, value);
            Volatile.Write(ref HeldTrust, null);
        }
    }

    internal InstanceCredential? Instance { get; }

    internal bool TryClose() => !Interlocked.Exchange(ref _closed, true);
}

/// <summary>A session, or why there is none.</summary>
/// <param name="Session">The open session; null if refused or to be asked for again.</param>
/// <param name="Verdict">What the trust control said.</param>
public readonly record struct SessionResult(Session? Session, TrustVerdict Verdict);
