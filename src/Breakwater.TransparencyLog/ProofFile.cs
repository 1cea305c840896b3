using System.Text;

namespace Breakwater.TransparencyLog;

/// <summary>
/// A proof that a record is in a log, which needs nothing but the record and the log's verifier key to be checked: the text format
/// C2SP tlog-proof (<c>c2sp.org/tlog-proof@v1</c>, usual extension <c>.tlog-proof</c>).
/// </summary>
public sealed class ProofFile
{
    private const string Head = "c2sp.org/tlog-proof@v1";
    private const string ExtraHead = "extra ";
    private const string IndexHead = "index ";

    /// <summary>A proof from its parts.</summary>
    /// <param name="index">The record's place, from 0.</param>
    /// <param name="proof">From the leaf's sibling upwards.</param>
    /// <param name="checkpoint">The signed checkpoint whose tree holds it, verbatim.</param>
    /// <param name="extra">Anything more, which nothing vouches for; empty for none.</param>
    public ProofFile(long index, IReadOnlyList<MerkleHash> proof, SignedNote checkpoint, ReadOnlyMemory<byte> extra = default) =>
        (Index, Proof, CheckpointNote, Extra) = (index, proof, checkpoint, extra);

    /// <summary>The record's place in the log, from 0.</summary>
    public long Index { get; }

    /// <summary>The inclusion proof, from the leaf's sibling upwards.</summary>
    public IReadOnlyList<MerkleHash> Proof { get; }

    /// <summary>The checkpoint's note.</summary>
    public SignedNote CheckpointNote { get; }

    /// <summary>Bytes that came along; nothing vouches for them.</summary>
    public ReadOnlyMemory<byte> Extra { get; }

    /// <summary>Reads a proof, strictly; null and the reason if it is none.</summary>
    public static ProofFile? TryParse(ReadOnlySpan<byte> bytes, out string? problem)
    {
        var split = bytes.IndexOf("\n\n"u8);
        problem = "The proof has no empty line before its checkpoint.";
        if (split < 0 || split > SignedNote.MostBytes) { return null; }
        var note = SignedNote.TryParse(bytes[(split + 2)..], out problem);
        if (note is null) { return null; }
        var lines = Encoding.UTF8.GetString(bytes[..split]).Split('\n');
        problem = $"The proof does not begin with the line {Head}.";
        if (lines[0] != Head) { return null; }
        var at = 1;
        byte[]? extra = [];
        if (at < lines.Length && lines[at].StartsWith(ExtraHead, StringComparison.Ordinal)) { extra = SignedNote.Decode(lines[at++][ExtraHead.Length..]); }
        problem = "The proof's extra data is not Base64.";
        if (extra is null) { return null; }
        problem = "The proof names no index.";
        if (at == lines.Length || !lines[at].StartsWith(IndexHead, StringComparison.Ordinal) || !Checkpoint.TryParseNumber(lines[at].AsSpan(IndexHead.Length), out var index)) { return null; }
        var proof = new List<MerkleHash>();
        problem = "The proof holds a line that is not the Base64 of 32 bytes, or more than 63 of them.";
        for (at++; at < lines.Length; at++)
        {
            if (proof.Count == 63 || !MerkleHash.TryParse(lines[at], out var hash)) { return null; }
            proof.Add(hash);
        }
        problem = null;
        return new(index, proof, note, extra);
    }

    /// <summary>Why this does not prove that the record is in the log of these keys; null if it proves it.</summary>
    /// <param name="record">The record's bytes.</param>
    /// <param name="keys">Verifier keys of the log.</param>
    /// <param name="origin">The origin the checkpoint must name; null to demand the name of the key that is listed first.</param>
    public string? ProblemWith(ReadOnlySpan<byte> record, IReadOnlyList<INoteVerifier> keys, string? origin = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var checkpoint = Checkpoint.TryOpen(CheckpointNote.Bytes.Span, keys, out var problem);
        if (checkpoint is null) { return problem; }
        if (checkpoint.Origin != (origin ?? keys[0].Name)) { return $"The checkpoint is of the log `{checkpoint.Origin}`, not `{origin ?? keys[0].Name}`."; }
        var leaf = MerkleHashing.Leaf(record).ToArray();
        return MerkleProof.VerifyInclusion((ulong)Index, (ulong)checkpoint.Size, leaf, [.. Proof], checkpoint.Root.ToArray())
            ? null
            : $"The record is not entry {Index} of the tree of {checkpoint.Size} entries that the checkpoint is of.";
    }

    /// <summary>The text, to be written to a file.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder(Head).Append('\n');
        if (!Extra.IsEmpty) { text.Append(ExtraHead).Append(Convert.ToBase64String(Extra.Span)).Append('\n'); }
        text.Append(IndexHead).Append(Index).Append('\n');
        foreach (var hash in Proof) { text.Append(hash).Append('\n'); }
        return [.. Encoding.UTF8.GetBytes(text.Append('\n').ToString()), .. CheckpointNote.Bytes.Span];
    }
}
