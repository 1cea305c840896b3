using Breakwater.Audit;
using Breakwater.Audit.Tiering;
using Breakwater.Contracts;
using Breakwater.Tests.Trust;
using Breakwater.TransparencyLog;

namespace Breakwater.Tests.Audit.Tiering;

/// <summary>Whatever is done to an index, verification finds.</summary>
public sealed class IndexCheckTests : IDisposable
{
    private readonly LogFolder _logs = new();

    public IndexCheckTests()
    {
        using (var sink = _logs.Open())
        {
            for (var i = 0; i < 800; i++)
            {
                sink.Append(new() { Kind = AuditEventKind.Completed, Time = _logs.Clock.GetUtcNow(), Tenant = "acme", Agent = i == 300 ? "thief" : $"agent-{i % 4}", Risk = RiskClass.Low }, RecordUrgency.After);
                _logs.Clock.Advance(TimeSpan.FromHours(1));
            }
        }
        AuditTiering.Run(_logs.Root, new(), _logs.Clock.GetUtcNow()).Problems.ShouldBeEmpty();
    }

    private string Log => AuditFolder.PathOf(_logs.Root, "acme", RetentionClass.Days90);

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void A_flip_of_any_byte_of_an_index_is_found_and_its_file_named()
    {
        Wrong().ShouldBeEmpty();
        var path = Path.Combine(Log, "index-000000000001");
        var original = File.ReadAllBytes(path);
        for (var at = 0; at < original.Length; at++)
        {
            var bytes = original.ToArray();
            bytes[at] ^= (byte)(1 << at % 8);
            File.WriteAllBytes(path, bytes);
            Wrong().ShouldBe([path], $"byte {at}");
        }
        foreach (var length in (int[])[0, 10, original.Length / 2, original.Length - 1])
        {
            File.WriteAllBytes(path, original[..length]);
            Wrong().ShouldBe([path], $"cut to {length}");
        }
        File.WriteAllBytes(path, [.. original, 0]);
        Wrong().ShouldBe([path], "longer");
        File.Delete(path);
        Wrong().ShouldBeEmpty("without an index the segment is read whole");
    }

    [Fact]
    public void An_index_that_was_forged_so_that_it_fits_hides_a_record_from_a_query_and_is_found()
    {
        byte[] forged;
        using (var view = AuditArchives.TryOpenView(Log, out _).ShouldNotBeNull()) { forged = SegmentIndex.Build(view, 0); }
        Forge(1, forged);
        Found("thief").ShouldBe(0, "this is what it would be forged for");
        Wrong().ShouldBe([Path.Combine(Log, "index-000000000001")]);
        // The remedy that is named.
        File.Delete(Path.Combine(Log, "index-000000000001"));
        (Found("thief"), Wrong().Count).ShouldBe((1, 0));
        AuditTiering.Run(_logs.Root, new(), _logs.Clock.GetUtcNow()).Problems.ShouldBeEmpty();
        (Found("thief"), Wrong().Count).ShouldBe((1, 0));
    }

    [Fact]
    public void Indexes_of_other_segments_and_of_none_are_found()
    {
        File.Copy(Path.Combine(Log, "index-000000000000"), Path.Combine(Log, "index-000000000002"), overwrite: true);
        File.Copy(Path.Combine(Log, "index-000000000000"), Path.Combine(Log, "index-000000000003"));
        Wrong().ShouldBe([Path.Combine(Log, "index-000000000002"), Path.Combine(Log, "index-000000000003")]);
        File.Delete(Path.Combine(Log, "index-000000000003"));
        AuditTiering.Run(_logs.Root, new(), _logs.Clock.GetUtcNow());
        Wrong().ShouldBeEmpty("tiering makes anew what does not fit");
    }

    [Fact]
    public void After_a_part_of_a_segment_has_expired_its_index_is_of_the_rest_and_an_older_one_is_no_damage()
    {
        var path = Path.Combine(Log, "index-000000000001");
        var older = File.ReadAllBytes(path);
        _logs.Clock.Advance(TimeSpan.FromDays(90 - 33) + TimeSpan.FromHours(290));
        AuditTiering.Run(_logs.Root, new(), _logs.Clock.GetUtcNow()).Steps.ShouldContain(s => s.Action == TierAction.Expire);
        using (var view = AuditArchives.TryOpenView(Log, out _).ShouldNotBeNull()) { view.FirstReadable.ShouldBeInRange(257, 300); }
        File.ReadAllBytes(path).ShouldNotBe(older);
        (Found("thief"), Wrong().Count).ShouldBe((1, 0));
        // As a crash leaves it.
        File.WriteAllBytes(path, older);
        (Found("thief"), Wrong().Count).ShouldBe((1, 0));
        older[60] ^= 1;
        File.WriteAllBytes(path, older);
        Wrong().ShouldBe([path]);
    }

    private void Forge(long segment, byte[] content)
    {
        var directory = new DiskLogDirectory(Log);
        using var log = ClosedLog.TryOpen(directory, out _).ShouldNotBeNull();
        new SegmentTiers(log, directory, new(directory, new AuditSegmentCodec())).WriteIndex(segment, content).ShouldBeNull();
    }

    private int Found(string agent)
    {
        var problems = new List<string>();
        return AuditReader.Read(Log, new() { Agent = agent }, problems).Count();
    }

    private List<string> Wrong()
    {
        using var view = AuditArchives.TryOpenView(Log, out _).ShouldNotBeNull();
        return [.. IndexCheck.Run(view).Select(p => p.File)];
    }
}
