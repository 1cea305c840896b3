using Breakwater.Contracts;
using Breakwater.Lab.Calibration;
using Breakwater.Lab.Results;

namespace Breakwater.Lab.Running;

/// <summary>
/// The figures to watch while governance grows ("Monitor everything": policy evaluation latency, verification success rate, log volume growth, rate limit hit rate), and the hits of
/// caches, as a run has them so far. Null where nothing was counted that could say.
/// </summary>
/// <param name="PolicyNanoseconds">Mean time of a policy evaluation: the sets bound and policies tried, at the calibration profile's prices.</param>
/// <param name="VerificationSuccess">Share of verifications that succeeded.</param>
/// <param name="LogRecords">Audit records that the gates handed to their logs and had taken.</param>
/// <param name="LogBytes">Their size.</param>
/// <param name="RateLimitHits">Share of requests that a rate limit refused.</param>
/// <param name="CacheHits">Share of look-ups that found what they sought.</param>
public sealed record TelemetryFigures(double? PolicyNanoseconds, double? VerificationSuccess, long LogRecords, long LogBytes, double? RateLimitHits, double? CacheHits)
{
    internal static TelemetryFigures Of(TelemetryTally tally, CalibrationProfile calibration)
    {
        var work = default(Work);
        work.Add(WorkUnit.PolicyEvaluated, tally.Sum(InstrumentNames.PolicySets));
        work.Add(WorkUnit.PolicyCandidate, tally.Sum(InstrumentNames.PolicyCandidates));
        var asked = tally.Sum(InstrumentNames.RateLimitDecisions);
        return new(
            Share(calibration.Nanoseconds(work), tally.Sum(InstrumentNames.PolicyEvaluations)),
            Share(tally.Sum(InstrumentNames.Verifications, "verified"), tally.Sum(InstrumentNames.Verifications)),
            tally.Sum(InstrumentNames.AuditRecords) - tally.Sum(InstrumentNames.AuditRecords, "refused"),
            tally.Sum(InstrumentNames.AuditBytes),
            Share(asked - tally.Sum(InstrumentNames.RateLimitDecisions, "allow"), asked),
            Share(tally.Sum(InstrumentNames.CacheLookups, second: "hit"), tally.Sum(InstrumentNames.CacheLookups)));
    }

    internal TelemetryResult ToResult(TelemetryTally tally) => new()
    {
        SemanticConventions = BreakwaterTelemetry.SemanticConventions,
        Figures =
        [
            new("policyEvaluationLatency", "Policy evaluation latency", PolicyNanoseconds, "ns", "mean of all evaluations: sets of policies bound and policies tried, at the prices of the calibration profile"),
            new("verificationSuccessRate", "Verification success rate", VerificationSuccess, "share", "chains that were verified, of all that were judged and not remembered"),
            new("logVolume", "Log volume", LogBytes, "B", $"{LogRecords.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture)} audit records that gates had taken by their logs, sized as audit quotas charge them"),
            new("rateLimitHitRate", "Rate limit hit rate", RateLimitHits, "share", "requests that a level of the rate limits refused or put off, of all that asked"),
            new("cacheHitRate", "Cache hit rate", CacheHits, "share", "look-ups in the memories of verifications, presented delegations and decisions that found what they sought"),
        ],
        Counts = tally.Counts(),
    };

    private static double? Share(long part, long whole) => whole == 0 ? null : Rounded((double)part / whole);

    // As every other figure of the results: ten significant digits.
    private static double Rounded(double value) =>
        double.Parse(value.ToString("E9", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
}
