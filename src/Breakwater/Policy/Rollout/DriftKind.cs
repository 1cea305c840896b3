namespace Breakwater.Policy.Rollout;

/// <summary>How the new version's verdict on a request differs from the old one's.</summary>
public enum DriftKind : byte
{
    /// <summary>It does not, or only one version was evaluated.</summary>
    None,

    /// <summary>The old version allows, the new one denies.</summary>
    AllowToDeny,

    /// <summary>The old version denies, the new one allows.</summary>
    DenyToAllow,

    /// <summary>Both allow, with other obligations.</summary>
    Obligations,
}
