namespace Breakwater.Observability;

/// <summary>
/// How many of a group's active members must deviate the same way in a minute before the group is said to have shifted: the declared share of them, and no fewer than chance does not bring about. A member that behaves as
/// usual is beyond the notable deviation, in one way of one signal, in at most 2% of its minutes, and members are taken to be independent; then the tail of the binomial distribution says how often so many are beyond it
/// together. The bound is a union over signals, ways and minutes of a day, so it holds however long a deviation lasts. Immutable; a look-up in an array.
/// </summary>
internal sealed class ShiftThresholds
{
    /// <summary>Deviation from which a member counts, in standard deviations of its rolling baseline.</summary>
    public const float Notable = 2.5f;

    /// <summary>Share of its minutes in which a usual member is beyond that, one way, in one signal. 0.6% of a normal signal; signals that are skewed, or wander by the hour, are beyond it more often.</summary>
    public const double UsualShare = 0.02;

    private const int MinutesOfADay = 1_440;
    private const int Ways = 2;

    // Beyond this, the least share that can be declared asks for more than chance does.
    private const int Largest = 256;

    private readonly float[] _least = new float[Largest + 1];
    private readonly float _share;

    /// <summary>Works the thresholds out.</summary>
    /// <param name="share">Share of the active members, 0.2 to 1.</param>
    /// <param name="falsePerDay">Shifts that chance may show in a group and a day, at most.</param>
    /// <param name="signals">Signals looked at.</param>
    public ShiftThresholds(double share, double falsePerDay, int signals)
    {
        _share = (float)share;
        var chance = falsePerDay / (MinutesOfADay * Ways * Math.Max(1, signals));
        for (var active = 0; active <= Largest; active++) { _least[active] = Math.Max(_share * active, LeastAt(active, chance)); }
    }

    /// <summary>Members that must deviate of so many active ones; more than there are, where there are too few to tell.</summary>
    public float At(int active) => active <= Largest ? _least[active] : _share * active;

    /// <summary>The fewest whose chance of being beyond the deviation together is no more than given.</summary>
    internal static int LeastAt(int active, double chance)
    {
        // Built up from none, where nothing vanishes for want of digits, and summed from the rarest on.
        var chances = new double[active + 1];
        chances[0] = Math.Pow(1 - UsualShare, active);
        for (var k = 1; k <= active; k++) { chances[k] = chances[k - 1] * (active - k + 1) / k * UsualShare / (1 - UsualShare); }
        var sum = 0.0;
        for (var k = active; k >= 0; k--)
        {
            sum += chances[k];
            if (sum > chance) { return k + 1; }
        }
        return 0;
    }
}
