using Breakwater.Policy.Rollout;

namespace Breakwater.Tests.Policy.Rollout;

/// <summary>
/// A rollout as a slow and obvious list of what happened, by whole hours. Every question is answered by going through the list, hour by hour, again.
/// </summary>
internal sealed class RolloutModel
{
    private static readonly int[] Hours = [24, 24, 48, 24];
    private readonly List<(long Number, string What, int Hour)> _happened = [];

    public int Now { get; set; }
    public int Clean { get; set; }
    public int Few { get; set; }
    public int Drifting { get; set; }
    public int Slow { get; set; }

    public void Add(long number, string what)
    {
        _happened.Add((number, what, Now));
        if (what is not ("pause" or "resume")) { Forget(); }
    }

    public void Forget() => Clean = Few = Drifting = Slow = 0;

    public void Crash(long durable)
    {
        _happened.RemoveAll(h => h.Number > durable);
        Forget();
    }

    /// <summary>Only what belongs to the latest rollout.</summary>
    private List<(long Number, string What, int Hour)> Latest => _happened[Math.Max(0, _happened.FindLastIndex(h => h.What == "start"))..];

    public bool Any => _happened.Count > 0;

    public int Stage => Latest.Count(h => h.What == "promote");

    public RolloutPhase Phase => Latest.Exists(h => h.What == "roll back") ? RolloutPhase.RolledBack : Stage == 4 ? RolloutPhase.Completed : RolloutPhase.Active;

    public bool Active => Any && Phase == RolloutPhase.Active;

    public bool Paused => Active && PausedAt(Now);

    /// <summary>Whether version 2 serves; rollouts of the test go from whichever serves to the other.</summary>
    public bool Second
    {
        get
        {
            var (second, promotions) = (false, 0);
            foreach (var (_, what, _) in _happened)
            {
                promotions = what switch { "start" => 0, "promote" => promotions + 1, _ => promotions };
                if (what == "promote" && promotions == 4) { second = !second; }
            }
            return second;
        }
    }

    public int Elapsed => Enumerable.Range(0, Now).Count(hour => hour >= Latest.FindLast(h => h.What is "start" or "promote").Hour && !PausedAt(hour));

    public bool Due => Active && !Paused && Elapsed >= Hours[Stage] && Clean + Slow + Drifting > 0 && Slow == 0 && Drifting == 0;

    public bool Breached => Active && Drifting > 0;

    public bool MayPromote => Active && !Paused && (Stage > 0 || Elapsed >= Hours[0]);

    private bool PausedAt(int hour) => Latest.FindLast(h => h.Hour <= hour && h.What is ("pause" or "resume")).What == "pause";
}
