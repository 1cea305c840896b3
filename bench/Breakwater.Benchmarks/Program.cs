using Breakwater.Benchmarks;

if (args is ["trust-scale"])
{
    TrustScale.Run(Console.Out);
    return;
}
if (args is ["rate-limits"])
{
    RateLimitScale.Run(Console.Out);
    return;
}
if (args is ["watching"])
{
    WatchingScale.Run(Console.Out);
    return;
}
BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
