using Breakwater.Reports.Model;

namespace Breakwater.Reports.Building;

/// <summary>Evidence in one cell.</summary>
internal static class EvidenceList
{
    /// <summary>A cell leads to one place: that of the first name, when all names share it; else nowhere.</summary>
    public static Piece In(BuildContext context, IReadOnlyList<string> evidence)
    {
        var pieces = context.Evidence(evidence);
        var places = pieces.Select(p => p.Anchor).Distinct(StringComparer.Ordinal).ToList();
        return new(string.Join(", ", pieces.Select(p => p.Text.Value)), pieces[0].Tone, Anchor: places is [{ } only] ? only : null);
    }
}
