using Breakwater.Lab.Results;
using Breakwater.Lab.Tests.Experiments;

namespace Breakwater.Lab.Tests.Running;

/// <summary>One short run of the bank, shared by the tests that read its document.</summary>
public sealed class BankRun
{
    public ResultsDocument Results { get; } = LabBench.Stress(LabBench.Bank, new() { Scale = [5, 10, 20, 50, 100], Threads = 2, Reproduce = "breakwater stress bank.yaml --seed 1" }).Results;
}
