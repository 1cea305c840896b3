using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Fleet;

namespace Breakwater.Audit.Tiering;

/// <summary>
/// When segments of audit logs change their tier, where cold ones lie, and how long records are kept. Held in <c>tiers.json</c> in the folder of all logs, so that whoever reads them
/// finds the cold ones; without that file the defaults hold. Immutable.
/// </summary>
public sealed record TierSettings
{
    /// <summary>The file's name.</summary>
    public const string FileName = "tiers.json";

    /// <summary>Where cold segments lie by default, below the folder of all logs.</summary>
    public const string DefaultCold = "_cold";

    private const int MostDays = 100 * 366;

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, WriteIndented = true, NewLine = "\n",
    };

    /// <summary>Segments whose records are all older are compacted: 7 days by default.</summary>
    public int HotDays { get; init; } = 7;

    /// <summary>Segments whose records are all older go to the object store: 90 days by default.</summary>
    public int WarmDays { get; init; } = 90;

    /// <summary>The folder of the object store, from the folder of all logs if it is not absolute.</summary>
    public string Cold { get; init; } = DefaultCold;

    /// <summary>Days that records of a class are kept, by the class's name, where it is more than <see cref="RetentionClasses.PeriodOf"/> says. Less is refused.</summary>
    public IReadOnlyDictionary<string, int> RetentionDays { get; init; } = new Dictionary<string, int>();

    /// <summary>How long records of a class are kept.</summary>
    public TimeSpan RetentionOf(RetentionClass retention) =>
        RetentionDays.TryGetValue(RetentionClasses.NameOf(retention), out var days) ? TimeSpan.FromDays(days) : RetentionClasses.PeriodOf(retention);

    /// <summary>The settings in a folder of logs; null, and the problem added, if the file does not read.</summary>
    public static TierSettings? Load(string root, ICollection<Problem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        var path = Path.Combine(root, FileName);
        try
        {
            if (!File.Exists(path)) { return new(); }
            var settings = JsonSerializer.Deserialize<TierSettings>(File.ReadAllText(path), _json) ?? new();
            var wrong = settings.Problems();
            foreach (var problem in wrong) { problems.Add(new(path, 0, 0, problem, "Correct the file, or give the option again.")); }
            return wrong.Count == 0 ? settings : null;
        }
        catch (JsonException e)
        {
            problems.Add(new(path, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, "The settings do not read.", "Correct the file; docs/audit.md shows one. Without it cold segments are not found."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new(path, 0, 0, $"The settings cannot be read: {e.Message}", "Make the file readable."));
        }
        return null;
    }

    /// <summary>Writes the settings, whole or not at all.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Save(string root) => DurableFile.Write(Path.Combine(root, FileName), JsonSerializer.SerializeToUtf8Bytes(this, _json));

    /// <summary>What is wrong with the settings.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (HotDays is < 0 or > MostDays) { problems.Add($"Hot segments are kept for 0 to {MostDays} days, not {HotDays}."); }
        if (WarmDays < HotDays || WarmDays > MostDays) { problems.Add($"Segments become cold after {WarmDays} days, which must not be before they become warm, after {HotDays}."); }
        if (string.IsNullOrWhiteSpace(Cold)) { problems.Add("The folder of cold segments has no name."); }
        foreach (var (name, days) in RetentionDays)
        {
            if (RetentionClasses.Parse(name) is not { } retention) { problems.Add($"`{name}` is no retention class; they are {string.Join(", ", RetentionClasses.All.Select(RetentionClasses.NameOf))}."); }
            else if (days < RetentionClasses.PeriodOf(retention).Days || days > MostDays) { problems.Add($"Records of class {name} are kept for {RetentionClasses.PeriodOf(retention).Days} to {MostDays} days, not {days}."); }
        }
        return problems;
    }

    /// <summary>The folder of the cold segments of a log.</summary>
    internal string ColdFolderOf(string root, string tenant, RetentionClass retention) => Path.Combine(Path.GetFullPath(root), Cold, RetentionClasses.NameOf(retention), tenant);
}
