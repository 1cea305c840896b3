using System.Text;
using System.Text.Json;
using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Tests.Shared;
using FsCheck;
using FsCheck.Fluent;
using Outcome = Breakwater.Contracts.Outcome;

namespace Breakwater.Tests.Audit;

public sealed class AuditRecordFormatTests
{
    private const string Card = "4111 1111 1111 1111";
    private static readonly DateTimeOffset At = new(2026, 3, 1, 9, 30, 0, TimeSpan.FromHours(2));
    private static readonly Reason Revoked = new(ControlId.Parse("IA-2.3"), "trust.revoked", "revoked");

    [Fact]
    public void A_whole_record_is_these_bytes()
    {
        var e = new AuditEvent
        {
            Kind = AuditEventKind.Decided, Time = At, Node = "london-gate", Tenant = "acme", Agent = "trader-1", Session = 3, Chain = (UInt128)1 << 64, Request = 7, Parent = 6,
            Tool = "place-order", Risk = RiskClass.High, ArgumentsDigest = 0xABC,
            Arguments = new Given(v => { v.Text("venue", "XLON", false); v.Number("amount", -5, false); v.Flag("market", true, false); v.Text("note", "private", true); }),
            Decision = new() { Effect = Effect.Throttle, Reason = Revoked, Consulted = 5, SwitchedOff = 64, WouldRefuse = 8, Position = 12, RetryAfter = TimeSpan.FromMilliseconds(100) },
            Pace = PaceState.Contingency, Admission = 9, Detail = "a \"quoted\"\n\\ line\u0001 über",
        };
        Text(e).ShouldBe(
            """{"v":2,"kind":"decided","time":"2026-03-01T07:30:00.0000000Z","node":"london-gate","tenant":"acme","agent":"trader-1","session":3,"chain":"00000000000000010000000000000000","""
            + """ "request":7,"parent":6,"tool":"place-order","risk":"high","input":"00000000000000000000000000000abc","arguments":{"venue":"XLON","amount":-5,"market":true,"note":"[masked]"},""".TrimStart()
            + """ "decision":"throttle","reason":"trust.revoked","control":"IA-2.3","retryAfterMs":100,"consulted":["trust","delegation"],"switchedOff":["audit"],"wouldRefuse":["grants"],""".TrimStart()
            + """ "position":12,"pace":"contingency","admission":9,"detail":"a \"quoted\"\n\\ line\u0001 über","masked":["arguments.note"]}""".TrimStart());
        Text(new() { Kind = AuditEventKind.Completed, Time = At, Outcome = Outcome.Failed, Charged = new(250) })
            .ShouldBe("""{"v":2,"kind":"completed","time":"2026-03-01T07:30:00.0000000Z","outcome":"failed","chargedMicros":250}""");
        Text(new() { Kind = AuditEventKind.Reviewed, Time = At, Agent = "a", Accountable = "Dana", Credential = 1, Session = 2, OutputDigest = 3, JudgeScore = 87, Approver = "Ann, card " + Card, Detail = "person: proceed" })
            .ShouldBe("""{"v":2,"kind":"reviewed","time":"2026-03-01T07:30:00.0000000Z","agent":"a","accountable":"Dana","session":2,"credential":"00000000000000000000000000000001","""
                + """ "output":"00000000000000000000000000000003","judgePercent":87,"approver":"Ann, card [masked:card]","detail":"person: proceed","masked":["approver"]}""".TrimStart());
        Text(new() { Kind = AuditEventKind.RecordsRefused, Time = At, Since = At, Count = 6, Refused = new(1, 2, 3, 0) })
            .ShouldBe("""{"v":2,"kind":"records-refused","time":"2026-03-01T07:30:00.0000000Z","since":"2026-03-01T07:30:00.0000000Z","count":6,"refused":{"control":1,"always":2,"elevated":3,"routine":0}}""");
    }

