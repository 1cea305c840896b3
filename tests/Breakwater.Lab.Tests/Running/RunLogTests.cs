using Breakwater.Audit.Tiering;
using Breakwater.Lab.Running;
using Breakwater.Lab.Tests.Comparing;

namespace Breakwater.Lab.Tests.Running;

public sealed class RunLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("breakwater-run-");

    private string Audit => Path.Combine(_folder.FullName, "audit");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void One_run_at_a_time_writes_to_a_folder()
    {
        using (var first = Open().Log)
        {
            var second = Open();
            second.Log.ShouldBeNull();
            second.Problem.ShouldContain("Another run is writing here.");
            File.Exists(Path.Combine(Audit, "stress-run")).ShouldBeTrue("the first one's log is left alone");
            first!.Keep();
        }
        using (var next = Open().Log) { next.ShouldNotBeNull("what a run has left is replaced"); }
        Directory.Exists(Audit).ShouldBeFalse("and one that is not finished is removed");
        _folder.GetFileSystemInfos().ShouldBeEmpty();
    }

    [Fact]
    public void A_log_under_a_legal_hold_is_not_replaced()
    {
        using (var first = Open().Log) { first!.Keep(); }
        var placed = HoldRegister.Of(Audit, TimeProvider.System).Place(new(0, null, null, null, null, "case 17", "counsel", default));
        placed.Problems.ShouldBeEmpty();
        Open().Problem.ShouldContain("legal hold");
        File.Delete(Path.Combine(Audit, HoldRegister.FileName));
        Open().Problem.ShouldContain("legal hold", Case.Insensitive, "the log itself has it");
        File.Exists(Path.Combine(Audit, "stress-run")).ShouldBeTrue();
    }

    private (RunLog? Log, string Problem) Open()
    {
        var (log, problems) = RunLog.Open(Bank.Fleet, _folder.FullName, TimeProvider.System);
        return (log, string.Join('\n', problems));
    }
}
