using System.Numerics;

namespace Breakwater.TransparencyLog;

/// <summary>
/// Decides proofs: inclusion and consistency of RFC 6962 sections 2.1.1 and 2.1.2, and their forms for subtrees as Merkle tree certificates use
/// them. Pure and without allocation; O(log of the tree). A root or hash that is not 32 bytes long proves nothing beyond being equal to itself.
/// </summary>
public static class MerkleProof
{
    /// <summary>Whether the leaf with this hash is at this place in the tree with this root.</summary>
    public static bool VerifyInclusion(ulong index, ulong size, ReadOnlySpan<byte> leafHash, ReadOnlySpan<MerkleHash> proof, ReadOnlySpan<byte> root)
    {
        if (index >= size || leafHash.Length != MerkleHash.Bytes || root.Length != MerkleHash.Bytes) { return false; }
        var (fn, sn) = (index, size - 1);
        var hash = new MerkleHash(leafHash);
        foreach (var sibling in proof)
        {
            if (sn == 0) { return false; }
            if ((fn & 1) == 1 || fn == sn)
            {
                hash = MerkleHashing.Node(sibling, hash);
                // A last node without a sibling rises unchanged until it is a right child.
                while ((fn & 1) == 0 && fn != 0) { (fn, sn) = (fn >> 1, sn >> 1); }
            }
            else
            {
                hash = MerkleHashing.Node(hash, sibling);
            }
            (fn, sn) = (fn >> 1, sn >> 1);
        }
        return sn == 0 && hash == new MerkleHash(root);
    }

    /// <summary>
    /// Whether the tree of the second size begins with the whole tree of the first. From the empty tree nothing follows, so that a proof from it is
    /// refused, except to itself.
    /// </summary>
    public static bool VerifyConsistency(ulong size1, ulong size2, ReadOnlySpan<MerkleHash> proof, ReadOnlySpan<byte> root1, ReadOnlySpan<byte> root2)
    {
        if (size1 == 0) { return size2 == 0 && proof.IsEmpty && IsEmptyRoot(root1) && IsEmptyRoot(root2); }
        return size1 <= size2 && VerifyRange(0, size1, size2, proof, root1, root2);
    }

    /// <summary>Whether the leaf with this hash is at this place in the subtree over [start, end) with this root. The place counts from the tree's beginning.</summary>
    public static bool VerifySubtreeInclusion(ulong index, ulong start, ulong end, ReadOnlySpan<byte> leafHash, ReadOnlySpan<MerkleHash> proof, ReadOnlySpan<byte> root) =>
        start < end && IsSubtree(start, end) && index >= start && VerifyInclusion(index - start, end - start, leafHash, proof, root);

    /// <summary>Whether the subtree over [start, end) with the first root is part of the tree of this size with the second. An empty subtree is part of any tree.</summary>
    public static bool VerifySubtreeConsistency(ulong start, ulong end, ulong size, ReadOnlySpan<MerkleHash> proof, ReadOnlySpan<byte> subtreeRoot, ReadOnlySpan<byte> root)
    {
        if (start > end || end > size) { return false; }
        if (start == end) { return proof.IsEmpty && IsEmptyRoot(subtreeRoot); }
        return IsSubtree(start, end) && VerifyRange(start, end, size, proof, subtreeRoot, root);
    }

    /// <summary>Whether a range is a node of some tree: it begins at a multiple of the power of two that holds it.</summary>
    public static bool IsSubtree(ulong start, ulong end)
    {
        if (start >= end) { return false; }
        var span = BitOperations.RoundUpToPowerOf2(end - start);
        return span == 0 ? start == 0 : (start & (span - 1)) == 0;
    }

    private static bool VerifyRange(ulong start, ulong end, ulong size, ReadOnlySpan<MerkleHash> proof, ReadOnlySpan<byte> rangeRoot, ReadOnlySpan<byte> root)
    {
        if (start == 0 && end == size) { return proof.IsEmpty && rangeRoot.SequenceEqual(root); }
        if (rangeRoot.Length != MerkleHash.Bytes || root.Length != MerkleHash.Bytes) { return false; }
        var (fn, sn, tn) = (start, end - 1, size - 1);
        // Up to where the range's last leaf stops being the end of a perfect subtree inside the range, nothing needs proof.
        while (fn != sn && (sn == tn || (sn & 1) == 1)) { (fn, sn, tn) = (fn >> 1, sn >> 1, tn >> 1); }
        MerkleHash known = new(rangeRoot), first, second;
        if (fn == sn)
        {
            first = second = known;
        }
        else if (proof.IsEmpty)
        {
            return false;
        }
        else
        {
            first = second = proof[0];
            proof = proof[1..];
        }
        foreach (var hash in proof)
        {
            if (tn == 0) { return false; }
            if ((sn & 1) == 1 || sn == tn)
            {
                if (fn < sn) { first = MerkleHashing.Node(hash, first); }
                second = MerkleHashing.Node(hash, second);
                while ((sn & 1) == 0 && sn != 0) { (fn, sn, tn) = (fn >> 1, sn >> 1, tn >> 1); }
            }
            else
            {
                second = MerkleHashing.Node(second, hash);
            }
            (fn, sn, tn) = (fn >> 1, sn >> 1, tn >> 1);
        }
        return tn == 0 && first == known && second == new MerkleHash(root);
    }

    private static bool IsEmptyRoot(ReadOnlySpan<byte> root) => root.Length == MerkleHash.Bytes && new MerkleHash(root) == MerkleHashing.EmptyRoot;
}
