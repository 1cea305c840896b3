using System.Text.Json.Nodes;
using Breakwater.Contracts;
using Breakwater.Lab.Calibration;

namespace Breakwater.Lab.Tests.Calibration;

public sealed class CalibrationFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_whole_file_loads()
    {
        var result = Load(_ => { });
        result.Problems.ShouldBeEmpty();
        result.Profile.ShouldNotBeNull().Digest.ShouldBe(Good().Digest);
    }

    [Fact]
    public void Every_missing_entry_is_reported_at_once()
    {
        var result = Load(root => Units(root).RemoveRange(0, 2));
        result.Profile.ShouldBeNull();
        result.Problems.Select(p => p.Message).ShouldBe(
            ["Calibration profile `test` has no entry for `SignatureCheck`.", "Calibration profile `test` has no entry for `Signature`."]);
        result.Problems.ShouldAllBe(p => p.Remedy.Contains("breakwater calibrate"));
    }

    [Fact]
    public void An_outdated_entry_is_reported()
    {
        var result = Load(root => Units(root)[(int)WorkUnit.CacheLookup]!["version"] = 0);
        result.Profile.ShouldBeNull();
        result.Problems.ShouldHaveSingleItem().Message.ShouldContain("version 0 of `CacheLookup`");
    }

    [Fact]
    public void Every_wrong_value_is_reported_at_once()
    {
        var result = Load(root =>
        {
            root["schema"] = "breakwater.calibration/9.0";
            root["measured"] = "yesterday";
            root["machine"] = "";
            Units(root)[0]!["cacheSizedNanoseconds"] = -1;
            Units(root)[1]!["memorySizedNanoseconds"] = 0.0001m;
            Units(root)[2]!["unit"] = "Wishing";
            Units(root)[3]!["unit"] = "Signature";
            Units(root)[4]!["spread"] = -1;
        });
        result.Profile.ShouldBeNull();
        var all = string.Join('\n', result.Problems.Select(p => p.Message));
        foreach (var expected in new[]
        {
            "`breakwater.calibration/9.0`", "`yesterday`", "`machine`", "`SignatureCheck`: `cacheSizedNanoseconds` is -1",
            "`Signature`: `memorySizedNanoseconds` is 0.0001", "`Wishing`", "`Signature` appears twice", "`HashBlock`: `spread`",
        })
        {
            all.ShouldContain(expected);
        }

        result.Problems.Count.ShouldBe(8);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("null", 0)]
    [InlineData("[]", 1)]
    [InlineData("{\n  \"units\": [\n    { \"version\": \"one\" } ] }", 3)]
    [InlineData("{\n  \"name\": \"x\",\n  oops", 3)]
    public void What_is_not_a_profile_is_reported_with_its_line(string text, int line)
    {
        File.WriteAllText(_path, text);
        var problem = CalibrationProfile.Load(_path).Problems.ShouldHaveSingleItem();
        problem.Message.ShouldStartWith("This is not a calibration profile");
        problem.Line.ShouldBe(line);
    }

    [Fact]
    public void A_file_that_is_not_there_is_reported()
    {
        var result = CalibrationProfile.Load(_path + ".missing");
        result.Profile.ShouldBeNull();
        result.Problems.ShouldHaveSingleItem().Message.ShouldContain("cannot be read");
    }

    private static CalibrationProfile Good() => CalibrationProfileTests.Profile([.. Enumerable.Range(1, 2 * Work.Units).Select(i => i * 1_001L)]);

    private static JsonArray Units(JsonNode root) => root["units"]!.AsArray();

    private CalibrationLoadResult Load(Action<JsonNode> change)
    {
        var root = JsonNode.Parse(Good().ToJson())!;
        change(root);
        File.WriteAllText(_path, root.ToJsonString());
        return CalibrationProfile.Load(_path);
    }
}
