using System.Text;
using Breakwater.Tests;

namespace Breakwater.TransparencyLog.Tests;

public sealed class MerkleLogTests : LogBench
{
    /// <summary>How long a thread that hangs is waited for before the test fails; longer than any machine needs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

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
            allWait.Wait(Patience).ShouldBeTrue("the others must get as far as appending");
        };
        var first = new Thread(() => log.AppendDurable("first"u8));
        first.Start();
        begun.Wait(Patience).ShouldBeTrue("the first must get as far as flushing");
        var durable = 0;
        var others = Enumerable.Range(0, Others).Select(i => new Thread(() =>
        {
            if (log.AppendDurable(Encoding.UTF8.GetBytes($"{i}")).Status == AppendStatus.Durable) { Interlocked.Increment(ref durable); }
        })).ToList();
        others.ForEach(t => t.Start());
        SpinWait.SpinUntil(() => log.Size == Others + 1, Patience).ShouldBeTrue("appending waits for no flush");
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
            other.Join(Patience).ShouldBeTrue("nothing may wait for the disk");
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
        Allocation.InSteadyState(() =>
        {
            for (var i = 0; i < 2_000; i++) { log.Append(record); }
        }, between: () => log.Commit().Problem.ShouldBeNull()).ShouldBe(0);
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
}
