using System.Globalization;
using System.Text;

namespace Breakwater.Audit;

/// <summary>
/// How long the columns of a group's members become at most, whatever their order: exact in names and chains, and in each column of numbers as if every difference were as wide as the widest. O(1) for each member. Not thread-safe.
/// </summary>
internal sealed class MemberBounds
{
    // Names of columns with quotes, brackets and commas, and the first number of each, which is the difference from 0.
    private const int Fixed = 384;
    private readonly HashSet<Stem> _stems = [];
    private State _state;

    /// <summary>Bytes of the columns, not less.</summary>
    public long Bytes => BytesOf(_state);

    /// <summary>Takes a new member into account, or one as it is now, unless that made it longer than it may be.</summary>
    /// <param name="member">The member.</param>
    /// <param name="isNew">Whether it was not there before.</param>
    /// <param name="most">Bytes there are.</param>
    public bool TryAdd(in AuditMember member, bool isNew, long most)
    {
        var state = _state;
        Stem stem = new(member.Agent);
        var isNewStem = isNew && !_stems.Contains(stem);
        if (isNew)
        {
            state.Members++;
            state.Names += member.Agent is null ? "null,".Length : Escaped(member.Agent.AsSpan(stem.Length)) + 3;
            if (isNewStem) { state.Names += Escaped(member.Agent.AsSpan(0, stem.Length)) + "[\"\",],".Length; }
            state.HasChains |= member.Chain != 0;
        }
        state.Request.Widen(member.Request);
        state.Admission.Widen(member.Admission);
        // Moved so that what is below zero comes before what is above.
        state.Charged.Widen(unchecked((ulong)member.Charged.Micros + (1UL << 63)));
        state.At.Widen((ulong)member.First.UtcTicks);
        state.HasCharges |= member.Charged.Micros != 0;
        state.MostCount = Math.Max(state.MostCount, member.Count);
        state.MostUntil = Math.Max(state.MostUntil, (member.Last - member.First).Ticks);
        if (BytesOf(state) > most) { return false; }
        if (isNewStem) { _stems.Add(stem); }
        _state = state;
        return true;
    }

    public void Clear()
    {
        _stems.Clear();
        _state = default;
    }

    /// <summary>Bytes of a text in a record, not less.</summary>
    public static int Escaped(ReadOnlySpan<char> text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        foreach (var c in text)
        {
            if (c < ' ') { bytes += 5; } else if (c is '"' or '\\') { bytes++; }
        }
        return bytes;
    }

    private static long BytesOf(in State s)
    {
        var each = (s.HasChains ? MemberColumns.ChainCharacters : 0) + s.At.Width;
        if (s.Request.Most > 0) { each += s.Request.Width; }
        if (s.Admission.Most > 0) { each += s.Admission.Width; }
        if (s.HasCharges) { each += s.Charged.Width; }
        if (s.MostCount > 1) { each += Digits((ulong)s.MostCount) + 1; }
        if (s.MostUntil > 0) { each += Digits((ulong)s.MostUntil) + 1; }
        return Fixed + s.Names + ((long)s.Members * each);
    }

    private static int Digits(ulong value)
    {
        Span<char> digits = stackalloc char[20];
        value.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        return length;
    }

    private struct State
    {
        public int Members;
        public long Names;
        public bool HasChains;
        public bool HasCharges;
        public Extent Request;
        public Extent Admission;
        public Extent Charged;
        public Extent At;
        public long MostCount;
        public long MostUntil;
    }

    private struct Extent
    {
        private ulong _least;
        private bool _isSet;

        public ulong Most { get; private set; }

        /// <summary>Characters of the widest difference with its sign and a comma.</summary>
        public readonly int Width => Digits(Most - _least) + 2;

        public void Widen(ulong value)
        {
            _least = _isSet ? Math.Min(_least, value) : value;
            Most = _isSet ? Math.Max(Most, value) : value;
            _isSet = true;
        }
    }

    /// <summary>A stem, told apart by its text, without making one.</summary>
    private readonly struct Stem(string? agent) : IEquatable<Stem>
    {
        private readonly string? _agent = agent;

        public int Length { get; } = MemberColumns.StemOf(agent).Length;

        private ReadOnlySpan<char> Text => _agent.AsSpan(0, Length);

        public bool Equals(Stem other) => Text.SequenceEqual(other.Text);

        public override bool Equals(object? obj) => obj is Stem other && Equals(other);

        public override int GetHashCode() => string.GetHashCode(Text);
    }
}
