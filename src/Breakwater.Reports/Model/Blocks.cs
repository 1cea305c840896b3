using Breakwater.Reports.Charts;

namespace Breakwater.Reports.Model;

/// <summary>A part of the report. Every writer writes every kind, so that all reports say the same.</summary>
public abstract record Block;

/// <summary>A heading and what stands under it; sections nest.</summary>
/// <param name="Anchor">Unique in the report.</param>
public sealed record Section(string Anchor, Text Title, IReadOnlyList<Block> Blocks) : Block;

/// <summary>A paragraph.</summary>
public sealed record Prose(Text Text, Tone Tone = Tone.Plain) : Block;

/// <summary>A list.</summary>
public sealed record Bullets(IReadOnlyList<Bullet> Items, bool Numbered = false) : Block;

/// <summary>An entry of a list, with where it leads.</summary>
public sealed record Bullet(Text Text, IReadOnlyList<Piece> After)
{
    public Bullet(Text text)
        : this(text, [])
    {
    }
}

/// <summary>Terms and what they stand for.</summary>
public sealed record Facts(IReadOnlyList<Fact> Items) : Block;

/// <summary>A term and its values.</summary>
public sealed record Fact(Text Term, IReadOnlyList<Piece> Values)
{
    public Fact(Text term, Text value)
        : this(term, [new Piece(value)])
    {
    }

    /// <summary>What to open to see the values; empty where they are shown at once.</summary>
    public Text Summary { get; init; }
}

/// <summary>A table.</summary>
public sealed record Table(Text Caption, IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<Piece>> Rows) : Block
{
    /// <summary>Said under the table; may be empty.</summary>
    public Text Note { get; init; }

    /// <summary>A matrix has narrow columns with upright headings.</summary>
    public bool Matrix { get; init; }

    /// <summary>A compact table keeps every cell but the first of a row on one line, and its remark on another.</summary>
    public bool Compact { get; init; }
}

/// <summary>A column.</summary>
public sealed record Column(Text Title, bool Numeric = false)
{
    public static implicit operator Column(string title) => new((Text)title);
}

/// <summary>A piece of text with a role, a smaller remark, and perhaps a target in the report.</summary>
/// <param name="Anchor">Anchor that it leads to; null for none.</param>
public sealed record Piece(Text Text, Tone Tone = Tone.Plain, Text Note = default, string? Anchor = null)
{
    public static readonly Piece None = new("–", Tone.Muted);

    public static implicit operator Piece(string? text) => string.IsNullOrEmpty(text) ? None : new((Text)text);
}

/// <summary>What a piece of text is.</summary>
public enum Tone
{
    /// <summary>Text.</summary>
    Plain,
    /// <summary>Text that matters less.</summary>
    Muted,
    /// <summary>A name, number or command to be taken literally.</summary>
    Code,
    /// <summary>Something held.</summary>
    Hold,
    /// <summary>Something bent.</summary>
    Bend,
    /// <summary>Something broke.</summary>
    Break,
}

/// <summary>A chart.</summary>
public sealed record Figure(Chart Chart) : Block;

/// <summary>What a reader may open.</summary>
public sealed record Fold(Text Summary, IReadOnlyList<Block> Blocks) : Block;

/// <summary>What must be read before anything else.</summary>
public sealed record Banner(Text Title, IReadOnlyList<Text> Lines) : Block;

/// <summary>The verdict: what ships first, then what was judged, by whose judgement it is.</summary>
/// <param name="Coverage">What is still to come; may be empty.</param>
public sealed record Verdict(Tone Overall, Text Headline, IReadOnlyList<Text> Lines, Text Coverage, IReadOnlyList<VerdictGroup> Groups) : Block;

/// <summary>What was judged of one subject.</summary>
/// <param name="Tally">How many hold, bend and break.</param>
public sealed record VerdictGroup(Text Title, Text Tally, IReadOnlyList<VerdictItem> Items);

/// <summary>A judgement and what was judged.</summary>
public sealed record VerdictItem(Piece Judgement, Piece Subject);

/// <summary>A finding.</summary>
public sealed record FindingCard(string Anchor, Text Id, Text Title, Piece Judgement, IReadOnlyList<Block> Blocks) : Block;

/// <summary>Where the risk owner signs.</summary>
public sealed record SignOff(IReadOnlyList<Text> Statement, IReadOnlyList<Text> Decisions) : Block;

/// <summary>The whole report.</summary>
/// <param name="Lead">Banners and verdict, before everything else.</param>
public sealed record Report(Text Title, Text Description, IReadOnlyList<Fact> Masthead, IReadOnlyList<Block> Lead, IReadOnlyList<Section> Sections, IReadOnlyList<Chart> Charts);
