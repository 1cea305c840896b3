using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Contracts;

namespace Breakwater.Lab.Calibration;

/// <summary>The JSON form of a <see cref="CalibrationProfile"/>: reading with every problem at once, and the canonical writing.</summary>
internal static class CalibrationFile
{
    private const string Fix = "Correct it, or measure anew with `breakwater calibrate --out FILE`.";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        NumberHandling = JsonNumberHandling.Strict,
    };

    public static CalibrationLoadResult Load(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Failed(new(0, 0, $"The calibration profile cannot be read: {e.Message}", "Give the path of a file that `breakwater calibrate` wrote."));
        }

        var (profile, problems) = Parse(text);
        return profile?.Gaps() is { Count: > 0 } gaps ? new(null, gaps) : new(profile, problems);
    }

    /// <summary>Reads a profile without asking whether it is complete and current.</summary>
    public static CalibrationLoadResult Parse(string text)
    {
        Document? document;
        try
        {
            document = JsonSerializer.Deserialize<Document>(text, Json);
        }
        catch (JsonException e)
        {
            return Failed(new((int)(e.LineNumber + 1 ?? 0), (int)(e.BytePositionInLine + 1 ?? 0), $"This is not a calibration profile: `{e.Path ?? "$"}` cannot be read.", Fix));
        }

        if (document is null) { return Failed(new(0, 0, "This is not a calibration profile: it holds nothing.", Fix)); }
        var problems = new List<CalibrationProblem>();
        void Problem(string message) => problems.Add(new(0, 0, message, Fix));

        if (document.Schema != CalibrationProfile.CurrentSchema) { Problem($"`schema` is `{document.Schema}`; this program reads `{CalibrationProfile.CurrentSchema}`."); }
        if (string.IsNullOrWhiteSpace(document.Name)) { Problem("`name` is missing."); }
        if (string.IsNullOrWhiteSpace(document.Machine)) { Problem("`machine` is missing."); }
        if (!DateOnly.TryParseExact(document.Measured, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var measured))
        {
            Problem($"`measured` is `{document.Measured}`, not a date such as `2026-01-31`.");
        }

        var costs = Costs(document.Units ?? [], Problem);
        return problems.Count > 0 ? new(null, problems) : new(new(document.Name!, document.Machine!, measured, costs), []);
    }

    public static string Write(CalibrationProfile profile)
    {
        var document = new Document(
            CalibrationProfile.CurrentSchema,
            profile.Name,
            profile.Machine,
            profile.Measured.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            [.. profile.Costs.Select(c => new Entry(c.Unit.ToString(), c.Version, c.CacheSizedPicoseconds / 1000m, c.MemorySizedPicoseconds / 1000m, c.Spread))]);
        return JsonSerializer.Serialize(document, Json) + "\n";
    }

    private static List<UnitCost> Costs(IReadOnlyList<Entry?> entries, Action<string> problem)
    {
        var costs = new List<UnitCost>();
        foreach (var (index, entry) in entries.Index())
        {
            if (entry is null || !WorkUnitVersions.Units.Any(u => u.ToString() == entry.Unit))
            {
                problem($"`units[{index}]` names the unit `{entry?.Unit}`, which does not exist. Units are {string.Join(", ", WorkUnitVersions.Units)}.");
                continue;
            }

            var unit = Enum.Parse<WorkUnit>(entry.Unit!);
            if (costs.Any(c => c.Unit == unit)) { problem($"`{unit}` appears twice."); continue; }
            if (!TryPicoseconds(entry.CacheSizedNanoseconds, out var cache)) { problem(NotACost(unit, "cacheSizedNanoseconds", entry.CacheSizedNanoseconds)); }
            if (!TryPicoseconds(entry.MemorySizedNanoseconds, out var memory)) { problem(NotACost(unit, "memorySizedNanoseconds", entry.MemorySizedNanoseconds)); }
            if (!double.IsFinite(entry.Spread) || entry.Spread < 0) { problem($"`{unit}`: `spread` is not a share of at least 0."); }
            costs.Add(new(unit, entry.Version, cache, memory, entry.Spread));
        }

        return costs;
    }

    private static bool TryPicoseconds(decimal nanoseconds, out long picoseconds)
    {
        picoseconds = 0;
        if (nanoseconds is <= 0 or > UnitCost.MaxPicoseconds / 1000 || decimal.Round(nanoseconds, 3) != nanoseconds) { return false; }
        picoseconds = (long)(nanoseconds * 1000);
        return true;
    }

    private static string NotACost(WorkUnit unit, string property, decimal value) =>
        string.Create(CultureInfo.InvariantCulture, $"`{unit}`: `{property}` is {value}; it must be above 0 and at most 1000000000, with at most three decimals.");

    private static CalibrationLoadResult Failed(CalibrationProblem problem) => new(null, [problem]);

    private sealed record Document(string? Schema, string? Name, string? Machine, string? Measured, IReadOnlyList<Entry?>? Units);

    private sealed record Entry(string? Unit, int Version, decimal CacheSizedNanoseconds, decimal MemorySizedNanoseconds, double Spread);
}
