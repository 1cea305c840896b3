using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.TransparencyLog.Tests;

/// <summary>Trees, roots and proofs against the definitions of RFC 6962 section 2.1, written down as they stand there.</summary>
public sealed class MerkleTreeTests
{
    [Fact]
    public void Root_and_every_inclusion_proof_are_those_of_the_definition() => Check.One(Trials.Of(60), Prop.ForAll(Sizes(1, 700), size =>
    {
        var (tree, reader) = Grow(size);
        var root = Oracle.Root(0, size);
        if (tree.Root() != root || reader.Root(size) != root || MerkleTree.Load(reader, size).Root() != root) { return false; }
        for (var index = size * 7 % 11; index < size; index += 1 + size / 23)
        {
            var proof = reader.Inclusion(index, size);
            if (!proof.SequenceEqual(Oracle.Path(index, 0, size))) { return false; }
            if (!MerkleProof.VerifyInclusion((ulong)index, (ulong)size, Oracle.Leaf(index).ToArray(), proof, root.ToArray())) { return false; }
            if (size > 1 && MerkleProof.VerifyInclusion((ulong)((index + 1) % size), (ulong)size, Oracle.Leaf(index).ToArray(), proof, root.ToArray())) { return false; }
        }
        return true;
    }));

    [Fact]
    public void Every_consistency_proof_is_that_of_the_definition_and_proves_nothing_else() => Check.One(Trials.Of(150), Prop.ForAll(Sizes(1, 700), Sizes(1, 700), (a, b) =>
    {
        var (size1, size2) = (Math.Min(a, b), Math.Max(a, b));
        var proof = Grow(size2).Reader.Consistency(size1, size2);
        var (root1, root2) = (Oracle.Root(0, size1), Oracle.Root(0, size2));
        var other = MerkleHashing.Leaf("other"u8);
        return proof.SequenceEqual(Oracle.SubProof(size1, 0, size2, true))
            && Verify(size1, size2, proof, root1, root2)
            && !Verify(size1, size2, proof, other, root2)
            && !Verify(size1, size2, proof, root1, other)
            && !Verify(size1, size2, [.. proof, other], root1, root2)
            && (proof.Length == 0 || !Verify(size1, size2, proof[1..], root1, root2))
            && proof.Select((_, i) => i).All(i => !Verify(size1, size2, [.. proof[..i], other, .. proof[(i + 1)..]], root1, root2));

        static bool Verify(int size1, int size2, MerkleHash[] proof, MerkleHash root1, MerkleHash root2) =>
            MerkleProof.VerifyConsistency((ulong)size1, (ulong)size2, proof, root1.ToArray(), root2.ToArray());
    }));

    [Fact]
    public void Subtree_proofs_agree_with_those_of_whole_trees()
    {
        for (var size = 1UL; size <= 40; size++)
        {
            var reader = Grow((int)size).Reader;
            for (var end = 1UL; end <= size; end++)
            {
                var proof = reader.Consistency((long)end, (long)size);
                MerkleProof.VerifySubtreeConsistency(0, end, size, proof, Oracle.Root(0, (int)end).ToArray(), Oracle.Root(0, (int)size).ToArray()).ShouldBeTrue();
            }
            for (var start = 0UL; start < size; start++)
            {
                for (var end = start + 1; end <= size; end++)
                {
                    if (!MerkleProof.IsSubtree(start, end)) { continue; }
                    var root = Oracle.Root((int)start, (int)end).ToArray();
                    var path = Oracle.Path((int)start, (int)start, (int)end);
                    MerkleProof.VerifySubtreeInclusion(start, start, end, Oracle.Leaf((int)start).ToArray(), path, root).ShouldBeTrue();
                    MerkleProof.VerifySubtreeInclusion(start + 1, start, end, Oracle.Leaf((int)start).ToArray(), path, root).ShouldBeFalse();
                }
            }
        }
    }

    [Theory]
    [InlineData(4, 8, true)]
    [InlineData(8, 13, true)]
    [InlineData(2, 5, false)]
    [InlineData(1, 3, false)]
    [InlineData(5, 5, false)]
    [InlineData(0, ulong.MaxValue, true)]
    [InlineData(1, ulong.MaxValue, false)]
    public void A_subtree_begins_at_a_multiple_of_the_power_of_two_that_holds_it(ulong start, ulong end, bool expected) =>
        MerkleProof.IsSubtree(start, end).ShouldBe(expected);