    [Fact]
    public void Every_kind_decision_outcome_phase_and_risk_has_a_name()
    {
        foreach (var kind in Enum.GetValues<AuditEventKind>()) { Json(new() { Kind = kind }).GetProperty("kind").GetString().ShouldBe(AuditNames.Kinds[(int)kind]); }
        foreach (var effect in Enum.GetValues<Effect>()) { Json(new() { Kind = AuditEventKind.Decided, Decision = new() { Effect = effect } }).GetProperty("decision").GetString().ShouldBe(effect.ToString().ToLowerInvariant()); }
        foreach (var outcome in Enum.GetValues<Outcome>()) { Json(new() { Kind = AuditEventKind.Completed, Outcome = outcome }).GetProperty("outcome").GetString().ShouldBe(outcome.ToString().ToLowerInvariant()); }
        foreach (var phase in Enum.GetValues<PaceState>().Skip(1)) { Json(new() { Pace = phase }).GetProperty("pace").GetString().ShouldBe(phase.ToString().ToLowerInvariant()); }
        Json(new() { Pace = PaceState.Primary }).TryGetProperty("pace", out _).ShouldBeFalse();
        foreach (var risk in Enum.GetValues<RiskClass>()) { Json(new() { Risk = risk }).GetProperty("risk").GetString().ShouldBe(risk.ToString().ToLowerInvariant()); }
    }

    [Fact]
    public void Whatever_the_names_hold_the_record_is_json_and_holds_them() =>
        Check.One(Trials.Of(), Prop.ForAll<string, string>((agent, venue) =>
        {
            agent ??= "";
            venue = (venue ?? "")[..Math.Min(venue?.Length ?? 0, 200)];
            var json = Json(new() { Agent = agent, Arguments = new Given(v => v.Text("venue", venue, false)) });
            json.GetProperty("agent").GetString().ShouldBe(Proper(agent));
            if (!json.TryGetProperty("masked", out _)) { json.GetProperty("arguments").GetProperty("venue").GetString().ShouldBe(Proper(venue)); }
        }));

