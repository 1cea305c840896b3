using Breakwater.Audit;
using Breakwater.Audit.Tiering;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.Tests.Trust;
using Breakwater.TransparencyLog;

namespace Breakwater.Tests.Audit.Tiering;

/// <summary>Whatever becomes of the file that has the holds, or of the log that has them, nothing that is held expires.</summary>
public sealed class HoldTests : IDisposable
{
    private const int Records = 300;
    private readonly LogFolder _logs = new();

    public HoldTests()
    {
        using var sink = _logs.Open();
        for (var i = 0; i < Records; i++) { sink.Append(new() { Kind = AuditEventKind.Completed, Time = _logs.Clock.GetUtcNow(), Tenant = "acme", Agent = "a", Risk = RiskClass.Low }, RecordUrgency.After); }
    }

    private string File_ => Path.Combine(_logs.Root, HoldRegister.FileName);

    private HoldRegister Register => HoldRegister.Of(_logs.Root, _logs.Clock);

    private static LegalHold OnAcme => new(0, "acme", "90d", null, null, "case 17", "counsel", default);

    public void Dispose() => _logs.Dispose();

    [Theory]
    [InlineData("deleted")]
    [InlineData("edited")]
    [InlineData("lifted")]
    [InlineData("an older copy")]
    [InlineData("unreadable")]
    [InlineData("empty")]
    public void A_file_that_was_tampered_with_is_found_nothing_expires_and_what_was_held_stays_held(string how)
    {
        Register.Place(OnAcme with { Tenant = "zeta" }).Problems.ShouldBeEmpty();
        var older = File.ReadAllText(File_);
        Register.Place(OnAcme).Hold.ShouldNotBeNull().Id.ShouldBe(2);
        var good = File.ReadAllText(File_);
        switch (how)
        {
            case "deleted": File.Delete(File_); break;
            case "edited": File.WriteAllText(File_, good.Replace("\"90d\"", "\"1y\"", StringComparison.Ordinal)); break;
            case "lifted": LegalHolds.Save(_logs.Root, [.. LegalHolds.Load(_logs.Root, [])!.Select(h => h with { Removed = h.Added, RemovedBy = "counsel", RemovedReason = "closed" })]); break;
            case "an older copy": File.WriteAllText(File_, older); break;
            case "unreadable": File.WriteAllText(File_, "nonsense"); break;
            default: File.WriteAllText(File_, "[]"); break;
        }
        _logs.Clock.Advance(TimeSpan.FromDays(200));
        var problem = Tier().ShouldHaveSingleItem();
        (problem.File, problem.Remedy).ShouldSatisfyAllConditions(p => p.File.ShouldBe(File_), p => p.Remedy.ShouldContain("audit hold restore"));
        Kept().ShouldBe(Records);
        Register.Release(2, "thief", "closed").Problems.ShouldNotBeEmpty("what was tampered with is not written over");
        Register.Place(OnAcme).Problems.ShouldNotBeEmpty();
        using (var sink = _logs.Open()) { sink.Tier().ShouldNotBeNull().Problem.ShouldNotBeNull(); }
        Kept().ShouldBe(Records);

        Register.Restore().Problems.ShouldBeEmpty();
        File.ReadAllText(File_).ShouldBe(good);
        Tier().ShouldBeEmpty();
        Kept().ShouldBe(Records, "the hold is in force");
        Register.Release(2, "counsel", "closed").Problems.ShouldBeEmpty();
        Tier().ShouldBeEmpty();
        Kept().ShouldBe(0);
    }

    [Fact]
    public void A_hold_that_could_hold_nothing_is_refused()
    {
        foreach (var bad in (LegalHold[])[OnAcme with { Class = "90" }, OnAcme with { By = " " }, OnAcme with { Reason = "" }, OnAcme with { From = _logs.Clock.GetUtcNow(), Until = _logs.Clock.GetUtcNow() }])
        {
            Register.Place(bad).Problems.ShouldHaveSingleItem();
        }
        File.Exists(File_).ShouldBeFalse();
    }

