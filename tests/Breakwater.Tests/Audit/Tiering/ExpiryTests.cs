using Breakwater.Audit;
using Breakwater.Audit.Tiering;
using Breakwater.Contracts;
using Breakwater.Tests.Trust;
using Breakwater.TransparencyLog;
using Breakwater.TransparencyLog.Tests;

namespace Breakwater.Tests.Audit.Tiering;

/// <summary>Retention against a list of what was recorded: what is older than its class says and under no hold is gone, and nothing younger is, whatever the traffic.</summary>
public sealed class ExpiryTests : IDisposable
{
    private readonly LogFolder _logs = new();
    private readonly Dictionary<string, List<(DateTimeOffset Time, string Name)>> _recorded = [];

    public void Dispose() => _logs.Dispose();

    /// <summary>The numbers are the records of a day, so that a segment is of less than a day, of some days, and of longer than the retention; 1 in 7 is one a week.</summary>
    [Theory]
    [InlineData(1, 1, 7)]
    [InlineData(2, 1, 1)]
    [InlineData(3, 9, 1)]
    [InlineData(4, 60, 1)]
    [InlineData(5, 400, 1)]
    public void After_any_time_exactly_what_is_younger_or_held_or_behind_it_is_there(int seed, int records, int days)
    {
        var chance = new Draws((ulong)seed);
        var (settings, holds) = (new TierSettings { HotDays = 5 + chance.Below(45), WarmDays = 50 + chance.Below(30) }, new List<LegalHold>());
        settings.Save(_logs.Root);
        for (var round = 0; round < 5; round++)
        {
            using (var sink = _logs.Open())
            {
                // In the third round nobody records anything, and in the end all of it is over.
                for (var day = 0; day < (round == 2 ? 0 : 35); day += days)
                {
                    for (var i = 0; i < records; i++) { Record(sink, chance.Below(3) == 0 ? RiskClass.Medium : RiskClass.Low, chance); }
                    _logs.Clock.Advance(TimeSpan.FromDays(days));
                    sink.Advance();
                }
                _logs.Clock.Advance(TimeSpan.FromHours(chance.Below(round switch { 2 => 1_500, 4 => 20_000, _ => 700 })));
                if (chance.Below(2) == 0) { sink.PlaceHold(new(0, "acme", "90d", _logs.Clock.GetUtcNow().AddDays(-60 - chance.Below(30)), null, "case", "counsel", default)).Problems.ShouldBeEmpty(); }
                if (chance.Below(3) == 0) { sink.ReleaseHold(1, "counsel", "closed"); }
                holds = [.. LegalHolds.Load(_logs.Root, [])!];
                while (chance.Below(3) > 0 && sink.Tier() is { } step) { step.Problem.ShouldBeNull(); }
            }
            AuditTiering.Run(_logs.Root, settings, _logs.Clock.GetUtcNow()).Problems.ShouldBeEmpty();
            foreach (var retention in (RetentionClass[])[RetentionClass.Days90, RetentionClass.Year1]) { Check(retention, holds, $"seed {seed}, round {round}, {RetentionClasses.NameOf(retention)}"); }
            AuditTiering.Run(_logs.Root, settings, _logs.Clock.GetUtcNow()).Steps.ShouldBeEmpty("nothing is left to do");
        }
    }

    [Fact]
    public void A_log_to_which_nothing_is_recorded_any_more_ends_up_empty_and_goes_on()
    {
        using (var sink = Open())
        {
            for (var i = 0; i < 300; i++) { Record(sink, RiskClass.Low, new(1)); }
            sink.Advance();
        }
        _logs.Clock.Advance(TimeSpan.FromDays(90));
        Tier().ShouldBe(0, "of the day that is not over yet");
        _logs.Clock.Advance(TimeSpan.FromDays(1));
        Tier().ShouldBe(300);
        Tier().ShouldBe(0);
        Found(RetentionClass.Days90).ShouldBeEmpty();
        var log = AuditFolder.PathOf(_logs.Root, "acme", RetentionClass.Days90);
        Directory.GetFiles(log).ShouldAllBe(f => !File.ReadAllText(f).Contains("agent", StringComparison.Ordinal), "no byte of it is left");
        using (var sink = Open())
        {
            Record(sink, RiskClass.Low, new(2));
            sink.Advance();
        }
        Found(RetentionClass.Days90).Count.ShouldBe(1);
        Verified(RetentionClass.Days90).FirstEntry.ShouldBe(300);

        TransparencyAuditSink Open() => _logs.Open(segment: 65_536);

        long Tier()
        {
            var report = AuditTiering.Run(_logs.Root, new(), _logs.Clock.GetUtcNow());
            report.Problems.ShouldBeEmpty();
            return report.Steps.Where(s => s.Log == "acme/90d").Sum(s => s.Records);
        }
    }

