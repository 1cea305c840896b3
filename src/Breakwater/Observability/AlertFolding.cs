namespace Breakwater.Observability;

/// <summary>
/// Finds the common cause of alerts: a group that most of them share. Of groups that would explain the same, the one with most affected members is taken; of equal ones the provider before the cluster before the type, because
/// trouble flows down from there.
/// </summary>
internal sealed class AlertFolding(Overlaps overlaps)
{
    private const int Least = 3;
    private const double LeastShare = 0.25;
    private const double Slack = 1.25;
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(15);

    /// <summary>Folds what belongs together; how many alerts that took away.</summary>
    public int Fold(List<OpenAlert> waiting, List<OpenAlert> shown)
    {
        var before = waiting.Count;
        FoldGroups(waiting, shown);
        FoldMembers(waiting, waiting.Concat(shown).Where(a => a.Group is not null));
        MakeGroups(waiting);
        FoldGroups(waiting, shown);
        return before - waiting.Count;
    }

    private static bool AreTogether(OpenAlert a, OpenAlert b) => a.First - b.Last <= Together && b.First - a.Last <= Together;

    // Larger first, then the more upstream, then the older: what comes later in this order is folded into what comes earlier.
    private static List<OpenAlert> Ordered(IEnumerable<OpenAlert> groups) => [.. groups.OrderByDescending(g => g.Affected).ThenByDescending(g => g.Group!.Kind).ThenBy(g => g.Order)];

    private void FoldGroups(List<OpenAlert> waiting, List<OpenAlert> shown)
    {
        var groups = Ordered(waiting.Concat(shown).Where(w => w.Group is not null));
        for (var i = 0; i < groups.Count; i++)
        {
            for (var j = groups.Count - 1; j > i; j--)
            {
                var (cause, part) = (groups[i], groups[j]);
                if (part.Shown is not null || !AreTogether(cause, part) || overlaps.Between(cause.Group!, part.Group!) * Slack < part.Affected) { continue; }
                cause.Fold(part);
                waiting.Remove(part);
                groups.RemoveAt(j);
            }
        }
    }

    private static void FoldMembers(List<OpenAlert> waiting, IEnumerable<OpenAlert> groups)
    {
        foreach (var group in Ordered(groups))
        {
            foreach (var member in waiting.Where(w => w.Groups is not null && w.Concerns(group.Group!) && (w.Lanes & group.Lanes) != 0 && AreTogether(w, group)).ToList())
            {
                group.Fold(member);
                waiting.Remove(member);
            }
        }
    }

    private static void MakeGroups(List<OpenAlert> waiting)
    {
        while (true)
        {
            var best = waiting.Where(w => w.Groups is not null)
                .SelectMany(w => new[] { w.Groups!.Value.Provider, w.Groups!.Value.Cluster, w.Groups!.Value.Type }.Select(g => (Group: g, Alert: w)))
                .GroupBy(p => p.Group, p => p.Alert)
                .Select(g => (Group: g.Key, Members: Simultaneous(g)))
                .Where(g => g.Members.Count >= Math.Max(Least, g.Group.Members * LeastShare))
                .OrderByDescending(g => g.Members.Count).ThenByDescending(g => g.Group.Kind).ThenBy(g => g.Group.Name, StringComparer.Ordinal)
                .FirstOrDefault();
            if (best.Group is null) { return; }
            var first = best.Members[0];
            var made = new OpenAlert
            {
                Kind = AlertKind.Group,
                Tenant = best.Group.Tenant,
                Group = best.Group,
                Affected = best.Members.Count,
                Occurrences = 0,
                First = first.First,
                Last = first.Last,
                Order = first.Order,
            };
            foreach (var member in best.Members)
            {
                made.Fold(member);
                waiting.Remove(member);
            }
            made.Kind = AlertKind.Group;
            waiting.Add(made);
        }
    }

    /// <summary>The largest set of alerts that began within the time that counts as together.</summary>
    private static List<OpenAlert> Simultaneous(IEnumerable<OpenAlert> alerts)
    {
        var sorted = alerts.OrderBy(a => a.First).ThenBy(a => a.Order).ToList();
        var (from, length) = (0, 0);
        for (int low = 0, high = 0; high < sorted.Count; high++)
        {
            while (sorted[high].First - sorted[low].First > Together) { low++; }
            if (high - low + 1 > length) { (from, length) = (low, high - low + 1); }
        }
        return sorted.GetRange(from, length);
    }
}
