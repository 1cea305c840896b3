namespace Breakwater.Lab.Scaling;

/// <summary>
/// Real runs by size, each made once: several budgets bisected over the same variant share them. Not safe for use by two threads at once.
/// </summary>
/// <param name="run">Makes a run of a size.</param>
public sealed class Probes<T>(Func<int, CancellationToken, T> run)
{
    private readonly SortedDictionary<int, T> _runs = [];

    /// <summary>What was run so far, by size.</summary>
    public IReadOnlyDictionary<int, T> Runs => _runs;

    /// <summary>A run already made elsewhere, such as a point of the ladder.</summary>
    public void Add(int size, T result) => _runs[size] = result;

    /// <summary>The run of a size, made now if it has not been.</summary>
    public T At(int size, CancellationToken cancellationToken)
    {
        if (!_runs.TryGetValue(size, out var result))
        {
            result = run(size, cancellationToken);
            _runs.Add(size, result);
        }
        return result;
    }
}