    [Fact]
    public void A_hash_reads_only_in_the_one_way_it_is_written()
    {
        var hash = MerkleHashing.Leaf("x"u8);
        MerkleHash.TryParse(hash.ToString(), out var read).ShouldBeTrue();
        read.ShouldBe(hash);
        MerkleHash.TryParse(hash.ToString()[..^2] + (char)(hash.ToString()[^2] + 1) + "=", out _).ShouldBeFalse("unused bits");
        MerkleHash.TryParse(hash + "\n", out _).ShouldBeFalse();
        MerkleHash.TryParse("", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, 256, "tile/entries/000")]
    [InlineData(1_234_067, 256, "tile/entries/x001/x234/067")]
    [InlineData(1_000, 17, "tile/entries/x001/000.p/17")]
    [InlineData(999, 1, "tile/entries/999.p/1")]
    public void Paths_are_those_of_tlog_tiles(long index, int width, string path)
    {
        TilePath.Entries(index, width).ShouldBe(path);
        TilePath.Hashes(3, index, width).ShouldBe(path.Replace("entries", "3"));
    }

    [Fact]
    public void A_tree_of_70000_has_the_hashes_the_specification_counts()
    {
        (TilePath.HashesAt(0, 70_000) / 256, TilePath.HashesAt(0, 70_000) % 256).ShouldBe((273, 112));
        (TilePath.HashesAt(1, 70_000) / 256, TilePath.HashesAt(1, 70_000) % 256).ShouldBe((1, 17));
        TilePath.HashesAt(2, 70_000).ShouldBe(1);
        TilePath.HashesAt(3, 70_000).ShouldBe(0);
        var (tree, _) = Grow(70_000);
        tree.Levels.Select(l => (long)l.Count).Take(4).ShouldBe([70_000L, 273, 1, 0]);
        tree.Root().ShouldBe(Oracle.Root(0, 70_000));
    }

    private static Arbitrary<int> Sizes(int least, int most) => Gen.Choose(least, most).ToArbitrary();

    private static (MerkleTree Tree, HashReader Reader) Grow(int size)
    {
        var tree = MerkleTree.Empty();
        for (var i = 0; i < size; i++) { tree.Append(Oracle.Leaf(i)); }
        return (tree, new TreeReader(tree));
    }

    private sealed class TreeReader(MerkleTree tree) : HashReader
    {
        public override void Read(int level, long first, Span<byte> destination) =>
            tree.Levels[level].Hashes.Slice((int)first * MerkleHash.Bytes, destination.Length).CopyTo(destination);
    }

    private static class Oracle
    {
        private static readonly Dictionary<(int, int), MerkleHash> Known = [];

        public static MerkleHash Leaf(int index) => MerkleHashing.Leaf(BitConverter.GetBytes(index));

        public static MerkleHash Root(int start, int end)
        {
            lock (Known)
            {
                if (Known.TryGetValue((start, end), out var known)) { return known; }
            }
            var middle = start + Split(end - start);
            var root = end == start ? MerkleHashing.EmptyRoot : end - start == 1 ? Leaf(start) : MerkleHashing.Node(Root(start, middle), Root(middle, end));
            lock (Known) { Known[(start, end)] = root; }
            return root;
        }

        public static MerkleHash[] Path(int index, int start, int end)
        {
            if (end - start == 1) { return []; }
            var middle = start + Split(end - start);
            return index < middle ? [.. Path(index, start, middle), Root(middle, end)] : [.. Path(index, middle, end), Root(start, middle)];
        }

        public static MerkleHash[] SubProof(int m, int start, int end, bool isWhole)
        {
            if (m == end - start) { return isWhole ? [] : [Root(start, end)]; }
            var k = Split(end - start);
            return m <= k
                ? [.. SubProof(m, start, start + k, isWhole), Root(start + k, end)]
                : [.. SubProof(m - k, start + k, end, false), Root(start, start + k)];
        }

        private static int Split(int n)
        {
            var k = 1;
            while (2 * k < n) { k *= 2; }
            return k;
        }
    }
}
