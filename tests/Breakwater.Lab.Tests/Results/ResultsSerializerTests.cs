using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Breakwater.Lab.Results;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Lab.Tests.Results;

public sealed class ResultsSerializerTests
{
    [Fact]
    public void What_is_written_reads_back_and_writes_the_same_bytes()
    {
        var bytes = SmallDocuments.Bytes(SmallDocuments.Results());

        var reading = Read(bytes);

        reading.Problems.ShouldBeEmpty();
        SmallDocuments.Bytes(reading.Document!).ShouldBe(bytes);
    }

    [Fact]
    public void Text_is_indented_lf_camel_case_and_readable()
    {
        var text = Encoding.UTF8.GetString(SmallDocuments.Bytes(SmallDocuments.Results()));

        text.ShouldStartWith("{\n  \"schema\": \"breakwater.results/1.2\",\n  \"scenario\": {\n    \"name\": \"bank\",\n    \"description\": \"a \\\"small\\\" bank · n² & <b>\"");
        text.ShouldEndWith("}\n");
        text.ShouldNotContain('\r');
        text.ShouldContain("\"seed\": 18446744073709551615");
    }

    [Fact]
    public void Metrics_are_written_in_ordinal_order_whatever_order_they_came_in()
    {
        string[] names = ["b", "a", "B", "ä", "a/b"];
        Prop.ForAll(Gen.Shuffle(names).ToArbitrary(), shuffled =>
            {
                var work = new Dictionary<string, double>(StringComparer.Ordinal);
                foreach (var name in shuffled)
                {
                    work[name] = Array.IndexOf(names, name);
                }

                var text = Encoding.UTF8.GetString(SmallDocuments.Bytes(SmallDocuments.Results(work))).Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
                return text.Contains("\"work\":{\"B\":2,\"a\":1,\"a/b\":4,\"b\":0,\"ä\":3}", StringComparison.Ordinal);
            })
            .Check(Trials.Of());
    }

    [Fact]
    public void Every_finite_number_survives_the_round_trip_bit_for_bit() =>
        Prop.ForAll<double>(value => !double.IsFinite(value)
                || BitConverter.DoubleToInt64Bits(Read(SmallDocuments.Bytes(SmallDocuments.Results(money: value))).Document!.Experiments[0].Variants[0].Points[0].Money)
                    == BitConverter.DoubleToInt64Bits(value))
            .Check(Trials.Of());

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_number_that_json_cannot_say_is_refused_before_anything_is_written(double value)
    {
        using var stream = new MemoryStream();

        var refused = Should.Throw<ArgumentException>(() => ResultsSerializer.Write(SmallDocuments.Results(money: value), stream));

        refused.Message.ShouldContain("money", Case.Insensitive);
        stream.Length.ShouldBe(0);
    }

