using System.Diagnostics.Metrics;
using Breakwater.Contracts;

namespace Breakwater.Pace;

/// <summary>What the PACE control counts for operators. Per tenant and fixed words, never per agent.</summary>
internal static class PaceInstruments
{
    private static readonly Counter<long> _changes = BreakwaterTelemetry.Counter("breakwater.pace.changes", "{change}", "Changes of a phase, by level of the scope and new phase");

    public static void Changed(in PaceChange change)
    {
        if (_changes.Enabled)
        {
            _changes.Add(1, new(TelemetryTags.Tenant, change.Scope.TenantId), new(TelemetryTags.Level, PaceNames.Of(change.Scope.Level)), new(TelemetryTags.Phase, PaceNames.Of(change.To)));
        }
    }
}
