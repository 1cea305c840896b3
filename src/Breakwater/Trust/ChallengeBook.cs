using System.Text;
using Breakwater.Contracts;

namespace Breakwater.Trust;

/// <summary>
/// The challenges a gate has given out and not yet had answered. Bounded: when full, the oldest lapses, so a flood of newcomers costs newcomers
/// a second attempt and open sessions nothing. Thread-safe.
/// </summary>
public sealed class ChallengeBook
{
    private readonly Dictionary<Fingerprint, long> _open = [];
    private readonly Queue<Fingerprint> _order = new();
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _life;
    private readonly int _capacity;
    private readonly Fingerprint _gate;

    /// <summary>Opens a gate's book.</summary>
    /// <param name="gate">The gate's name.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="life">How long an answer is awaited.</param>
    /// <param name="capacity">Most challenges open at once, at least 1.</param>
    public ChallengeBook(string gate, TimeProvider time, TimeSpan life, int capacity)
    {
        var work = default(Work);
        _gate = Fingerprint.Of(Encoding.UTF8.GetBytes(gate), ref work);
        _time = time;
        _life = life;
        _capacity = capacity;
    }

    /// <summary>Gives out a challenge.</summary>
    public SessionChallenge Open()
    {
        Span<byte> nonce = stackalloc byte[32];
        Entropy.System.Fill(nonce);
        var challenge = new SessionChallenge(_gate, Fingerprint.FromBytes(nonce), _time.GetTimestamp() + (long)(_life.TotalSeconds * _time.TimestampFrequency));
        lock (_lock)
        {
            // What was answered still waits in the order; it makes room before anything open does.
            while (_open.Count >= _capacity || _order.Count >= 2L * _capacity) { _open.Remove(_order.Dequeue()); }
            _open.Add(challenge.Nonce, challenge.Expires);
            _order.Enqueue(challenge.Nonce);
        }
        return challenge;
    }

    /// <summary>Takes a challenge back; true once, for one that this gate gave out and that has not lapsed.</summary>
    public bool Redeem(in SessionChallenge challenge)
    {
        lock (_lock)
        {
            return challenge.Gate == _gate
                && _open.Remove(challenge.Nonce, out var expires)
                && expires == challenge.Expires
                && expires > _time.GetTimestamp();
        }
    }
}
