using System.Text;

namespace Breakwater.TransparencyLog.Tests;

public sealed class MerkleLogTests
{
    private readonly SimulatedDisk _disk = new(1);
    private readonly HandTime _time = new();

    [Fact]
    public void What_is_appended_is_found_again_after_opening_anew()
    {
        using (var log = Open())
        {
            log.Append("first"u8).ShouldBe(new(AppendStatus.Buffered, 0, null));
            log.AppendDurable("second"u8).ShouldBe(new(AppendStatus.Durable, 1, null));
            log.Append("third"u8).Position.ShouldBe(2);
            (log.Size, log.DurableSize).ShouldBe((3, 2));
        }
        using var again = Open();
        Records(again).ShouldBe(["first", "second", "third"]);
        again.View.Size.ShouldBe(3, "closing writes a checkpoint");
        again.Append("fourth"u8).Position.ShouldBe(3);
    }

    [Fact]
    public void A_durable_record_survives_the_loss_of_power_and_a_buffered_one_need_not()
    {
        var log = Open();
        log.AppendDurable("kept"u8).Status.ShouldBe(AppendStatus.Durable);
        log.Append("buffered"u8);
        _disk.Restart();
        using var again = Open();
        Records(again).ShouldBe(["kept"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_023)]
    [InlineData(1_024)]
    [InlineData(MerkleLog.MostRecordBytes)]
    public void Records_of_any_allowed_size_are_kept(int size)
    {
        var record = new byte[size];
        new Span<byte>(record).Fill(7);
        using var log = Open();
        log.AppendDurable(record).Status.ShouldBe(AppendStatus.Durable);
        log.Commit(checkpoint: true).Problem.ShouldBeNull();
        log.View.ReadRecord(0).ShouldBe(record);
        LogVerifier.Verify(_disk.MountBeside(), TestKeys.Against()).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public void A_record_that_is_too_large_is_refused_and_says_what_to_do()
    {
        using var log = Open();
        var refused = log.AppendDurable(new byte[MerkleLog.MostRecordBytes + 1]);
        (refused.Status, refused.Position, refused.Taken).ShouldBe((AppendStatus.TooLarge, -1, false));
        refused.Problem.ShouldNotBeNull().ShouldContain("digest");
        log.Size.ShouldBe(0);
    }

    [Fact]
    public void Of_two_writers_the_second_is_told_and_the_first_goes_on()
    {
        using var log = Open();
        var second = MerkleLog.Open(_disk.MountBeside(), TestKeys.Options(), _time);
        second.Log.ShouldBeNull();
        second.Problems.ShouldHaveSingleItem().ShouldContain("Stop the other process");
        log.AppendDurable("x"u8).Status.ShouldBe(AppendStatus.Durable);
    }

    [Fact]
    public void Two_writers_on_a_real_disk_and_a_path_that_is_no_directory_are_told_too()
    {
        var directory = Directory.CreateTempSubdirectory("log-");
        try
        {
            using (var log = MerkleLog.Open(directory.FullName, TestKeys.Options(), TimeProvider.System).Log.ShouldNotBeNull())
            {
                log.AppendDurable("x"u8).Status.ShouldBe(AppendStatus.Durable);
                MerkleLog.Open(directory.FullName, TestKeys.Options(), TimeProvider.System).Problems.ShouldHaveSingleItem().ShouldContain("Stop the other process");
                LogVerifier.Verify(directory.FullName, TestKeys.Against()).IsIntact.ShouldBeTrue("reading needs no lock");
            }
            MerkleLog.Open(Path.Combine(directory.FullName, "head"), TestKeys.Options(), TimeProvider.System).Problems.ShouldHaveSingleItem().ShouldContain("cannot be taken");
            MerkleLog.Open(" ", TestKeys.Options(), TimeProvider.System).Problems.ShouldHaveSingleItem().ShouldContain("name one");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void In_a_read_only_directory_it_says_so_and_goes_on_once_that_is_over()
    {
        var log = Open();
        _disk.IsReadOnly = true;
        log.Commit().Problem.ShouldBeNull("there is nothing to write");
        var result = log.AppendDurable("x"u8);
        (result.Status, result.Position).ShouldBe((AppendStatus.NotDurable, 0));
        result.Problem.ShouldNotBeNull().ShouldContain("writable");
        _disk.IsReadOnly = false;
        log.WaitUntilDurable(0).Status.ShouldBe(AppendStatus.Durable);
        log.Dispose();
        _disk.IsReadOnly = true;
        MerkleLog.Open(_disk.Mount(), TestKeys.Options(), _time).Problems.ShouldHaveSingleItem().ShouldContain("writable");
    }

    [Fact]
    public void On_a_full_disk_nothing_taken_is_lost_and_it_recovers_by_itself()
    {
        using var log = Open();
        log.AppendDurable("before"u8).Status.ShouldBe(AppendStatus.Durable);
        _disk.Free = 10;
        log.AppendDurable("while it is full"u8).Status.ShouldBe(AppendStatus.NotDurable);
        log.Append("more"u8).Status.ShouldBe(AppendStatus.Buffered);
        log.Commit().Problem.ShouldNotBeNull().ShouldContain("Free some space");
        log.DurableSize.ShouldBe(1);
        _disk.Free = 1_000_000;
        log.Commit().Problem.ShouldBeNull();
        log.DurableSize.ShouldBe(3);
        Records(log).ShouldBe(["before", "while it is full", "more"]);
        log.Commit(checkpoint: true);
        LogVerifier.Verify(_disk.MountBeside(), TestKeys.Against()).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public void Below_the_watermark_only_reserved_records_are_taken_until_there_is_space_again()
    {
        _disk.Free = 100_000;
        using var log = Open(minimumFree: 60_000);
        log.Append("ordinary"u8).Status.ShouldBe(AppendStatus.Buffered);
        _disk.Free = 50_000;
        log.Commit().Problem.ShouldBeNull();
        var refused = log.Append("ordinary"u8);
        refused.Status.ShouldBe(AppendStatus.StorageFull);
        refused.Problem.ShouldNotBeNull().ShouldContain("free some");
        log.AppendDurable("control"u8, reserved: true).Status.ShouldBe(AppendStatus.Durable);
        _disk.Free = 100_000;
        log.Append("ordinary"u8).Status.ShouldBe(AppendStatus.StorageFull, "it asked a moment ago");
        _time.Move(TimeSpan.FromSeconds(2));
        log.AppendDurable("ordinary"u8).Status.ShouldBe(AppendStatus.Durable, "nobody had to do anything");
        Records(log).ShouldBe(["ordinary", "control", "ordinary"]);
    }

    [Fact]
    public void On_a_full_disk_the_reserve_is_given_up_for_reserved_records_and_set_aside_again_later()
    {
        _disk.Free = 500_000;
        using var log = Open(reserved: 100_000);
        _disk.Names.ShouldContain("reserve");
        _disk.Free = 0;
        log.AppendDurable("ordinary"u8).Status.ShouldBe(AppendStatus.NotDurable);
        _disk.Names.ShouldContain("reserve", "ordinary records do not get it");
        log.AppendDurable("control"u8, reserved: true).Status.ShouldBe(AppendStatus.Durable);
        _disk.Names.ShouldNotContain("reserve");
        Records(log).ShouldBe(["ordinary", "control"]);
        _disk.Free = 500_000;
        log.Commit().Problem.ShouldBeNull();
        _disk.Names.ShouldContain("reserve");
    }

    [Fact]
    public void What_waits_to_be_committed_is_bounded_and_reserved_records_have_room_beyond()
    {
        using var log = Open();
        var record = new byte[60_000];
        var status = AppendStatus.Buffered;
        var taken = 0;
        for (; status == AppendStatus.Buffered; taken++) { status = log.Append(record).Status; }
        status.ShouldBe(AppendStatus.Backlogged);
        taken.ShouldBe(1_000_000 / 60_002 + 1);
        log.Append(record, reserved: true).Status.ShouldBe(AppendStatus.Buffered);
        log.Commit().Problem.ShouldBeNull();
        log.Append(record).Status.ShouldBe(AppendStatus.Buffered);
    }

    [Fact]
    public void Whoever_waits_first_commits_for_all_who_wait()
    {
        const int Others = 20;
        using var log = Open();
        var commits = 0;
        using var allWait = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        _disk.OnFlush = name =>
        {
            if (name != "head") { return; }
            commits++;
            begun.Set();
            allWait.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue("the others must get as far as appending");
        };
        var first = new Thread(() => log.AppendDurable("first"u8));
        first.Start();
        begun.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue("the first must get as far as flushing");
        var durable = 0;
        var others = Enumerable.Range(0, Others).Select(i => new Thread(() =>
        {
            if (log.AppendDurable(Encoding.UTF8.GetBytes($"{i}")).Status == AppendStatus.Durable) { Interlocked.Increment(ref durable); }
        })).ToList();
        others.ForEach(t => t.Start());
        SpinWait.SpinUntil(() => log.Size == Others + 1, TimeSpan.FromSeconds(30)).ShouldBeTrue("appending waits for no flush");
        log.DurableSize.ShouldBe(0);
        allWait.Set();
        others.ForEach(t => t.Join());
        first.Join();
        _disk.OnFlush = null;
        durable.ShouldBe(Others);
        commits.ShouldBe(2, "one for the first, one for all the others");
        log.DurableSize.ShouldBe(Others + 1);
    }

    [Fact]
    public void Reading_proving_and_verifying_go_on_while_a_commit_waits_for_the_disk_and_appends_while_they_read()
    {
        using var log = Open();
        for (var i = 0; i < 600; i++) { log.Append(Encoding.UTF8.GetBytes($"{i}")); }
        log.Commit(checkpoint: true).Problem.ShouldBeNull();
        log.Append("new"u8);
        var during = 0;
        _disk.OnFlush = name =>
        {
            if (name != "head") { return; }
            var other = new Thread(() =>
            {
                var view = log.View;
                view.Prove(599).ProblemWith("599"u8, [TestKeys.Signer.Verifier]).ShouldBeNull();
                view.ReadRecord(300).ShouldBe("300"u8.ToArray());
                LogVerifier.Verify(_disk.MountBeside(), TestKeys.Against()).IsIntact.ShouldBeTrue();
                view.Read(0, 600, (_, _) => during += log.Append("while reading"u8).Taken ? 1 : 0).ShouldBe(600);
            });
            other.Start();
            other.Join(TimeSpan.FromSeconds(30)).ShouldBeTrue("nothing may wait for the disk");
        };
        log.Commit().Problem.ShouldBeNull();
        _disk.OnFlush = null;
        during.ShouldBe(600);
        log.Commit().Problem.ShouldBeNull();
        log.DurableSize.ShouldBe(1_201);
    }

    [Fact]
    public void A_host_that_commits_every_half_second_has_checkpoints_at_most_a_second_apart()
    {
        using var log = MerkleLog.Open(_disk.Mount(), new MerkleLogOptions { Origin = TestKeys.Origin, Signers = [TestKeys.Signer], MinimumFreeBytes = 0, ReservedBytes = 0 }, _time).Log!;
        var (age, size) = (TimeSpan.Zero, log.View.Size);
        var checkpoints = 0;
        for (var i = 0; i < 100; i++)
        {
            var step = TimeSpan.FromMilliseconds(10 + i * 173 % 490);
            _time.Move(step);
            age += step;
            age.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(1));
            log.Append("x"u8);
            log.Commit().Problem.ShouldBeNull();
            if (log.View.Size == size) { continue; }
            (age, size) = (TimeSpan.Zero, log.View.Size);
            checkpoints++;
        }
        checkpoints.ShouldBeInRange(25, 60, "and not with every commit");
    }

    [Fact]
    public void A_key_that_is_out_of_reach_delays_checkpoints_and_keeps_no_record_from_being_durable()
    {
        var signer = new FailingSigner();
        using var log = MerkleLog.Open(_disk.Mount(), TestKeys.Options(signer: signer), _time).Log.ShouldNotBeNull();
        signer.Fails = true;
        log.AppendDurable("x"u8).Status.ShouldBe(AppendStatus.Durable);
        var commit = log.Commit();
        (commit.DurableSize, commit.CheckpointSize).ShouldBe((1, 0));
        commit.Problem.ShouldNotBeNull().ShouldContain("signed");
        log.AppendDurable("y"u8).ShouldBe(new(AppendStatus.Durable, 1, null));
        signer.Fails = false;
        log.Commit().ShouldBe(new(2, 2, null));
        LogVerifier.Verify(_disk.MountBeside(), TestKeys.Against()).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public void A_log_that_is_pruned_while_it_is_verified_is_sound()
    {
        using var log = Open();
        for (var i = 0; i < 6_000; i++) { log.Append("x"u8); }
        log.Commit(checkpoint: true);
        var hashed = 0L;
        var progress = new Now<VerifyProgress>(p =>
        {
            if (hashed == 0) { log.Prune(5_000).Problem.ShouldBeNull(); }
            hashed = p.Entries;
        });
        var report = LogVerifier.Verify(_disk.MountBeside(), TestKeys.Against(), progress);
        report.Damage.ShouldBeNull();
        (hashed, report.FirstEntry).ShouldBe((6_000, 4_864));
    }

    private sealed class Now<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }

    private sealed class FailingSigner : INoteSigner
    {
        public bool Fails { get; set; }

        public INoteVerifier Verifier => TestKeys.Signer.Verifier;

        public byte[] Sign(ReadOnlySpan<byte> text) => Fails ? throw new System.Security.Cryptography.CryptographicException("The device does not answer.") : TestKeys.Signer.Sign(text);
    }

    [Fact]
    public void An_append_allocates_nothing_once_its_buffers_have_grown()
    {
        using var log = Open();
        var record = new byte[200];
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 2_000; i++) { log.Append(record); }
            log.Commit().Problem.ShouldBeNull();
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 2_000; i++) { log.Append(record); }
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Every_problem_with_the_options_is_told_at_once()
    {
        var options = new MerkleLogOptions
        {
            Origin = "a\nb", Signers = [], CheckpointInterval = TimeSpan.FromSeconds(-1), MinimumFreeBytes = -1, ReservedBytes = -1, MostPendingBytes = 1, SegmentEntries = 100,
        };
        var opened = MerkleLog.Open(_disk.Mount(), options, _time);
        opened.Log.ShouldBeNull();
        opened.Problems.Count.ShouldBe(7);
        _disk.Names.ShouldBeEmpty("nothing is begun");
    }

    [Fact]
    public void After_closing_records_are_refused()
    {
        var log = Open();
        log.Close().Problem.ShouldBeNull();
        log.Append("x"u8).Status.ShouldBe(AppendStatus.Closed);
        log.Commit().Problem.ShouldNotBeNull();
        log.Close().Problem.ShouldBeNull("twice is once");
    }

    [Fact]
    public void A_log_with_two_signers_opens_and_verifies_under_either_key_and_not_with_a_false_line_of_one()
    {
        var second = new HashSigner("witness.example", "another key"u8.ToArray());
        var options = new MerkleLogOptions { Origin = TestKeys.Origin, Signers = [TestKeys.Signer, second], MinimumFreeBytes = 0, ReservedBytes = 0 };
        using (var log = MerkleLog.Open(_disk.Mount(), options, _time).Log!) { log.AppendDurable("record"u8); }
        foreach (INoteSigner signer in (INoteSigner[])[TestKeys.Signer, second])
        {
            LogVerifier.Verify(_disk.MountBeside(), TestKeys.Against(signer)).IsIntact.ShouldBeTrue();
            MerkleLog.Open(_disk.Copy().Mount(), new() { Origin = TestKeys.Origin, Signers = [signer], MinimumFreeBytes = 0, ReservedBytes = 0 }, _time).Log.ShouldNotBeNull();
        }
        var note = System.Text.Encoding.UTF8.GetString(_disk["checkpoint"]).TrimEnd('\n');
        var last = note.LastIndexOf(' ') + 1;
        var signature = Convert.FromBase64String(note[last..]);
        signature[^1] ^= 1;
        _disk["checkpoint"] = System.Text.Encoding.UTF8.GetBytes($"{note[..last]}{Convert.ToBase64String(signature)}\n");
        LogVerifier.Verify(_disk.MountBeside(), TestKeys.Against(second)).IsIntact.ShouldBeFalse();
        LogVerifier.Verify(_disk.MountBeside(), TestKeys.Against()).IsIntact.ShouldBeTrue("who does not know the second key ignores its line");
    }

    [Fact]
    public void What_is_taken_after_a_failure_becomes_durable_together_with_what_failed()
    {
        for (var (operations, recovered) = (1, false); !recovered; operations++)
        {
            operations.ShouldBeLessThan(200);
            var disk = new SimulatedDisk((ulong)operations);
            var log = MerkleLog.Open(disk.Mount(), TestKeys.Options(), _time).Log!;
            disk.OnFlush = _ => throw new IOException("Simulated failure.");
            log.AppendDurable("failed"u8).Status.ShouldBe(AppendStatus.NotDurable);
            disk.OnFlush = null;
            log.Append("taken after"u8);
            disk.OperationsUntilPowerLoss = operations;
            try
            {
                recovered = log.Commit().DurableSize == 2;
            }
            catch (PowerLoss)
            {
            }
            disk.Restart();
            using var again = MerkleLog.Open(disk.Mount(), TestKeys.Options(), _time).Log!;
            again.DurableSize.ShouldBeOneOf(0, 2);
        }
    }

    [Fact]
    public void Damage_to_either_slot_of_the_head_is_put_right_and_loses_nothing_that_was_durable()
    {
        var options = new MerkleLogOptions { Origin = TestKeys.Origin, Signers = [TestKeys.Signer], CheckpointInterval = TimeSpan.FromHours(1), MinimumFreeBytes = 0, ReservedBytes = 0 };
        var log = MerkleLog.Open(_disk.Mount(), options, _time).Log!;
        log.AppendDurable("one"u8);
        log.AppendDurable("two"u8).Status.ShouldBe(AppendStatus.Durable);
        log.AppendDurable("three"u8).Status.ShouldBe(AppendStatus.Durable);
        _disk.KillProcess();
        var sound = _disk["head"];
        for (var at = 0; at < sound.Length; at++)
        {
            var disk = _disk.Copy();
            disk["head"] = [.. sound[..at], (byte)(sound[at] ^ 1), .. sound[(at + 1)..]];
            var opened = MerkleLog.Open(disk.Mount(), options, _time);
            opened.Log.ShouldNotBeNull().DurableSize.ShouldBe(3, $"byte {at}");
            opened.Repairs.ShouldHaveSingleItem().ShouldContain("head");
        }
    }

    [Fact]
    public void A_log_that_is_open_verifies_itself_against_a_checkpoint_kept_elsewhere()
    {
        using var log = MerkleLog.Open(_disk.Mount(), TestKeys.Options(), _time).Log!;
        log.AppendDurable("one"u8);
        var kept = log.View.Note.Bytes;
        log.AppendDurable("two"u8);
        log.Verify(kept).IsIntact.ShouldBeTrue();
        var other = SignedNote.Sign(new Checkpoint(TestKeys.Origin, 1, MerkleHashing.Leaf("another"u8)).Text, [TestKeys.Signer]).Bytes;
        log.Verify(other).Damage.ShouldNotBeNull().What.ShouldContain("forked");
        log.AppendDurable("three"u8).Status.ShouldBe(AppendStatus.Durable, "the directory is still the log's");
        var bytes = _disk["entries-000000000000"];
        bytes[3] ^= 1;
        _disk["entries-000000000000"] = bytes;
        log.Verify().Damage.ShouldNotBeNull().Entry.ShouldBe(0);
    }

    [Fact]
    public void A_log_opens_under_a_new_key_if_the_earlier_one_is_named()
    {
        using (var log = Open()) { log.AppendDurable("x"u8); }
        var newer = new HashSigner(TestKeys.Origin, "newer"u8.ToArray());
        MerkleLog.Open(_disk.Mount(), TestKeys.Options(signer: newer), _time).Problems.ShouldHaveSingleItem().ShouldContain("earlier one");
        var options = new MerkleLogOptions { Origin = TestKeys.Origin, Signers = [newer], EarlierKeys = [TestKeys.Signer.Verifier], MinimumFreeBytes = 0, ReservedBytes = 0 };
        using (var log = MerkleLog.Open(_disk.Mount(), options, _time).Log.ShouldNotBeNull()) { log.AppendDurable("y"u8); }
        LogVerifier.Verify(_disk.Mount(), TestKeys.Against(newer)).IsIntact.ShouldBeTrue();
    }

    [Fact]
    public void A_log_of_another_origin_is_not_opened()
    {
        using (var log = Open()) { log.AppendDurable("x"u8); }
        var options = new MerkleLogOptions { Origin = "example.com/other", Signers = [TestKeys.Signer] };
        MerkleLog.Open(_disk.Mount(), options, _time).Problems.ShouldHaveSingleItem().ShouldContain("example.com/other");
    }

    private MerkleLog Open(long minimumFree = 0, long reserved = 0) => MerkleLog.Open(_disk.Mount(), new MerkleLogOptions
    {
        Origin = TestKeys.Origin,
        Signers = [TestKeys.Signer],
        MinimumFreeBytes = minimumFree,
        ReservedBytes = reserved,
        MostPendingBytes = 1_000_000,
        SegmentEntries = 256,
    }, _time).Log.ShouldNotBeNull();

    private static List<string> Records(MerkleLog log)
    {
        var records = new List<string>();
        log.View.Read(0, log.DurableSize, (_, record) => records.Add(Encoding.UTF8.GetString(record)));
        return records;
    }
}
