using System.Globalization;

namespace Breakwater.Audit;

/// <summary>How equal records are made one.</summary>
public sealed class AggregationOptions
{
    /// <summary>The longest window: 1 s.</summary>
    public static readonly TimeSpan MostWindow = TimeSpan.FromSeconds(1);

    /// <summary>Over how long equal events become one record, and how long they wait for it: from 1 ms to 1 s, 1 s by default. Windows of time begin at whole multiples of it.</summary>
    public TimeSpan Window { get; init; } = MostWindow;

    /// <summary>The tenants whose events are aggregated apart, each under a lock of its own. All others count as the fleet.</summary>
    public required IReadOnlyList<string> Tenants { get; init; }

    /// <summary>Most kinds of equal events that wait at once, for each tenant: 1,024 by default. What comes beyond is recorded one by one.</summary>
    public int MostGroups { get; init; } = 1_024;

    /// <summary>Most agents and chains that wait at once, for each tenant: 65,536 by default. What comes beyond is recorded one by one.</summary>
    public int MostMembers { get; init; } = 65_536;

    /// <summary>The problems, one sentence each, naming the option and the remedy; empty if there is none.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Window < TimeSpan.FromMilliseconds(1) || Window > MostWindow) { problems.Add($"{nameof(Window)}: must be from 1 ms to 1 s."); }
        if (Tenants is null) { problems.Add($"{nameof(Tenants)}: may be empty, not null."); }
        if (MostGroups < 1) { problems.Add($"{nameof(MostGroups)}: must be at least 1."); }
        if (MostMembers < 1) { problems.Add($"{nameof(MostMembers)}: must be at least 1."); }
        return problems;
    }
}
