using System.Security.Cryptography;
using System.Text;
using Breakwater.ControlLog;
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
            bundle.yaml:1:7: the bundle has the name `Bank_Base` — write at most 64 lower-case letters, digits and hyphens, such as `bank-base`
            bundle.yaml:2:10: the bundle has the version `1.1` — write three numbers, such as `1.4.0`
            bundle.yaml:3:8: the bundle sets `layer` to `jurisdicton` — did you mean `jurisdiction`? It is one of `fleet`, `jurisdiction`, `tenant`, `cluster`
            bundle.yaml:4:16: the bundle has the range `1.0` — write an interval in quotes, such as `"[1.0.0,2.0.0)"`: from 1.0.0 on, below 2.0.0
            bundle.yaml:5:1: the bundle replaces policies and extends no bundle — add `extends:`, or remove `overrides:`
            bundle.yaml:6:1: the bundle has the key `extnds`, which nothing reads — did you mean `extends`?
            manifests.yaml:4:29: argument `amount` counts minor units and has no `decimals` — add `decimals:`, such as `2` for cents
            manifests.yaml:5:15: argument `amount` is listed twice — keep one of the two
            manifests.yaml:5:29: argument `amount` sets `type` to `monney` — did you mean `money`? It is one of `text`, `choice`, `texts`, `flag`, `count`, `decimal`, `money`, `minor-units`, `instant`
            manifests.yaml:6:9: argument `venue` has no `values` — name at least a value: `values: [...]`
            policies.cedar:1:1: the policy has no `@id` — add one, such as `@id("orders-limit")`: decisions, overrides and diffs name policies by it
            policies.cedar:3:1: `@require` asks for `jugde`, which nobody can meet — did you mean `judge`?
            policies.cedar:5:1: a `forbid` has `@require` — remove it: what is forbidden has nothing more to do first
            policies.cedar:5:1: the policy id `a` is given twice, first in `policies.cedar` on line 3 — give each policy an id of its own
            policies.cedar:7:1: the policy is a template — write the entity in place of the slot: a bundle has nothing to fill it from
            policies.cedar:7:1: `@maso` names `EC1`, which is no control — write the number of a control, such as `EC-1.1`
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
            read.Bundle!.ReadPolicies().Select(p => p.Id).ShouldBe(["a", "b"]);
            read.Bundle.PolicyCount.ShouldBe(2);
            read.Bundle.Content.Names.ShouldBe(["a.cedar", "b.cedar", "bundle.yaml"]);
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

    [Fact]
    public void The_digest_covers_names_and_texts_as_the_log_writes_them()
    {
        var files = new Dictionary<string, string> { ["b.cedar"] = "// \u00fc \u4e2d \ud83d\ude00\r\n", ["a.cedar"] = "", ["bundle.yaml"] = "name: a\n" };
        var writer = new ControlPayloadWriter().Int32(files.Count);
        foreach (var (name, text) in files.OrderBy(f => f.Key, StringComparer.Ordinal)) { writer.Text(name).Text(text); }
        var content = new BundleContent(files);
        content.Digest.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(writer.Written)));
        content.Bytes.ShouldBe(files.Values.Sum(Encoding.UTF8.GetByteCount));
        var reader = new ControlPayloadReader(writer.Written);
        var read = BundleContent.TryReadFrom(ref reader)!;
        (read.Digest, reader.IsComplete).ShouldBe((content.Digest, true));
        foreach (var (name, text) in files) { (content.Find(name), read.Find(name)).ShouldBe((text, text)); }
        content.Find("A.cedar").ShouldBeNull();
        Should.Throw<ArgumentException>(() => new BundleContent([new("a", "1"), new("a", "2")]));
        Should.Throw<ArgumentException>(() => new BundleContent([new("a", "\ud83d")]));
    }
}
