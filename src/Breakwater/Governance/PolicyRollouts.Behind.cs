using Breakwater.ControlLog;
using Breakwater.Policy;
using Breakwater.Policy.Rollout;
using NuGet.Versioning;

namespace Breakwater.Governance;

internal sealed partial class PolicyRollouts
{
    private const int MaxText = 256;

    /// <summary>Bit of the number before it that says that a snapshot holds what should be in force; one from before that was kept has none.</summary>
    private const int HasPromoted = int.MinValue;

    /// <summary>What the log says is in force, whether this node could follow or not: by tenant and bundle, the version that the latest record brought.</summary>
    private readonly Dictionary<(string Tenant, string Bundle), (BundleReference Version, long Number)> _promoted = [];
    private bool _isBehind;

    /// <summary>Whether a version that should be in force here, or compared with it, is not held.</summary>
    public bool IsBehind => Volatile.Read(ref _isBehind);

    /// <summary>Adds to a snapshot what should be in force, with the numbers of the records that say so.</summary>
    private void WritePromoted_NeedsLock(ControlPayloadWriter writer)
    {
        writer.Int32(_promoted.Count);
        foreach (var ((tenant, bundle), (version, number)) in _promoted.OrderBy(p => p.Key.Tenant, StringComparer.Ordinal).ThenBy(p => p.Key.Bundle, StringComparer.Ordinal))
        {
            writer.Text(tenant).Text(bundle).Text(version.Version.ToNormalizedString()).Int64(number);
        }
    }

    /// <summary>Takes back what was written; false if it cannot be read.</summary>
    private bool TryRestorePromoted(ref ControlPayloadReader reader)
    {
        if (!reader.TryInt32(out var count) || count < 0) { return false; }
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryText(MaxText, out var tenant) || !reader.TryText(MaxText, out var bundle) || !reader.TryText(MaxText, out var text)
                || !SemanticVersion.TryParse(text, out var version) || !reader.TryInt64(out var number)) { return false; }
            _promoted[(tenant, bundle)] = (new(bundle, version), number);
        }
        return true;
    }

    private bool IsBehind_NeedsLock() =>
        _routers.Values.Any(r => r.IsBehind)
        || Control.All().Any(s => s.Phase == RolloutPhase.Completed && !_done.Contains(s.Id) && !IsAwaitingPromotion(s) && !s.To.Equals(InForce(s.Tenant, s.To.Name)))
        || _promoted.Any(p => IsOvertaken(p.Key, p.Value.Version));

    /// <summary>Whether a tenant has another version in force than the log says. A record for one tenant and one for all of them: the later counts.</summary>
    private bool IsOvertaken((string Tenant, string Bundle) key, BundleReference version) =>
        (key.Tenant == EveryTenant ? _tenants : [key.Tenant]).Any(tenant =>
            _policy.Tenant(tenant) is { IsNone: false } handle && IsLatest(tenant, key) && !version.Equals(_policy.InForce(handle, key.Bundle)));

    private bool IsLatest(string tenant, (string Tenant, string Bundle) key)
    {
        var other = key.Tenant == EveryTenant ? tenant : EveryTenant;
        return !_promoted.TryGetValue((other, key.Bundle), out var rival) || rival.Number < _promoted[key].Number;
    }
}
