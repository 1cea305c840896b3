using System.Text.Json;
using System.Text.Json.Nodes;

namespace Breakwater.Audit.Tiering;

/// <summary>
/// Rules that make a cloud's object store do for cold segments what tiering does: keep them cheaply, and delete what expired. Objects are named <c>CLASS/TENANT/…</c>, so a rule
/// for each class is enough. They count from when an object was made, which is when its youngest record became cold; so they never delete before a record's time is over, and
/// are the safety net below <c>audit tier</c>, which knows the holds. The rules do not: a class under a hold gets none that deletes.
/// </summary>
public static class LifecycleRules
{
    /// <summary>The clouds that rules can be written for.</summary>
    public static IReadOnlyList<string> Clouds { get; } = ["s3", "azure"];

    /// <summary>The rules: a lifecycle configuration of Amazon S3, or a management policy of Azure Blob Storage.</summary>
    /// <param name="cloud">One of <see cref="Clouds"/>.</param>
    /// <param name="settings">The tiers.</param>
    /// <param name="holds">The holds of the folder.</param>
    /// <param name="container">The container, where names begin with it: Azure.</param>
    public static string Write(string cloud, TierSettings settings, IReadOnlyList<LegalHold> holds, string container)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(holds);
        var rules = new JsonArray();
        foreach (var retention in RetentionClasses.All)
        {
            // A class whose time is over before its records would be cold has no cold objects.
            if (settings.RetentionOf(retention) <= TimeSpan.FromDays(settings.WarmDays)) { continue; }
            var days = settings.RetentionOf(retention).Days - settings.WarmDays;
            rules.Add(cloud == "s3" ? S3(RetentionClasses.NameOf(retention), days, IsHeld(retention, holds)) : Azure(RetentionClasses.NameOf(retention), days, IsHeld(retention, holds), container));
        }
        return new JsonObject { [cloud == "s3" ? "Rules" : "rules"] = rules }.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" });
    }

    /// <summary>Classes whose cold segments the rules do not delete, because a hold may be on them.</summary>
    public static IReadOnlyList<string> Held(IReadOnlyList<LegalHold> holds) => [.. RetentionClasses.All.Where(r => IsHeld(r, holds)).Select(RetentionClasses.NameOf)];

    private static bool IsHeld(RetentionClass retention, IReadOnlyList<LegalHold> holds) => holds.Any(h => h.IsInForce && (h.Class is null || h.Class == RetentionClasses.NameOf(retention)));

    // Instant retrieval, because a query reads through all tiers; what must be restored first would be damage to it.
    private static JsonObject S3(string name, int days, bool isHeld)
    {
        var rule = new JsonObject
        {
            ["ID"] = $"breakwater-audit-{name}",
            ["Filter"] = new JsonObject { ["Prefix"] = $"{name}/" },
            ["Status"] = "Enabled",
            ["Transitions"] = new JsonArray(new JsonObject { ["Days"] = 0, ["StorageClass"] = "GLACIER_IR" }),
            ["AbortIncompleteMultipartUpload"] = new JsonObject { ["DaysAfterInitiation"] = 1 },
        };
        if (!isHeld) { rule["Expiration"] = new JsonObject { ["Days"] = days }; }
        return rule;
    }

    private static JsonObject Azure(string name, int days, bool isHeld, string container)
    {
        var actions = new JsonObject { ["tierToCold"] = new JsonObject { ["daysAfterModificationGreaterThan"] = 0 } };
        if (!isHeld) { actions["delete"] = new JsonObject { ["daysAfterModificationGreaterThan"] = days }; }
        return new()
        {
            ["enabled"] = true,
            ["name"] = $"breakwaterAudit{name}",
            ["type"] = "Lifecycle",
            ["definition"] = new JsonObject
            {
                ["actions"] = new JsonObject { ["baseBlob"] = actions },
                ["filters"] = new JsonObject { ["blobTypes"] = new JsonArray("blockBlob"), ["prefixMatch"] = new JsonArray($"{container}/{name}/") },
            },
        };
    }
}