    [Fact]
    public void A_crash_between_log_and_file_lets_nothing_expire_and_is_put_right()
    {
        Register.Place(OnAcme with { Tenant = "zeta" }).Problems.ShouldBeEmpty();
        var before = File.ReadAllText(File_);
        Register.Place(OnAcme).Problems.ShouldBeEmpty();
        File.WriteAllText(File_, before);
        _logs.Clock.Advance(TimeSpan.FromDays(200));
        Tier().ShouldHaveSingleItem().Message.ShouldContain("hold 2 is in the log and not in the file");
        Register.Restore().Holds.Count.ShouldBe(2);
        before = File.ReadAllText(File_);
        Register.Release(2, "counsel", "closed").Problems.ShouldBeEmpty();
        File.WriteAllText(File_, before);
        Tier().ShouldHaveSingleItem().Message.ShouldContain("hold 2 is lifted in the log and not in the file");
        Kept().ShouldBe(Records);
        Register.Restore().Problems.ShouldBeEmpty();
        Tier().ShouldBeEmpty();
        Kept().ShouldBe(0);
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("set back")]
    [InlineData("changed")]
    public void A_log_of_holds_that_is_missing_set_back_or_damaged_lets_nothing_expire(string how)
    {
        var log = HoldBook.LogOf(_logs.Root);
        var before = Directory.GetFiles(log).ToDictionary(f => f, File.ReadAllBytes);
        Register.Place(OnAcme).Problems.ShouldBeEmpty();
        if (how == "removed") { Directory.Delete(log, recursive: true); }
        if (how == "set back")
        {
            foreach (var name in Directory.GetFiles(log)) { File.Delete(name); }
            foreach (var (name, bytes) in before) { File.WriteAllBytes(name, bytes); }
        }
        if (how == "changed")
        {
            var entries = Path.Combine(log, "entries-000000000000");
            File.WriteAllText(entries, File.ReadAllText(entries).Replace("hold-placed", "hole-placed", StringComparison.Ordinal));
            LegalHolds.Save(_logs.Root, []);
        }
        _logs.Clock.Advance(TimeSpan.FromDays(200));
        Tier().ShouldNotBeEmpty();
        Kept().ShouldBe(Records);
    }

    [Fact]
    public void A_hold_is_a_record_with_who_and_why_that_the_next_to_open_the_log_signs()
    {
        Register.Place(OnAcme with { By = "counsel of card 4111 1111 1111 1111" }).Problems.ShouldBeEmpty();
        Register.Release(1, "judge", "case closed").Problems.ShouldBeEmpty();
        var log = HoldBook.LogOf(_logs.Root);
        Verify().ShouldSatisfyAllConditions(r => r.Damage.ShouldBeNull(), r => r.DurableSize.ShouldBe(2), r => r.Checkpoint!.Size.ShouldBe(0, "the command has no key"));
        _logs.Open().Dispose();
        Verify().ShouldSatisfyAllConditions(r => r.Damage.ShouldBeNull(), r => r.Checkpoint!.Size.ShouldBe(2));
        var problems = new List<string>();
        var found = AuditReader.Read(log, new(), problems).Select(r => r.Json.GetRawText()).ToList();
        found[0].ShouldContain("\"kind\":\"hold-placed\"");
        found[0].ShouldContain("\"hold\":{\"id\":1,\"tenant\":\"acme\",\"class\":\"90d\",\"by\":\"counsel of card [masked:card]\"},\"detail\":\"case 17\",\"masked\":[\"hold.by\"]");
        found[1].ShouldContain("\"kind\":\"hold-released\"");
        found[1].ShouldContain("\"hold\":{\"id\":1,\"by\":\"judge\"},\"detail\":\"case closed\"");
        Register.State().ShouldSatisfyAllConditions(s => s.Problems.ShouldBeEmpty(), s => s.Holds.ShouldHaveSingleItem().By.ShouldBe("counsel of card [masked:card]", "the file says what the log says"));

        VerifyReport Verify() => LogVerifier.Verify(log, new() { Archive = AuditArchives.TryOpen(log, out _), Keys = [HoldBook.KeyOf(_logs.Root)!] });
    }

