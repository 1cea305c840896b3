using Breakwater.Contracts;
using Breakwater.Lab.Calibration;

namespace Breakwater.Lab.Tests.Calibration;

public sealed class CalibratorTests
{
    [Fact]
    public void Every_unit_has_a_version() => WorkUnitVersions.Units.Count(u => WorkUnitVersions.Of(u) > 0).ShouldBe(Work.Units);

    [Fact]
    public void Every_unit_has_a_probe() => Calibrator.WithoutProbe(CalibrationProbes.All).ShouldBeEmpty();

    [Fact]
    public void No_unit_has_two_probes() => CalibrationProbes.All.Select(p => p.Unit).ShouldBeUnique();

    [Fact]
    public void Every_probe_counts_its_own_unit_and_otherwise_only_units_measured_before_it()
    {
        var measured = new List<WorkUnit>();
        foreach (var probe in CalibrationProbes.All)
        {
            using var prepared = probe.Prepare(StateSize.Cache);
            var work = default(Work);
            prepared.Body(3, ref work);
            work[probe.Unit].ShouldBeGreaterThanOrEqualTo(3, probe.Unit.ToString());
            WorkUnitVersions.Units.Where(u => u != probe.Unit && work[u] > 0).Except(measured).ShouldBeEmpty(probe.Unit.ToString());
            measured.Add(probe.Unit);
        }
    }

    [Fact]
    public void What_a_probe_does_beside_its_unit_is_subtracted()
    {
        var known = new Dictionary<WorkUnit, UnitCost> { [WorkUnit.HashBlock] = new(WorkUnit.HashBlock, 1, 50_000, 60_000, 0) };
        var work = default(Work);
        work.Add(WorkUnit.Mac, 4);
        work.Add(WorkUnit.HashBlock, 10);
        var elapsed = TimeSpan.FromMicroseconds(1);
        Calibrator.PerUnit(WorkUnit.Mac, StateSize.Cache, elapsed, work, known).ShouldBe((1_000_000 - (10 * 50_000)) / 4.0);
        Calibrator.PerUnit(WorkUnit.Mac, StateSize.Memory, elapsed, work, known).ShouldBe((1_000_000 - (10 * 60_000)) / 4.0);
    }

    [Fact]
    public void A_probe_that_counts_nothing_is_refused() =>
        Should.Throw<InvalidOperationException>(() => Calibrator.PerUnit(WorkUnit.Mac, StateSize.Cache, TimeSpan.FromTicks(1), default, new Dictionary<WorkUnit, UnitCost>()))
            .Message.ShouldBe("The probe of `Mac` counted none.");

    [Fact]
    public void A_probe_that_does_the_work_of_one_not_yet_measured_is_refused()
    {
        CalibrationProbe[] probes = [new(WorkUnit.Mac, _ => new((int operations, ref Work work) =>
        {
            Spin(operations, ref work, WorkUnit.HashBlock);
            Spin(operations, ref work, WorkUnit.Mac);
        }))];
        Should.Throw<InvalidOperationException>(() => Calibrator.Measure("test", probes, TimeProvider.System, null, CancellationToken.None))
            .Message.ShouldBe("The probe of `Mac` also does `HashBlock`, which must be measured first.");
    }

    [Fact]
    public void Cancelling_ends_it()
    {
        CalibrationProbe[] probes = [new(WorkUnit.Mac, _ => new((int operations, ref Work work) => Spin(operations, ref work, WorkUnit.Mac)))];
        Should.Throw<OperationCanceledException>(() => Calibrator.Measure("test", probes, TimeProvider.System, null, new CancellationToken(canceled: true)));
    }

    private static long _sink;

    private static void Spin(int operations, ref Work work, WorkUnit unit)
    {
        var sum = _sink;
        for (var i = 0; i < operations * 64L; i++) { sum = (sum * 31) + i; }
        Volatile.Write(ref _sink, sum);
        work.Add(unit, operations);
    }
}
