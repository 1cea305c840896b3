using Breakwater.Contracts;

namespace Breakwater.Audit;

/// <summary>
/// A copy of an action's arguments, for a sink that keeps an event beyond the call: it shows what the original showed, and the record is the same bytes. Texts are copied as far as a record looks
/// through them. Used again and again; not thread-safe.
/// </summary>
internal sealed class HeldArguments : ActionArguments
{
    private readonly Copier _copier = new();

    /// <summary>Bytes it holds.</summary>
    public int Bytes => _copier.Bytes;

    /// <summary>A new copy.</summary>
    public static HeldArguments Of(ActionArguments arguments)
    {
        var held = new HeldArguments();
        held.Hold(arguments);
        return held;
    }

    /// <summary>Takes the place of what it held.</summary>
    public void Hold(ActionArguments arguments)
    {
        Forget();
        Digest = arguments.Digest;
        arguments.Show(_copier);
    }

    /// <summary>Forgets what it holds; keeps its memory.</summary>
    public void Forget()
    {
        Digest = 0;
        _copier.Clear();
    }

    public override void Show(ArgumentVisitor visitor) => _copier.ShowTo(visitor);

    private sealed class Copier : ArgumentVisitor
    {
        private readonly List<(string Name, byte Kind, bool Sensitive, long Value, int Start)> _entries = [];
        private char[] _text = [];
        private int _used;

        public int Bytes => 40 * _entries.Capacity + 2 * _text.Length;

        public void Clear()
        {
            _entries.Clear();
            _used = 0;
        }

        public override void Flag(string name, bool value, bool sensitive) => _entries.Add((name, 0, sensitive, value ? 1 : 0, 0));

        public override void Number(string name, long value, bool sensitive) => _entries.Add((name, 1, sensitive, value, 0));

        public override void Text(string name, ReadOnlySpan<char> value, bool sensitive)
        {
            // One more than is looked through, so that what is cut is still seen to be.
            var kept = value[..Math.Min(value.Length, AuditRecordFormat.MostArgumentCharacters + RecordScratch.MostLookedThrough + 1)];
            if (_text.Length - _used < kept.Length) { Array.Resize(ref _text, Math.Max(2 * _text.Length, _used + kept.Length)); }
            kept.CopyTo(_text.AsSpan(_used));
            _entries.Add((name, 2, sensitive, kept.Length, _used));
            _used += kept.Length;
        }

        public void ShowTo(ArgumentVisitor visitor)
        {
            foreach (var (name, kind, sensitive, value, start) in _entries)
            {
                switch (kind)
                {
                    case 0: visitor.Flag(name, value != 0, sensitive); break;
                    case 1: visitor.Number(name, value, sensitive); break;
                    default: visitor.Text(name, _text.AsSpan(start, (int)value), sensitive); break;
                }
            }
        }
    }
}
