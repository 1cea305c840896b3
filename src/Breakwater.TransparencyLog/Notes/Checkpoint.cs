using System.Globalization;

namespace Breakwater.TransparencyLog;

/// <summary>What a log says about itself at one size: a C2SP tlog-checkpoint. Believed only if its note was verified.</summary>
/// <param name="Origin">Which log: not empty, one line.</param>
/// <param name="Size">How many entries the tree has.</param>
/// <param name="Root">The root of the tree at that size.</param>
public sealed record Checkpoint(string Origin, long Size, MerkleHash Root)
{
    /// <summary>The text of the note.</summary>
    public string Text => $"{Origin}\n{Size.ToString(CultureInfo.InvariantCulture)}\n{Root}\n";

    /// <summary>Reads the text of a note; null and the reason if it is no checkpoint. Extension lines are allowed and not kept.</summary>
    public static Checkpoint? TryParse(string? text, out string? problem)
    {
        problem = null;
        var lines = (text ?? "").Split('\n');
        if (lines.Length < 4 || lines[^1].Length != 0 || lines[..^1].Any(l => l.Length == 0))
        {
            problem = "A checkpoint has an origin, a size and a root, each on a line of its own.";
            return null;
        }
        if (!TryParseNumber(lines[1], out var size))
        {
            problem = $"The checkpoint's size `{lines[1]}` is no number without leading zeros.";
            return null;
        }
        if (!MerkleHash.TryParse(lines[2], out var root))
        {
            problem = "The checkpoint's root is not the Base64 of 32 bytes.";
            return null;
        }
        if (size > 0 || root == MerkleHashing.EmptyRoot) { return new(lines[0], size, root); }
        problem = "The checkpoint is of an empty tree, and its root is not the empty tree's.";
        return null;
    }

    /// <summary>Reads and verifies a whole note; null and the reason if it is no checkpoint of one of these keys.</summary>
    public static Checkpoint? TryOpen(ReadOnlySpan<byte> note, IReadOnlyList<INoteVerifier> keys, out string? problem)
    {
        var parsed = SignedNote.TryParse(note, out problem);
        if (parsed is null) { return null; }
        if (parsed.Verify(keys)) { return TryParse(parsed.Text, out problem); }
        problem = "The checkpoint bears no valid signature of a known key.";
        return null;
    }

    internal static bool TryParseNumber(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        return (text is "0" || (text.Length > 0 && text[0] != '0')) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
