namespace Breakwater.Observability;

/// <summary>
/// Weight, mean and sum of squared deviations of each lane: Welford's update, merged as Chan, Golub and LeVeque (1979) do. Merging is associative and commutative up to rounding, so nodes can
/// add up what each has seen. O(1), no allocation.
/// </summary>
internal struct LaneMoments
{
    private Lanes _weight;
    private Lanes _mean;
    private Lanes _squares;

    public readonly Lanes Weight => _weight;

    public readonly Lanes Mean => _mean;

    /// <summary>Population variance; 0 where nothing was seen.</summary>
    public readonly Lanes Variance => _squares / Lanes.Max(_weight, Lanes.All(1e-6f));

    /// <summary>Adds one value to each masked lane.</summary>
    public void Add(in Lanes value, in Lanes mask)
    {
        var one = Lanes.All(1) & mask;
        _weight += one;
        var delta = (value - _mean) & mask;
        _mean += delta / Lanes.Max(_weight, Lanes.All(1e-6f));
        _squares += delta * ((value - _mean) & mask);
    }

    /// <summary>Adds what another has seen.</summary>
    public void Merge(in LaneMoments other)
    {
        var total = _weight + other._weight;
        var share = other._weight / Lanes.Max(total, Lanes.All(1e-6f));
        var delta = other._mean - _mean;
        _squares = _squares + other._squares + (delta * delta * _weight * share);
        _mean += delta * share;
        _weight = total;
    }

    /// <summary>Lets what was seen count for less, and for no more than a given weight: exponential forgetting.</summary>
    public void Limit(float most)
    {
        var keep = Lanes.Min(Lanes.All(1), Lanes.All(most) / Lanes.Max(_weight, Lanes.All(1e-6f)));
        _weight *= keep;
        _squares *= keep;
    }
}
