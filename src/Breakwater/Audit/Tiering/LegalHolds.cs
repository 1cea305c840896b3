using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Fleet;

namespace Breakwater.Audit.Tiering;

/// <summary>Records that must not expire, whatever their age. What is null holds for all.</summary>
/// <param name="Id">Its number in the folder, from 1; never given again.</param>
/// <param name="Tenant">Whose records.</param>
/// <param name="Class">The name of the retention class.</param>
/// <param name="From">Records not before this.</param>
/// <param name="Until">Records before this.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who ordered it.</param>
/// <param name="Added">When.</param>
/// <param name="RemovedBy">Who lifted it; null while it is in force.</param>
/// <param name="Removed">When it was lifted.</param>
/// <param name="RemovedReason">Why it was lifted.</param>
public sealed record LegalHold(
    int Id, string? Tenant, string? Class, DateTimeOffset? From, DateTimeOffset? Until, string Reason, string By, DateTimeOffset Added, string? RemovedBy = null, DateTimeOffset? Removed = null,
    string? RemovedReason = null)
{
    /// <summary>Whether it is in force.</summary>
    [JsonIgnore]
    public bool IsInForce => Removed is null;
}

/// <summary>
/// The file <c>holds.json</c> in a folder of logs: the legal holds in force, and those that were lifted, by whom, when and why. The log has them too, and counts; while the file does not read or says something
/// else, nothing expires.
/// </summary>
internal static class LegalHolds
{
    /// <summary>The file's name.</summary>
    public const string FileName = "holds.json";

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, WriteIndented = true, NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectRequiredConstructorParameters = false,
    };

    /// <summary>All holds of a folder, in order; null, and the problem added, if they do not read.</summary>
    public static IReadOnlyList<LegalHold>? Load(string root, ICollection<Problem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        var path = Path.Combine(root, FileName);
        const string Remedy = "Restore the file, or run `breakwater audit hold restore`: until it reads, nothing expires.";
        try
        {
            if (!File.Exists(path)) { return []; }
            var holds = JsonSerializer.Deserialize<LegalHold[]>(File.ReadAllText(path), _json);
            if (holds is not null && holds.Select((h, i) => h is { Reason: not null, By: not null } && h.Id > (i == 0 ? 0 : holds[i - 1].Id) && (h.Class is null || RetentionClasses.Parse(h.Class) is not null)).All(sound => sound)) { return holds; }
            problems.Add(new(path, 0, 0, "The legal holds are not in the order of their numbers, or one of them lacks reason, name or a known class.", Remedy));
        }
        catch (JsonException e)
        {
            problems.Add(new(path, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, "The legal holds do not read.", Remedy));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new(path, 0, 0, $"The legal holds cannot be read: {e.Message}", Remedy));
        }
        return null;
    }

    /// <summary>What is wrong with a hold: one that could never be on a record would hold nothing.</summary>
    public static List<Problem> Problems(LegalHold hold)
    {
        var problems = new List<Problem>();
        if (hold.Class is not null && RetentionClasses.Parse(hold.Class) is null) { Add($"`{hold.Class}` is no retention class", $"Name one of {string.Join(", ", RetentionClasses.All.Select(RetentionClasses.NameOf))}, or none for all."); }
        if (hold.From >= hold.Until) { Add("its time ends before it begins", "Name a later end, or none."); }
        if (string.IsNullOrWhiteSpace(hold.Reason) || string.IsNullOrWhiteSpace(hold.By)) { Add("it does not say why, or by whom", "Say both: it stays on record."); }
        return problems;

        void Add(string what, string remedy) => problems.Add(new("", 0, 0, $"The hold cannot be placed: {what}.", remedy));
    }

    /// <summary>Writes the holds, whole or not at all.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Save(string root, IReadOnlyList<LegalHold> holds) => DurableFile.Write(Path.Combine(root, FileName), JsonSerializer.SerializeToUtf8Bytes(holds, _json));

    /// <summary>Whether a hold is on some record of a segment, or may be: the index says no only where it is sure.</summary>
    public static bool Covers(LegalHold hold, string tenant, RetentionClass retention, SegmentIndex index)
    {
        if (!hold.IsInForce || (hold.Class is not null && hold.Class != RetentionClasses.NameOf(retention))) { return false; }
        if (hold.Until is { } until && index.Earliest >= until) { return false; }
        if (hold.From is { } from && (index.Latest is not { } latest || latest < from)) { return false; }
        if (hold.Tenant is null || hold.Tenant == tenant) { return true; }
        // Records of a tenant that is not listed lie with the fleet's.
        var probe = new AuditQuery { Tenant = hold.Tenant }.Probe();
        return Enumerable.Range(0, index.Blocks).Any(b => index.MayHold(b, probe));
    }
}
