namespace Breakwater.Audit;

/// <summary>
/// How many events meet a query, those left out included, estimated from what was recorded. The estimator is Horvitz and Thompson's (1952) with chains as clusters: each chain counts for one over the share at which chains
/// like it are kept. Chains are kept independently of each other, so its variance is estimated by the sum of y²(1−p)/p². Chains kept under pressure are no part of the sample and count nothing.
/// </summary>
/// <param name="Found">Events recorded that meet the query.</param>
/// <param name="Estimated">Events there were.</param>
/// <param name="StandardError">Standard error of the estimate.</param>
public sealed record AuditEstimate(long Found, double Estimated, double StandardError)
{
    // The normal distribution's two-sided 95%.
    private const double Quantile = 1.959964;
    private const short Certain = 1_000;

    /// <summary>Lower end of the 95% interval; never below what was found.</summary>
    public double Lower => Math.Max(Found, Estimated - Quantile * StandardError);

    /// <summary>Upper end of the 95% interval; never below what was found.</summary>
    public double Upper => Math.Max(Found, Estimated + Quantile * StandardError);

    /// <summary>Estimates over a folder of logs. Reads everything twice: at what rate a chain was kept shows in all its records, not only in those that are wanted.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static AuditEstimate Of(string folder, AuditQuery query, ICollection<string> problems, IProgress<TransparencyLog.VerifyProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var rates = new Dictionary<(string, UInt128), short>();
        foreach (var record in AuditReader.Read(folder, new() { Tenant = query.Tenant }, problems, progress, cancellation))
        {
            var rate = RateOf(record);
            foreach (var member in record.Members)
            {
                if (member.Chain == 0) { continue; }
                var key = (record.Text("tenant") ?? "", member.Chain);
                if (!rates.TryGetValue(key, out var known) || rate > known) { rates[key] = rate; }
            }
        }
        var (found, single, variance) = (0L, 0.0, 0.0);
        var chains = new Dictionary<(string, UInt128), long>();
        foreach (var record in AuditReader.Read(folder, query, problems, progress, cancellation))
        {
            if (record.Events == 0) { continue; }
            foreach (var member in record.Members.Where(query.Wants))
            {
                found += member.Count;
                var key = (record.Text("tenant") ?? "", member.Chain);
                if (member.Chain != 0) { chains[key] = chains.GetValueOrDefault(key) + member.Count; }
                else { Add(member.Count, RateOf(record), ref single, ref variance); }
            }
        }
        var estimated = 0.0;
        foreach (var (key, events) in chains.OrderBy(c => c.Key)) { Add(events, rates.GetValueOrDefault(key, Certain), ref estimated, ref variance); }
        return new(found, estimated + single, Math.Sqrt(variance));
    }

    /// <summary>95% interval of a share, after Wilson (1927).</summary>
    public static (double Lower, double Upper) OfShare(long part, long of)
    {
        if (of == 0) { return (0, 1); }
        var (share, square) = ((double)part / of, Quantile * Quantile);
        var middle = (share + square / (2.0 * of)) / (1 + square / of);
        var half = Quantile / (1 + square / of) * Math.Sqrt(share * (1 - share) / of + square / (4.0 * of * of));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    private static void Add(long events, short rate, ref double estimated, ref double variance)
    {
        if (rate == 0) { return; }
        var share = rate / (double)Certain;
        estimated += events / share;
        variance += (double)events * events * (1 - share) / (share * share);
    }

    private static short RateOf(AuditRecord record) =>
        record.Json.TryGetProperty("sampled", out var sampled) && sampled.ValueKind == System.Text.Json.JsonValueKind.Number && sampled.TryGetInt16(out var rate) ? Math.Clamp(rate, (short)0, Certain) : Certain;
}
