using Breakwater.Benchmarks;

// Quick modes by name; anything else is BenchmarkDotNet's.
Action? mode = args.FirstOrDefault() switch
{
    "trust-scale" => () => TrustScale.Run(Console.Out),
    "rate-limits" when args is [_, "one-tenant"] => () => RateLimitScale.OneTenant(Console.Out),
    "rate-limits" => () => RateLimitScale.Run(Console.Out, threadsOnly: args is [_, "threads"]),
    "policy-gate" => () => PolicyScale.Gate(Console.Out),
    "policy-entities" => () => PolicyScale.Entities(Console.Out),
    "policy-control" => () =>
    {
        PolicyScale.Run(Console.Out);
        PolicyScale.Gate(Console.Out);
    },
    "policy-bundle" => () => PolicyBundleScale.Run(Console.Out),
    "policy-engine" => () => PolicyEngine.Run(Console.Out),
    "transparency-log" => () => TransparencyLogScale.Run(args, Console.Out),
    "audit-volume" => () => AuditVolumeScale.Run(args, Console.Out),
    "watching" when args is [_, "quiet"] => () => WatchingQuiet.Run(Console.Out),
    "watching" => () => WatchingScale.Run(Console.Out, costsOnly: args is [_, "costs"]),
    "telemetry" => () => TelemetryScale.Run(Console.Out),
    "pace" => () => PaceScale.Run(Console.Out),
    "audit-tiers" => () => AuditTiersScale.Run(args, Console.Out),
    "herd-traces" when args.Length > 2 => () => HerdTraces.Run(args[1], args[2..], Console.Out),
    _ => null,
};
if (mode is null) { BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args); }
else { mode(); }
