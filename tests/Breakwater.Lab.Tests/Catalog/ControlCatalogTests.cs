using Breakwater.Contracts;
using Breakwater.Lab.Catalog;

namespace Breakwater.Lab.Tests.Catalog;

public sealed class ControlCatalogTests
{
    private static readonly ControlCatalog Catalog = ControlCatalog.Load();

    [Fact]
    public void There_are_245_controls_with_unique_numbers()
    {
        Catalog.Controls.Count.ShouldBe(245);
        Catalog.Controls.Select(c => c.Id).Distinct().Count().ShouldBe(245);
        Catalog.Controls.ShouldAllBe(c => c.Requirement.Length > 0 && c.Measure.Length > 0 && Catalog.Find(c.Id) == c);
    }

    [Fact]
    public void Each_domain_has_the_controls_that_the_framework_states_by_tier()
    {
        Catalog.Domains.Sum(d => d.Controls).ShouldBe(245);
        foreach (var domain in Catalog.Domains)
        {
            var mine = Catalog.Controls.Where(c => c.Domain == domain.Id).ToList();
            mine.Count.ShouldBe(domain.Controls);
            mine.Count(c => c.Tier == AutonomyTier.Supervised).ShouldBe(domain.Tier1);
            mine.Count(c => c.Tier == AutonomyTier.Managed).ShouldBe(domain.Tier2);
            mine.Count(c => c.Tier == AutonomyTier.Autonomous).ShouldBe(domain.Tier3);
            mine.ShouldAllBe(c => c.Id.Value.StartsWith(domain.Id + "-", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("OB-2.5a", "OB", 2)]
    [InlineData("IS-C01", "IS", 2)]
    [InlineData("DEL-03", "DEL", 2)]
    public void A_control_of_an_unusual_number_is_found(string id, string domain, int tier)
    {
        var control = Catalog.Find(ControlId.Parse(id)).ShouldNotBeNull();
        (control.Domain, (int)control.Tier).ShouldBe((domain, tier));
    }

    [Theory]
    [InlineData("EP-C01")]
    [InlineData("IS-C")]
    [InlineData("IS-c01")]
    public void What_is_not_a_control_number_does_not_parse(string text) => ControlId.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Every_older_number_leads_to_present_controls()
    {
        Catalog.LegacyReferences.Count.ShouldBe(24);
        foreach (var reference in Catalog.LegacyReferences)
        {
            reference.Now.ShouldNotBeEmpty();
            reference.Now.ShouldAllBe(now => Catalog.Find(now) != null);
            Catalog.CurrentOf(reference.Cited).ShouldContain(reference);
        }
        Catalog.CurrentOf(ControlId.Parse("IA-2.3")).ShouldHaveSingleItem().Now.ShouldBe([ControlId.Parse("IA-2.4")]);
        Catalog.CurrentOf(ControlId.Parse("PG-2.5")).ShouldHaveSingleItem().Now.ShouldBe([ControlId.Parse("PG-2.5")]);
        Catalog.CurrentOf(ControlId.Parse("ZZ-9.9")).ShouldBeEmpty();
    }

    [Fact]
    public void There_are_34_tabletop_questions_and_eight_of_the_100_agent_test()
    {
        Catalog.Questions.Count.ShouldBe(42);
        Catalog.Dimensions.Keys.Order().ShouldBe(Enumerable.Range(1, 8));
        var tabletop = Catalog.Questions.Where(q => q.Source == "tabletop").ToList();
        tabletop.CountBy(q => q.Dimension).OrderBy(d => d.Key).Select(d => d.Value).ShouldBe([4, 4, 5, 5, 4, 4, 4, 4]);
        foreach (var dimension in tabletop.GroupBy(q => q.Dimension))
        {
            dimension.Select(q => q.Id).ShouldBe(Enumerable.Range(1, dimension.Count()).Select(n => $"1.{dimension.Key}.{n}"));
        }
        Catalog.Questions.Where(q => q.Source == "100-agent").Select(q => (q.Id, q.Dimension)).ShouldBe(Enumerable.Range(1, 8).Select(d => ($"2.{d}", d)));
        Catalog.Questions.ShouldAllBe(q => q.Text.EndsWith('?'));
    }

    [Fact]
    public void There_are_six_hypotheses_each_of_its_own_dimension()
    {
        Catalog.Hypotheses.Select(h => h.Id).ShouldBe(Enumerable.Range(1, 6));
        Catalog.Hypotheses.Select(h => h.Dimension).ShouldBe([3, 4, 2, 6, 7, 5]);
    }

    [Theory]
    [InlineData("questions:\n  - {id: a, source: b, dimension: 1, text: c, colour: red}\ndimensions: {}", "colour")]
    [InlineData("questions:\n  - {id: a, source: b, dimension: 1}\ndimensions: {}", "text")]
    [InlineData("questions: []\nquestions: []\ndimensions: {}", "uplicate")]
    [InlineData("questions:\n  - {id: a, source: b, dimension: x, text: c}\ndimensions: {}", "line 2")]
    public void A_file_of_another_shape_is_refused_with_its_name_and_line(string text, string expected)
    {
        var message = Should.Throw<InvalidDataException>(() => CatalogFiles.Parse<QuestionsFile>("q.yaml", new StringReader(text))).Message;
        message.ShouldStartWith("catalog/q.yaml: line ");
        message.ShouldContain(expected);
    }

    [Fact]
    public void Every_inconsistency_is_reported_at_once()
    {
        var controls = CatalogFiles.Read<ControlsFile>("controls.yaml");
        var questions = CatalogFiles.Read<QuestionsFile>("questions.yaml");
        var hypotheses = CatalogFiles.Read<HypothesesFile>("hypotheses.yaml");
        controls.Controls.Add(controls.Controls[0]);
        controls.LegacyReferences[0].Now.Add("ZZ-1.1");
        questions.Questions.Add(questions.Questions[0]);
        var message = Should.Throw<InvalidDataException>(() => ControlCatalog.From(controls, questions, hypotheses)).Message;
        message.ShouldContain("PG-1.1: appears twice");
        message.ShouldContain("there are 246 controls");
        message.ShouldContain("`ZZ-1.1`, which is no control");
        message.ShouldContain("question 1.1.1: appears twice");
    }
}
