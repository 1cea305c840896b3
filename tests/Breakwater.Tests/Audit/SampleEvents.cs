using Breakwater.Audit;
using Breakwater.Contracts;
using Breakwater.Governance;

namespace Breakwater.Tests.Audit;

/// <summary>Events of every priority.</summary>
internal static class SampleEvents
{
    public static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    public static AuditEvent Allowed(UInt128 chain, ulong request, DateTimeOffset time = default) => new()
    {
        Kind = AuditEventKind.Decided, Tenant = "acme", Node = "n", Agent = "a-1", Chain = chain, Request = request, Time = time, Tool = "read", Risk = RiskClass.Low, Admission = request,
        Decision = new() { Effect = Effect.Allow },
    };

    public static AuditEvent Succeeded(UInt128 chain, ulong request, DateTimeOffset time = default) =>
        Allowed(chain, request, time) with { Kind = AuditEventKind.Completed, Decision = default, Outcome = Outcome.Succeeded, Charged = new(3) };

    public static AuditEvent Failed(UInt128 chain, ulong request, DateTimeOffset time = default) => Succeeded(chain, request, time) with { Outcome = Outcome.Failed };

    public static AuditEvent TimedOut(UInt128 chain, ulong request, DateTimeOffset time = default) => Succeeded(chain, request, time) with { Kind = AuditEventKind.AdmissionExpired, Outcome = Outcome.Unknown };

    public static AuditEvent Throttled(UInt128 chain, ulong request, DateTimeOffset time = default) =>
        Allowed(chain, request, time) with { Admission = 0, Decision = new() { Effect = Effect.Throttle, Reason = GovernanceReasons.TooManyInFlight, RetryAfter = TimeSpan.FromMilliseconds(request % 7) } };

    public static AuditEvent Denied(UInt128 chain, ulong request, DateTimeOffset time = default) =>
        Allowed(chain, request, time) with { Admission = 0, Decision = new() { Effect = Effect.Deny, Reason = GovernanceReasons.UnknownAgent } };

    public static AuditEvent Changed(UInt128 chain, ulong request, DateTimeOffset time = default) => new() { Kind = AuditEventKind.ControlChanged, Tenant = "acme", Node = "n", Chain = chain, Request = request, Time = time, Detail = "x" };

    public static SamplingOptions Sampling(double elevated = 0.5, double routine = 0.1, long bytes = 64 << 20, TimeSpan? hold = null, TimeSpan? interval = null) => new()
    {
        Tenants = ["acme", "zeta"], Key = Key, Elevated = elevated, Routine = routine, MostHeldBytes = bytes, Hold = hold ?? TimeSpan.FromMinutes(2), Interval = interval ?? TimeSpan.FromMinutes(1),
    };

    /// <summary>Chains whose hash lies in a range of thousandths.</summary>
    public static IEnumerable<UInt128> Chains(int from, int below) => Enumerable.Range(1, int.MaxValue).Select(i => (UInt128)i).Where(c => new ChainHash(Key, [AuditFolder.Fleet, "acme"]).Of(1, c) is var at && at >= from && at < below);
}
