using System.Security.Cryptography;
using System.Text;
using Breakwater.Fleet;

namespace Breakwater.Tests.Fleet;

/// <summary>Files as the disk may hold them.</summary>
public sealed class LoadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_digest_is_that_of_the_bytes_and_a_byte_order_mark_does_no_harm()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(StarterFleet.Text)];
        var result = FleetFile.Load(Write(bytes));
        result.Problems.ShouldBeEmpty();
        result.Fleet!.Digest.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [Fact]
    public void A_missing_file_is_a_problem() => Only(Path.Combine(_folder, "none.yaml")).ShouldContain("no such file");

    [Fact]
    public void A_directory_is_a_problem() => Only(_folder).ShouldContain("is a directory");

    [Fact]
    public void An_impossible_path_is_a_problem() => Only("a\0b").ShouldContain("cannot be read");

    [Fact]
    public void An_empty_path_is_a_problem() => Only("").ShouldContain("cannot be read");

    [Fact]
    public void Bytes_that_are_no_text_are_a_problem() => Only(Write([0x6E, 0xFF, 0xFE, 0x80])).ShouldContain("not UTF-8");

    [Fact]
    public void A_huge_file_is_a_problem() => Only(Write(new byte[FleetLimits.MaxFileBytes + 1])).ShouldContain("larger than 16 MiB");

    [Fact]
    public void A_file_that_may_not_be_read_is_a_problem()
    {
        var path = Write("name: x"u8);
        using var held = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Only(path).ShouldContain("cannot be read");
    }

    private static string Only(string path)
    {
        var result = FleetFile.Load(path);
        result.Fleet.ShouldBeNull();
        var problem = result.Problems.Single();
        problem.File.ShouldBe(path);
        return problem.ToString();
    }

    private string Write(ReadOnlySpan<byte> bytes)
    {
        var path = Path.Combine(_folder, "fleet.yaml");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
