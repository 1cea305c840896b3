namespace Breakwater.Architecture.Tests;

/// <summary>Which room of the runtime may use which. A room is the first part of a namespace below the root.</summary>
internal static class RoomRules
{
    private static readonly string[] Common = ["Contracts", "Fleet", "ControlLog", "Audit"];

    private static readonly Dictionary<string, string[]> Foundations = new(StringComparer.Ordinal)
    {
        ["Contracts"] = [],
        ["Fleet"] = ["Contracts"],
        ["ControlLog"] = ["Contracts"],
        ["Audit"] = ["Contracts", "Fleet"],
    };

    // Floors below whose namespaces begin as the rooms' do, each with the rooms it was built for.
    private static readonly Dictionary<string, string[]> Libraries = new(StringComparer.Ordinal)
    {
        ["Cedar"] = ["Policy"],
        ["TransparencyLog"] = ["Audit", "ControlLog"],
    };

    /// <summary>Every use that is not allowed, as <c>user → used</c>.</summary>
    public static IReadOnlyList<string> Violations(string root, IEnumerable<TypeUse> uses) =>
        [.. uses.Where(u => !Allowed(RoomOf(root, u.User), RoomOf(root, u.Used))).Select(u => $"{u.User} → {u.Used}")];

    /// <summary>The room of a type; null if it is not below the root at all, empty if it stands in the root itself.</summary>
    public static string? RoomOf(string root, string type)
    {
        if (!type.StartsWith(root + ".", StringComparison.Ordinal)) { return null; }
        var rest = type[(root.Length + 1)..];
        var dot = rest.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? "" : rest[..dot];
    }

    private static bool Allowed(string? user, string? used) =>
        user is null || used is null || user == used || user == "Governance" || Libraries.ContainsKey(user)
        || (Libraries.TryGetValue(used, out var users) ? users.Contains(user) : (Foundations.GetValueOrDefault(user) ?? Common).Contains(used));
}
