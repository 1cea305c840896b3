using Breakwater.Lab.Running;

namespace Breakwater.Lab.Tests.Running;

public sealed class ControlStatusTests
{
    /// <summary>Or how many controls are not built would hang on which experiments ran.</summary>
    [Fact]
    public void What_an_experiment_exercises_has_running_code() =>
        StressTest.Experiments.SelectMany(e => e.Spec.Controls.Select(c => c.Id)).Distinct().Where(id => !ControlStatus.Implemented.ContainsKey(id)).ShouldBeEmpty();
}