    [Theory]
    [InlineData("paid with 4111 1111 1111 1111 today", "paid with [masked:card] today")]
    [InlineData("4111-1111-1111-1111,5500005555555559", "[masked:card],[masked:card]")]
    [InlineData("order 4111 1111 1111 1112", null)]
    [InlineData("to GB82 WEST 1234 5698 7654 32.", "to [masked:account].")]
    [InlineData("to DE89370400440532013000", "to [masked:account]")]
    [InlineData("to DE88370400440532013000", null)]
    [InlineData("4111 1111 1111 1111 12/28", "[masked:card] 12/28")]
    [InlineData("qty 2 4111 1111 1111 1111", "qty 2 [masked:card]")]
    [InlineData("2 4111111111111111", "2 [masked:card]")]
    [InlineData("to DE89370400440532013000 EUR 500", "to [masked:account] EUR 500")]
    [InlineData("GB82 WEST 1234 5698 7654 32 GBP", "[masked:account] GBP")]
    [InlineData("to gb82west12345698765432, now", "to [masked:account], now")]
    [InlineData("password=4111 1111 1111 1111", "[masked:secret]")]
    [InlineData("24111111111111111", null)]
    [InlineData("Authorization: Bearer abcdefgh12345678", "Authorization: [masked:secret]")]
    [InlineData("key AKIAIOSFODNN7EXAMPLE used", "key [masked:secret] used")]
    [InlineData("password=hunter2, user=a", "[masked:secret], user=a")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc", "[masked:secret]")]
    [InlineData("-----BEGIN EC PRIVATE KEY-----\nMHc-CAQ\n-----END EC PRIVATE KEY-----!", "[masked:secret]!")]
    [InlineData("policy limits 1.0.0 promoted by alice@bank.example", null)]
    [InlineData("[masked:card] says the agent", null)]
    public void Sensitive_stretches_are_masked_and_the_record_says_so(string detail, string? written)
    {
        var json = Json(new() { Detail = detail });
        json.GetProperty("detail").GetString().ShouldBe(written ?? detail);
        json.TryGetProperty("masked", out var masked).ShouldBe(written is not null);
        if (written is not null) { masked.EnumerateArray().Select(m => m.GetString()).ShouldBe(["detail"]); }
    }

    [Theory]
    [InlineData("password", true)]
    [InlineData("db_Password", true)]
    [InlineData("API-Key", true)]
    [InlineData("accessToken", true)]
    [InlineData("cvv", true)]
    [InlineData("maxTokens", false)]
    [InlineData("pinned", false)]
    [InlineData("amount", false)]
    public void Arguments_with_the_name_of_a_secret_are_masked_whole(string name, bool masked)
    {
        var text = Text(new() { Arguments = new Given(v => { v.Text(name, "hunter2", false); v.Number(name + "2", 77_123, name == "amount"); }) });
        text.Contains("hunter2", StringComparison.Ordinal).ShouldBe(!masked);
        text.Contains($"\"arguments.{name}\"", StringComparison.Ordinal).ShouldBe(masked);
        if (name == "amount") { text.ShouldNotContain("77123"); }
    }

    [Fact]
    public void A_card_is_masked_wherever_it_stands_even_across_the_cut_or_as_a_number()
    {
        Check.One(Trials.Of(), Prop.ForAll(Gen.Choose(0, 300).ToArbitrary(), Gen.Choose(0, 300).ToArbitrary(), (before, after) =>
        {
            var text = new string('x', before) + " " + Card + " " + new string('y', after);
            var record = Text(new() { Arguments = new Given(v => v.Text("note", text, false)) });
            record.ShouldNotContain("4111");
            record.Contains("\"masked\"", StringComparison.Ordinal).ShouldBe(before + 1 < AuditRecordFormat.MostArgumentCharacters);
            record.Contains("\"cut\":[\"arguments.note\"]", StringComparison.Ordinal).ShouldBe(before + Card.Length + 1 >= AuditRecordFormat.MostArgumentCharacters ? after + 1 > 0 && text.Length > Math.Max(AuditRecordFormat.MostArgumentCharacters, before + 1 < AuditRecordFormat.MostArgumentCharacters ? before + 1 + Card.Length : 0) : text.Length > AuditRecordFormat.MostArgumentCharacters);
        }));
        var number = Text(new() { Arguments = new Given(v => v.Number("card", 4111111111111111, false)) });
        number.ShouldContain("\"card\":\"[masked:card]\"");
        number.ShouldContain("\"masked\":[\"arguments.card\"]");
    }

    [Fact]
    public void The_largest_event_still_fits_a_log_and_says_what_was_left_out()
    {
        var awkward = new string('\u0001', 70_000);
        var e = new AuditEvent
        {
            Agent = awkward[..255], Tenant = awkward[..255], Tool = awkward[..64], Node = awkward[..64], Detail = awkward,
            Arguments = new Given(v => { for (var i = 0; i < 64; i++) { v.Text($"argument-{i}", awkward, false); } }),
        };
        AuditRecordFormat.Encode(e).Length.ShouldBeLessThan(65_536);
        Json(e).GetProperty("cut").EnumerateArray().Select(c => c.GetString()).ShouldBe([.. Enumerable.Range(0, 22).Select(i => $"arguments.argument-{i}"), "arguments", "detail"], ignoreOrder: true);
    }

    [Fact]
    public void Writing_allocates_nothing_where_nothing_is_masked()
    {
        var given = new Given(v => { v.Text("venue", "XLON", false); v.Number("amount", 5, false); });
        var e = new AuditEvent { Kind = AuditEventKind.Decided, Time = At, Agent = "trader-1", Tool = "place-order", Chain = 1, Arguments = given, Detail = "policy limits 1.0.0 promoted by alice", Decision = new() { Reason = Revoked, Consulted = 3 } };
        // Long enough to be compiled in full: code that is not yet boxes the vectors it looks for escapes with.
        Allocation.InSteadyState(() => { for (var i = 0; i < 50_000; i++) { AuditRecordFormat.Write(e); } }).ShouldBe(0);
    }

    private static string Text(in AuditEvent e) => Encoding.UTF8.GetString(AuditRecordFormat.Encode(e));

    private static JsonElement Json(in AuditEvent e) => JsonDocument.Parse(AuditRecordFormat.Encode(e)).RootElement;

    private static string Proper(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private sealed class Given(Action<ArgumentVisitor> show) : ActionArguments
    {
        public override void Show(ArgumentVisitor visitor) => show(visitor);
    }
}
