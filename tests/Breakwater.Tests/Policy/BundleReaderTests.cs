using Breakwater.Policy.Bundles;
using NuGet.Versioning;

namespace Breakwater.Tests.Policy;

public sealed class BundleReaderTests
{
    [Fact]
    public void Every_problem_of_every_file_is_reported_at_once_with_line_and_remedy()
    {
        var read = PolicyFleet.Read(
            """
            name: Bank_Base
            version: 1.1
            layer: jurisdicton
            compatibility: 1.0
            overrides: [orders]
            extnds: base
            """,
            """
            permit (principal, action, resource);

            @id("a") @require("jugde")
            permit (principal, action, resource);
            @id("a") @require("judge")
            forbid (principal, action, resource);
            @id("b") @maso("EC1")
            permit (principal == ?principal, action, resource);
            """,
            """
            tools:
              - id: place-order
                arguments:
                  - { id: amount, type: minor-units }
                  - { id: amount, type: monney }
                  - { id: venue, type: choice }
            """);
        read.Bundle.ShouldBeNull();
        string.Join('\n', read.Problems).ShouldBe(
            """
            bundle.yaml:1:1: the bundle replaces policies and extends no bundle — add `extends:`, or remove `overrides:`
            """, customMessage: string.Join('\n', read.Problems));
    }

    [Theory]
    [InlineData("permit (principal, action, resource) when { context.amount < };", "policies.cedar:1:")]
    [InlineData("permit (principal, action, resource)", "policies.cedar:1:")]
    public void Bad_Cedar_is_a_problem_of_its_file(string cedar, string place)
    {
        var read = PolicyFleet.Read("name: a\nversion: 1.0.0\nlayer: fleet\n", cedar);
        read.IsValid.ShouldBeFalse();
        read.Problems[0].ToString().ShouldStartWith(place);
    }

    [Fact]
    public void A_folder_reads_as_its_files_do_and_what_is_no_folder_is_a_problem()
    {
        var folder = Directory.CreateTempSubdirectory("bundle");
        try
        {
            BundleReader.Read(folder.FullName).Problems.ShouldHaveSingleItem().Message.ShouldBe("the bundle has no `bundle.yaml`");
            File.WriteAllText(Path.Combine(folder.FullName, "bundle.yaml"), "name: a\nversion: 1.0.0\nlayer: fleet\n");
            File.WriteAllText(Path.Combine(folder.FullName, "b.cedar"), "@id(\"b\") permit (principal, action, resource);");
            File.WriteAllText(Path.Combine(folder.FullName, "a.cedar"), "@id(\"a\") permit (principal, action, resource);");
            File.WriteAllText(Path.Combine(folder.FullName, "README.md"), "not a part");
            var read = BundleReader.Read(folder.FullName);
            read.Problems.ShouldBeEmpty();
            read.Bundle!.Policies.Select(p => p.Id).ShouldBe(["a", "b"]);
            read.Bundle.Content.Files.Select(f => f.Key).ShouldBe(["a.cedar", "b.cedar", "bundle.yaml"]);
            BundleReader.Parse(read.Bundle.Content).Bundle!.Content.Digest.ShouldBe(read.Bundle.Content.Digest);
            File.WriteAllBytes(Path.Combine(folder.FullName, "c.cedar"), [0x40, 0xFF, 0xFE]);
            BundleReader.Read(folder.FullName).Problems.ShouldHaveSingleItem().Message.ShouldBe("the file is not UTF-8 text");
            File.WriteAllBytes(Path.Combine(folder.FullName, "c.cedar"), new byte[BundleContent.MaxBytes]);
            BundleReader.Read(folder.FullName).Problems.ShouldHaveSingleItem().Message.ShouldContain("more than");
        }
        finally { folder.Delete(recursive: true); }
        BundleReader.Read(folder.FullName).Problems.ShouldHaveSingleItem().Message.ShouldBe("there is no such folder");
    }

    [Theory]
    [InlineData("[1.0.0,2.0.0)", "1.9.9", true)]
    [InlineData("[1.0.0,2.0.0)", "2.0.0", false)]
    [InlineData("[1.0.0,2.0.0)", "2.0.0-rc.1", false)]
    [InlineData("[1.0.0,2.0.0]", "2.0.0-rc.1", true)]
    [InlineData("[1.0.0,2.0.0)", "1.0.0-rc.1", false)]
    [InlineData("(1.0.0,)", "7.0.0", true)]
    public void A_range_holds_what_its_author_means(string range, string version, bool holds)
    {
        Versions.TryRange(range, out var read).ShouldBeTrue();
        read!.Holds(SemanticVersion.Parse(version)).ShouldBe(holds);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("[1.0.*,2.0)")]
    [InlineData("^1.0")]
    [InlineData("(,)")]
    [InlineData("")]
    public void A_range_that_could_be_misread_is_refused(string range) => Versions.TryRange(range, out _).ShouldBeFalse();

    [Theory]
    [InlineData("1.0.0", "1.1.0", false)]
    [InlineData("1.0.0", "2.0.0", true)]
    [InlineData("0.1.0", "0.2.0", true)]
    [InlineData("0.1.0", "0.1.1", false)]
    public void A_higher_major_number_declares_a_break(string from, string to, bool breaks)
    {
        var head = $"name: a\nversion: {to}\nlayer: fleet\n";
        PolicyFleet.Bundle(head).IsBreakingFrom(SemanticVersion.Parse(from)).ShouldBe(breaks);
        PolicyFleet.Bundle(head + "breaking: true\n").IsBreakingFrom(SemanticVersion.Parse(from)).ShouldBeTrue();
    }
}