    [Fact]
    public void The_culture_of_the_thread_changes_nothing()
    {
        var expected = SmallDocuments.Bytes(SmallDocuments.Results());
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            SmallDocuments.Bytes(SmallDocuments.Results()).ShouldBe(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Unknown_members_are_passed_over()
    {
        var json = Edited(root =>
        {
            root["later"] = new JsonObject { ["deep"] = new JsonArray(1, "two", null) };
            root["experiments"]![0]!["later"] = "more";
            root["schema"] = "breakwater.results/1.7";
        });

        var reading = Read(json);

        reading.Problems.ShouldBeEmpty();
        reading.Document!.Experiments[0].Id.ShouldBe("trust-mesh");
    }

    [Fact]
    public void A_file_of_the_first_version_reads_without_what_was_added_since()
    {
        var json = Edited(root =>
        {
            root["schema"] = "breakwater.results/1.0";
            root.AsObject().Remove("comparison").ShouldBeTrue();
            root.AsObject().Remove("thresholds").ShouldBeTrue();
        });

        var reading = Read(json);

        reading.Problems.ShouldBeEmpty();
        reading.Document!.Comparison.ShouldBeNull();
        reading.Document.Thresholds.ShouldBeNull();
    }

    [Theory]
    [InlineData("breakwater.results/2.0")]
    [InlineData("breakwater.results/10.0")]
    [InlineData("breakwater.timings/1.0")]
    [InlineData("")]
    public void Another_major_version_or_another_document_is_refused(string schema)
    {
        var problem = Read(Edited(root => root["schema"] = schema)).Problems.ShouldHaveSingleItem();

        problem.Line.ShouldBe(2);
        problem.Message.ShouldContain($"`{schema}`");
    }

    [Fact]
    public void Every_problem_is_reported_at_once_with_its_line()
    {
        var text = Encoding.UTF8.GetString(SmallDocuments.Bytes(SmallDocuments.Results()))
            .Replace("    \"agents\": 100,\n", "    \"agents\": \"many\",\n", StringComparison.Ordinal)
            .Replace("    \"currency\": \"USD\",\n", "    \"currency\": null,\n", StringComparison.Ordinal)
            .Replace("    \"clusters\": 6,\n", "", StringComparison.Ordinal)
            .Replace("\"hypotheses\": [", "\"hypotheses\": [ 7,", StringComparison.Ordinal);

        var problems = Read(Encoding.UTF8.GetBytes(text)).Problems;

        problems.Select(p => (p.Line, p.Message)).ShouldBe(
            [
                (7, "`scenario.agents` is not a whole number in range."),
                (8, "`scenario.currency` is null."),
                (3, "`scenario.clusters` is missing."),
                (text[..text.IndexOf("[ 7,", StringComparison.Ordinal)].Count(c => c == '\n') + 1, "`hypotheses[0]` is not an object."),
            ]);
        problems.ShouldAllBe(p => p.File == "results.json" && p.Remedy.Length > 0);
    }

    [Fact]
    public void Every_member_that_must_be_there_is_missed_when_it_is_not()
    {
        var bytes = SmallDocuments.Bytes(SmallDocuments.Results());
        var root = JsonNode.Parse(bytes)!.AsObject();
        // Results of an earlier minor version have no telemetry.
        string[] optional = ["schema", "comparison", "thresholds", "telemetry"];

        foreach (var name in root.Select(pair => pair.Key).Except(optional).ToList())
        {
            Read(Edited(edited => edited.Remove(name))).Problems.ShouldHaveSingleItem().Message.ShouldBe($"`{name}` is missing.");
        }

        foreach (var name in root["roster"]!.AsObject().Select(pair => pair.Key).ToList())
        {
            Read(Edited(edited => edited["roster"]!.AsObject().Remove(name))).Problems.ShouldHaveSingleItem().Message.ShouldBe($"`roster.{name}` is missing.");
        }

        Read(Edited(edited => edited["controls"]![0]!.AsObject().Remove("tier"))).Problems.ShouldHaveSingleItem().Message.ShouldBe("`controls[0].tier` is missing.");
    }

    [Fact]
    public void Whatever_is_cut_or_overwritten_is_a_problem_or_a_document_never_a_crash()
    {
        var bytes = SmallDocuments.Bytes(SmallDocuments.Results());
        var edits = from at in Gen.Choose(0, bytes.Length - 1)
                    from value in Gen.Choose(0, 255)
                    from cut in Gen.Elements(true, false)
                    select (at, value: (byte)value, cut);
        Prop.ForAll(edits.ToArbitrary(), edit =>
            {
                var damaged = edit.cut ? bytes[..edit.at] : (byte[])bytes.Clone();
                if (!edit.cut)
                {
                    damaged[edit.at] = edit.value;
                }

                var reading = Read(damaged);
                return (reading.Document is null) == (reading.Problems.Count > 0);
            })
            .Check(Trials.Of(500));
    }

    [Fact]
    public void A_member_given_twice_is_a_problem()
    {
        var text = Encoding.UTF8.GetString(SmallDocuments.Bytes(SmallDocuments.Results())).Replace("\"checks\": 20", "\"checks\": 20, \"checks\": 21", StringComparison.Ordinal);

        Read(Encoding.UTF8.GetBytes(text)).Problems.ShouldHaveSingleItem().Message.ShouldContain("given twice");
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_problem()
    {
        var problem = ResultsSerializer.Read(Path.Combine(Path.GetTempPath(), "breakwater-none", "results.json")).Problems.ShouldHaveSingleItem();

        problem.Message.ShouldBe("The file cannot be read.");
    }

    [Fact]
    public void Timings_round_trip()
    {
        using var stream = new MemoryStream();
        ResultsSerializer.Write(SmallDocuments.Timings(), stream);
        stream.Position = 0;

        var reading = ResultsSerializer.ReadTimings(stream, "timings.json");

        reading.Problems.ShouldBeEmpty();
        reading.Document!.Started.ShouldBe(SmallDocuments.Timings().Started);
        reading.Document.Points.ShouldBe(SmallDocuments.Timings().Points);
    }

    private static DocumentReading<ResultsDocument> Read(byte[] json) => ResultsSerializer.Read(new MemoryStream(json), "results.json");

    private static byte[] Edited(Action<JsonObject> edit)
    {
        var root = JsonNode.Parse(SmallDocuments.Bytes(SmallDocuments.Results()))!.AsObject();
        edit(root);
        return Encoding.UTF8.GetBytes(root.ToJsonString(new() { WriteIndented = true, NewLine = "\n" }));
    }
}
