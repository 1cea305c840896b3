using System.Text;
using Breakwater.Fleet;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.Fleet;

/// <summary>Whatever stands in a file, reading it ends in a fleet or in problems, never in an exception.</summary>
public sealed class FuzzTests
{
    private static readonly string _bank = File.ReadAllText(TestFiles.Bank);

    // Pieces that mean something to YAML or to the reader, so that mutations get past the first line.
    private static readonly string[] _pieces =
    [
        ":", "- ", "{", "}", "[", "]", "\n", "\n  ", "\t", "\"", "'", "#", "&a ", "*a", "!!int ", "|", ">", "---\n", "...", "? ", ",", "null", "~", "-1", "0", "1e999", "NaN",
        ".inf", "99999999999999999999", "250", "ms", "/min", " USD", "on", "id: ", "agents: ", "regions:", "clusters: []", "\0", "\u0085", "\uFEFF", "é", "😀", "%YAML 1.2", "<<: *a",
    ];

    [Fact]
    public void Mutations_of_the_bank_never_throw()
    {
        var edits = ArbMap.Default.GeneratorFor<(int At, int Length, int Piece)[]>().Where(e => e.Length > 0);
        Check.One(Trials.Of(80), Prop.ForAll(Arb.From(edits), e => IsAnswered(Mutate(_bank, e))));
    }

    [Fact]
    public void Mutations_of_a_small_file_never_throw()
    {
        var edits = ArbMap.Default.GeneratorFor<(int At, int Length, int Piece)[]>();
        Check.One(Trials.Of(1_000), Prop.ForAll(Arb.From(edits), e => IsAnswered(Mutate(StarterFleet.Text[..1_500], e))));
    }

    [Fact]
    public void Random_pieces_never_throw()
    {
        var text = Gen.ListOf(Gen.Elements(_pieces)).Select(p => string.Concat(p));
        Check.One(Trials.Of(3_000), Prop.ForAll(Arb.From(text), IsAnswered));
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var path = Path.GetTempFileName();
        try
        {
            Check.One(Trials.Of(500), Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
            {
                File.WriteAllBytes(path, bytes);
                return IsAnswer(FleetFile.Load(path));
            }));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Random_text_never_throws() =>
        Check.One(Trials.Of(2_000), Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => IsAnswered(text ?? "")));

    [Fact]
    public void Text_after_which_the_library_ends_without_a_word_is_answered() => IsAnswered("#agents: \0:\0|").ShouldBeTrue();

    [Fact]
    public void An_id_of_the_file_is_fit_for_a_terminal_where_it_is_proposed_too()
    {
        var text = StarterFleet.Text;
        var group = FleetFile.Parse(text, "fuzz.yaml").Fleet!.Clusters[0].Groups[0].Id;
        var result = FleetFile.Parse(text.Replace($"id: {group}", $"id: \"{group}\\e\"", StringComparison.Ordinal), "fuzz.yaml");
        result.Problems.ShouldContain(p => p.Remedy == $"did you mean `{group}·`?");
        IsAnswer(result).ShouldBeTrue();
    }

    [Fact]
    public void Deep_nesting_and_alias_bombs_end_at_once()
    {
        IsAnswered(new string('[', 1_000_000)).ShouldBeTrue();
        IsAnswered(string.Concat(Enumerable.Repeat("a: {", 100_000))).ShouldBeTrue();
        IsAnswered(string.Concat(Enumerable.Repeat("- ", 100_000))).ShouldBeTrue();
        var bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (var i = 1; i < 60; i++) { bomb.Append($"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n"); }
        IsAnswered(bomb.ToString()).ShouldBeTrue();
    }

    private static bool IsAnswered(string text) => IsAnswer(FleetFile.Parse(text, "fuzz.yaml"));

    private static bool IsAnswer(FleetFileResult result) =>
        result.Fleet is null == result.Problems.Count > 0
        && result.Problems.Zip(result.Problems.Skip(1)).All(p => (p.First.Line, p.First.Column).CompareTo((p.Second.Line, p.Second.Column)) <= 0)
        && result.Problems.All(p => p.Message.Length > 0 && !p.ToString().Any(char.IsControl));

    private static string Mutate(string text, (int At, int Length, int Piece)[] edits)
    {
        var changed = new StringBuilder(text);
        foreach (var (at, length, piece) in edits)
        {
            // FsCheck's numbers stay small: spread them over the whole text.
            var start = (int)((uint)(at * 7919 + piece * 104_729) % (uint)(changed.Length + 1));
            changed.Remove(start, Math.Min((int)((uint)length % 12), changed.Length - start));
            changed.Insert(start, _pieces[(int)((uint)piece % (uint)_pieces.Length)]);
        }
        return changed.ToString();
    }
}