    [Fact]
    public void While_a_process_has_the_logs_a_hold_counts_from_when_it_is_in_the_file_and_that_process_records_it()
    {
        using var sink = _logs.Open();
        _logs.Clock.Advance(TimeSpan.FromDays(200));
        var placed = Register.Place(OnAcme);
        (placed.Hold!.Id, placed.Problems.Count).ShouldBe((1, 0));
        placed.NotRecorded.ShouldNotBeNull();
        Register.State().Problems.ShouldHaveSingleItem().Message.ShouldContain("not recorded yet");
        Register.Place(OnAcme with { Class = "1y" }).Hold!.Id.ShouldBe(2, "one more is taken all the same");
        Register.Release(1, "counsel", "closed").Problems.ShouldNotBeEmpty("what is not recorded cannot be lifted");
        while (sink.Tier() is { } step) { step.Problem.ShouldBeNull(); }
        Register.State().ShouldSatisfyAllConditions(s => s.Problems.ShouldBeEmpty(), s => s.Holds.Select(h => (h.Id, h.Reason, h.IsInForce)).ShouldBe([(1, "case 17", true), (2, "case 17", true)]));
        Kept().ShouldBe(Records);
        Register.Release(1, "counsel", "closed").Problems.ShouldHaveSingleItem().Remedy.ShouldContain("ReleaseHold");
        sink.ReleaseHold(1, "counsel", "closed").Problems.ShouldBeEmpty();
        while (sink.Tier() is { } step) { step.Problem.ShouldBeNull(); }
        Kept().ShouldBe(0);
    }

    [Fact]
    public void The_record_of_a_hold_in_force_outlives_its_own_retention_and_the_lifted_one_does_not()
    {
        using (var sink = _logs.Open())
        {
            for (var i = 0; i < 3; i++) { sink.PlaceHold(OnAcme).Problems.ShouldBeEmpty(); }
            sink.ReleaseHold(1, "counsel", "closed").Problems.ShouldBeEmpty();
            for (var i = 0; i < 600; i++) { sink.Append(new() { Kind = AuditEventKind.ControlChanged, Time = _logs.Clock.GetUtcNow(), Detail = "a change" }, RecordUrgency.After); }
        }
        _logs.Clock.Advance(TimeSpan.FromDays(8 * 366));
        Tier().ShouldBeEmpty();
        Kept().ShouldBe(Records);
        Register.State().ShouldSatisfyAllConditions(s => s.Problems.ShouldBeEmpty(), s => s.Holds.Select(h => h.IsInForce).ShouldBe([false, true, true]));
        using (var view = AuditArchives.TryOpenView(HoldBook.LogOf(_logs.Root), out _)) { view!.FirstReadable.ShouldBe(1); }
        foreach (var id in (int[])[2, 3]) { Register.Release(id, "counsel", "closed").Problems.ShouldBeEmpty(); }
        Tier().ShouldBeEmpty();
        Kept().ShouldBe(0);
        using (var view = AuditArchives.TryOpenView(HoldBook.LogOf(_logs.Root), out _)) { view!.FirstReadable.ShouldBeGreaterThan(600); }
        Register.Place(OnAcme).Hold!.Id.ShouldBe(4, "no number is given twice");
    }


    private IReadOnlyList<Problem> Tier() => AuditTiering.Run(_logs.Root, new(), _logs.Clock.GetUtcNow()).Problems;

    private int Kept()
    {
        var problems = new List<string>();
        return AuditReader.Read(AuditFolder.PathOf(_logs.Root, "acme", RetentionClass.Days90), new(), problems).Count();
    }
}
