using System.Globalization;
using Breakwater.Contracts;

namespace Breakwater.Audit;

/// <summary>What one thread writes records with: the buffer, and which values were masked or cut.</summary>
internal sealed class RecordScratch : ArgumentVisitor
{
    // Arguments beyond this are left out as a whole, so that a record stays within what a log takes.
    private const int MostArgumentBytes = 32 * 1024;
    public const int MostLookedThrough = 4 * 1024;
    private readonly List<(string Name, bool IsArgument)> _masked = [];
    private readonly List<(string Name, bool IsArgument)> _cut = [];
    private int _start;
    private bool _full;

    public CanonicalJson Json { get; } = new();

    public void Begin()
    {
        Json.Clear();
        _masked.Clear();
        _cut.Clear();
        (_start, _full) = (-1, false);
    }

    public override void Flag(string name, bool value, bool sensitive)
    {
        if (!Open(name, sensitive)) { return; }
        Json.Flag(value);
    }

    public override void Number(string name, long value, bool sensitive)
    {
        if (!Open(name, sensitive)) { return; }
        Span<char> digits = stackalloc char[20];
        value.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        // A card number is one whether it is passed as a text or as a number.
        if (SensitiveText.TryFind(digits[..length], 0, out _, out _, out _)) { Free(digits[..length], digits.Length, name, isArgument: true); }
        else { Json.Number(value); }
    }

    public override void Text(string name, ReadOnlySpan<char> value, bool sensitive)
    {
        if (Open(name, sensitive)) { Free(value, AuditRecordFormat.MostArgumentCharacters, name, isArgument: true); }
    }

    /// <summary>Free text as a string, sensitive stretches masked, cut at a length.</summary>
    public void Free(ReadOnlySpan<char> text, int most, string name, bool isArgument = false)
    {
        Json.OpenQuote();
        var whole = text.Length;
        var (at, masked) = (0, false);
        // Looked for beyond the cut, so that what begins before it and ends after it is masked too; but not without end, because this stands in the path of a decision.
        text = text[..Math.Min(whole, most + MostLookedThrough)];
        while (at < most && SensitiveText.TryFind(text, at, out var found, out var length, out var kind) && found < most)
        {
            Json.Inside(text[at..found]);
            Json.Mask(kind);
            at = found + length;
            masked = true;
        }
        if (at < most) { Json.Inside(text[at..Math.Min(most, text.Length)]); }
        Json.CloseQuote();
        if (masked) { _masked.Add((name, isArgument)); }
        if (whole > Math.Max(most, at)) { _cut.Add((name, isArgument)); }
    }

    /// <summary>The lists of what was masked and cut.</summary>
    public void End()
    {
        List("masked"u8, _masked);
        List("cut"u8, _cut);
    }

    /// <summary>Writes the name; false if the value is masked or left out.</summary>
    private bool Open(string name, bool sensitive)
    {
        if (_start < 0) { _start = Json.Length; }
        if (_full || Json.Length - _start > MostArgumentBytes)
        {
            if (!_full) { _cut.Add(("arguments", false)); }
            _full = true;
            return false;
        }
        Json.Name(name);
        if (!sensitive && !SensitiveText.IsSecretName(name)) { return true; }
        Json.Quote("[masked]");
        _masked.Add((name, true));
        return false;
    }

    private void List(ReadOnlySpan<byte> name, List<(string Name, bool IsArgument)> paths)
    {
        if (paths.Count == 0) { return; }
        Json.Begin(name, (byte)'[');
        foreach (var (path, isArgument) in paths)
        {
            Json.Name(default(ReadOnlySpan<byte>));
            Json.OpenQuote();
            if (isArgument) { Json.Inside("arguments."); }
            Json.Inside(path);
            Json.CloseQuote();
        }
        Json.End((byte)']');
    }
}