    private void Record(TransparencyAuditSink sink, RiskClass risk, Draws chance)
    {
        var name = $"agent-{chance.Below(int.MaxValue)}";
        // As records come: not quite in the order of their times.
        var time = _logs.Clock.GetUtcNow().AddSeconds(-chance.Below(100));
        sink.Append(new() { Kind = AuditEventKind.Completed, Time = time, Node = "n", Tenant = "acme", Agent = name, Risk = risk, Tool = "t" }, RecordUrgency.After).ShouldNotBe(RecordStatus.Refused);
        var log = RetentionClasses.NameOf(risk == RiskClass.Low ? RetentionClass.Days90 : RetentionClass.Year1);
        if (!_recorded.TryGetValue(log, out var list)) { _recorded[log] = list = []; }
        list.Add((time, name));
    }

    private void Check(RetentionClass retention, List<LegalHold> holds, string what)
    {
        var all = _recorded.GetValueOrDefault(RetentionClasses.NameOf(retention)) ?? [];
        var over = _logs.Clock.GetUtcNow().UtcDateTime.Date - RetentionClasses.PeriodOf(retention);
        var gone = all.TakeWhile(r => r.Time.UtcDateTime.Date < over.Date && !holds.Any(h => h.Removed is null && h.Class == RetentionClasses.NameOf(retention) && r.Time >= h.From)).Count();
        Found(retention).ShouldBe(all.Skip(gone).Select(r => r.Name), what);
        var log = AuditFolder.PathOf(_logs.Root, "acme", retention);
        Verified(retention).ShouldSatisfyAllConditions(r => r.Damage.ShouldBeNull(what), r => r.FirstEntry.ShouldBe(gone, what), r => r.DurableSize.ShouldBe(all.Count, what));
        using var view = AuditArchives.TryOpenView(log, out _).ShouldNotBeNull();
        foreach (var position in (int[])[gone, all.Count - 1])
        {
            if (position >= all.Count || position < gone) { continue; }
            view.Prove(position).ProblemWith(view.ReadRecord(position).ShouldNotBeNull(what), [EcdsaNoteVerifier.TryParse(File.ReadAllText(AuditFolder.KeyPathOf(log)), out _)!]).ShouldBeNull(what);
        }
        var (export, problems) = (Path.Combine(_logs.Root, "_export"), new List<string>());
        view.Export(export);
        if (all.Count > 0) { LogVerifier.Verify(export, new()).ShouldSatisfyAllConditions(r => r.Damage.ShouldBeNull(what), r => r.FirstEntry.ShouldBe((gone + 255) / 256 * 256, what)); }
        Directory.Delete(export, recursive: true);
        var (name, effort) = (all.Count > gone ? all[^1].Name : "nobody", new AuditReadEffort());
        AuditReader.Read(_logs.Root, new() { Agent = name }, problems, effort: effort).Count(r => r.Log == $"acme/{RetentionClasses.NameOf(retention)}").ShouldBe(all.Count > gone ? 1 : 0, what);
        effort.SegmentsWithoutIndex.ShouldBe(0, what);
        problems.ShouldBeEmpty(what);
    }

    private List<string> Found(RetentionClass retention)
    {
        var problems = new List<string>();
        List<string> found = [.. AuditReader.Read(AuditFolder.PathOf(_logs.Root, "acme", retention), new(), problems).Select(r => r.Text("agent")!)];
        problems.ShouldBeEmpty();
        return found;
    }

    private VerifyReport Verified(RetentionClass retention)
    {
        var log = AuditFolder.PathOf(_logs.Root, "acme", retention);
        return LogVerifier.Verify(log, new() { Archive = AuditArchives.TryOpen(log, out _), Threads = 1 });
    }
}
