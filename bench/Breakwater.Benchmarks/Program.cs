using Breakwater.Benchmarks;

if (args is ["trust-scale"])
{
    TrustScale.Run(Console.Out);
    return;
}
if (args is ["transparency-log", ..])
{
    TransparencyLogScale.Run(args, Console.Out);
    return;
}
BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
