using System.Security.Cryptography;
using System.Text;
using Breakwater.Contracts;

namespace Breakwater.Lab.Calibration;

/// <summary>
/// What each <see cref="WorkUnit"/> costs on one machine: turns counted work into time. Immutable and thread-safe. Times made from it
/// repeat exactly, since costs are integers and the profile's digest is part of the results.
/// </summary>
public sealed class CalibrationProfile
{
    /// <summary>Name and version of the file format.</summary>
    public const string CurrentSchema = "breakwater.calibration/1.0";

    private static readonly Lazy<CalibrationProfile> LazyReference = new(ReadReference);
    private readonly UnitCost?[] _costs = new UnitCost?[Work.Units];

    /// <summary>Makes a profile.</summary>
    /// <param name="name">Short name, such as <c>reference</c>.</param>
    /// <param name="machine">Processor, cores, system and runtime; nothing that names a host or a person.</param>
    /// <param name="measured">Day of the measurement.</param>
    /// <param name="costs">At most one entry for each unit, in any order.</param>
    /// <exception cref="ArgumentException">A unit appears twice.</exception>
    public CalibrationProfile(string name, string machine, DateOnly measured, IEnumerable<UnitCost> costs)
    {
        Name = name;
        Machine = machine;
        Measured = measured;
        foreach (var cost in costs)
        {
            if (_costs[(int)cost.Unit] is not null) { throw new ArgumentException($"`{cost.Unit}` appears twice.", nameof(costs)); }
            _costs[(int)cost.Unit] = cost;
        }

        Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToJson())));
    }

    /// <summary>The profile that ships, measured once on the machine it names.</summary>
    public static CalibrationProfile Reference => LazyReference.Value;

    /// <summary>Short name.</summary>
    public string Name { get; }

    /// <summary>Machine it was measured on.</summary>
    public string Machine { get; }

    /// <summary>Day of the measurement.</summary>
    public DateOnly Measured { get; }

    /// <summary>SHA-256 of <see cref="ToJson"/>, lower-case hexadecimal.</summary>
    public string Digest { get; }

    /// <summary>The entries, in the order of the enumeration.</summary>
    public IEnumerable<UnitCost> Costs => _costs.OfType<UnitCost>();

    /// <summary>Reads a profile; every problem is reported at once. Never throws for bad input.</summary>
    public static CalibrationLoadResult Load(string path) => CalibrationFile.Load(path);

    /// <summary>
    /// Time that the work takes: the sum of counts × costs, in ns, rounded half up once. Exact and repeatable. O(units).
    /// </summary>
    /// <param name="work">Counts, none negative.</param>
    /// <param name="memorySized">Whether the state touched is larger than the processor's caches.</param>
    /// <exception cref="InvalidOperationException">A unit that was counted is missing or outdated; the message says what to do.</exception>
    /// <exception cref="OverflowException">The sum is beyond 292 years.</exception>
    public long Nanoseconds(in Work work, bool memorySized = false)
    {
        var size = memorySized ? StateSize.Memory : StateSize.Cache;
        Int128 picoseconds = 0;
        for (var i = 0; i < _costs.Length; i++)
        {
            var count = work[(WorkUnit)i];
            if (count == 0) { continue; }
            ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(work));
            picoseconds += (Int128)count * Cost((WorkUnit)i).Picoseconds(size);
        }

        return checked((long)((picoseconds + 500) / 1000));
    }

    /// <summary>Everything that keeps the profile from pricing every unit: missing and outdated entries. Empty if it is complete.</summary>
    public IReadOnlyList<CalibrationProblem> Gaps() => [.. WorkUnitVersions.Units.Select(Gap).OfType<CalibrationProblem>()];

    /// <summary>The profile as its file holds it: the one canonical form.</summary>
    public string ToJson() => CalibrationFile.Write(this);

    private UnitCost Cost(WorkUnit unit)
    {
        if (_costs[(int)unit] is { } cost && cost.Version == WorkUnitVersions.Of(unit)) { return cost; }
        var gap = Gap(unit)!;
        throw new InvalidOperationException($"{gap.Message} {gap.Remedy}");
    }

    private CalibrationProblem? Gap(WorkUnit unit)
    {
        const string Remedy = "Run `breakwater calibrate --out FILE` and pass `--calibration FILE`.";
        var current = WorkUnitVersions.Of(unit);
        return _costs[(int)unit] switch
        {
            null => new(0, 0, $"Calibration profile `{Name}` has no entry for `{unit}`.", Remedy),
            { } cost when cost.Version != current =>
                new(0, 0, $"Calibration profile `{Name}` holds version {cost.Version} of `{unit}`; this program runs version {current}.", Remedy),
            _ => null,
        };
    }

    private static CalibrationProfile ReadReference()
    {
        using var stream = typeof(CalibrationProfile).Assembly.GetManifestResourceStream("Breakwater.Lab.Calibration.reference.json")
            ?? throw new InvalidOperationException("The reference calibration profile is not embedded.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var (profile, problems) = CalibrationFile.Parse(reader.ReadToEnd());
        return profile ?? throw new InvalidOperationException(string.Join(' ', problems.Select(p => p.Message)));
    }
}
