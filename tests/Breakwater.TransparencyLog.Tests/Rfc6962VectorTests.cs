using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Breakwater.Tests.Shared;

namespace Breakwater.TransparencyLog.Tests;

/// <summary>Proofs that others wrote down: 36 that must be accepted and 482 that must be refused.</summary>
public sealed class Rfc6962VectorTests
{
    [Fact]
    public void Each_of_the_518_vectors_is_decided_as_its_author_says()
    {
        var (accepted, refused) = (0, 0);
        foreach (var (path, vector) in Vectors(OptionalVectors.Require("rfc6962/testdata.tar.gz")))
        {
            var isAccepted = Decide(path.Split('/'), vector);
            isAccepted.ShouldBe(!vector.GetProperty("wantErr").GetBoolean(), path);
            if (isAccepted) { accepted++; } else { refused++; }
        }
        (accepted, refused).ShouldBe((36, 482));
    }

    private static bool Decide(string[] path, JsonElement vector)
    {
        // An element that is not 32 bytes long is no hash, so there is no proof to decide.
        if (!TryHashes(vector.GetProperty("proof"), out var proof)) { return false; }
        return path[1] switch
        {
            "inclusion" => MerkleProof.VerifyInclusion(Number("leafIdx"), Number("treeSize"), Bytes("leafHash"), proof, Bytes("root")),
            "consistency" => MerkleProof.VerifyConsistency(Number("size1"), Number("size2"), proof, Bytes("root1"), Bytes("root2")),
            "subtreeinclusion" => MerkleProof.VerifySubtreeInclusion(Number("leafIdx"), Number("start"), Number("end"), Bytes("leafHash"), proof, Bytes("root")),
            "subtreeconsistency" => MerkleProof.VerifySubtreeConsistency(Number("start"), Number("end"), Number("size"), proof, Bytes("root1"), Bytes("root2")),
            var other => throw new InvalidOperationException(other),
        };

        ulong Number(string name) => vector.GetProperty(name).GetUInt64();
        byte[] Bytes(string name) => vector.GetProperty(name).ValueKind == JsonValueKind.Null ? [] : vector.GetProperty(name).GetBytesFromBase64();
    }

    private static bool TryHashes(JsonElement element, out MerkleHash[] hashes)
    {
        hashes = [];
        if (element.ValueKind == JsonValueKind.Null) { return true; }
        var bytes = element.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.Null ? [] : e.GetBytesFromBase64()).ToArray();
        if (bytes.Any(b => b.Length != MerkleHash.Bytes)) { return false; }
        hashes = [.. bytes.Select(b => new MerkleHash(b))];
        return true;
    }

    private static IEnumerable<(string Path, JsonElement Vector)> Vectors(string archive)
    {
        using var file = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        using var tar = new TarReader(file);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null || !entry.Name.EndsWith(".json", StringComparison.Ordinal)) { continue; }
            using var document = JsonDocument.Parse(entry.DataStream);
            yield return (entry.Name.Replace("./", "", StringComparison.Ordinal), document.RootElement.Clone());
        }
    }
}
