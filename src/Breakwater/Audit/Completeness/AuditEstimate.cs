namespace Breakwater.Audit;

/// <summary>
/// How many events meet a query, those left out included, estimated from what was recorded. The estimator is Horvitz and Thompson's (1952) with chains as clusters: each chain counts for one over the share at which chains
/// like it are kept. Chains are kept independently of each other, so its variance is estimated by the sum of y²(1−p)/p². Chains kept under pressure are no part of the sample and count nothing.
/// </summary>
/// <remarks>
/// The interval is for few events too, of which the normal distribution knows nothing. What was left out before the next kept chain is negative binomial, the exact inversion of Clopper and Pearson (1934) for a known share;
/// as Fay and Feuer (1997) do for weighted sums, a gamma distribution of the same mean and variance stands for it, with one more chain at the upper end, as large as the largest found and kept at the lowest rate in force for
/// anything that the query can match. So where nothing was found at 10%, up to 35 chains may have been left out, the two-sided form of the rule of three; with more than one such event each, that many more events. The gamma quantile is Wilson and Hilferty's (1931).
/// </remarks>
/// <param name="Found">Events recorded that meet the query.</param>
/// <param name="Estimated">Events there were.</param>
/// <param name="StandardError">Standard error of the estimate.</param>
/// <param name="Lower">Lower end of the 95% interval; never below what was found.</param>
/// <param name="Upper">Upper end of the 95% interval; what was found itself where nothing that the query can match is ever left out.</param>
public sealed record AuditEstimate(long Found, double Estimated, double StandardError, double Lower, double Upper)
{
    // The normal distribution's two-sided 95%.
    private const double Quantile = 1.959964;
    private const short Certain = 1_000;

    /// <summary>Estimates over a folder of logs. Reads everything twice: at what rate a chain was kept shows in all its records, not only in those that are wanted.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static AuditEstimate Of(string folder, AuditQuery query, ICollection<string> problems, IProgress<TransparencyLog.VerifyProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var rates = new Dictionary<(string, UInt128), short>();
        var inForce = new RatesInForce();
        foreach (var record in AuditReader.Read(folder, new() { Tenant = query.Tenant }, problems, progress, cancellation))
        {
            var rate = RateOf(record);
            inForce.Take(record, rate);
            foreach (var member in record.Members)
            {
                if (member.Chain == 0) { continue; }
                var key = (record.Text("tenant") ?? "", member.Chain);
                if (!rates.TryGetValue(key, out var known) || rate > known) { rates[key] = rate; }
            }
        }
        var (found, sum) = (0L, default(Sum));
        var chains = new Dictionary<(string, UInt128), long>();
        foreach (var record in AuditReader.Read(folder, query, problems, progress, cancellation))
        {
            if (record.Events == 0) { continue; }
            foreach (var member in record.Members.Where(query.Wants))
            {
                found += member.Count;
                var key = (record.Text("tenant") ?? "", member.Chain);
                if (member.Chain != 0) { chains[key] = chains.GetValueOrDefault(key) + member.Count; }
                else { sum.Add(member.Count, RateOf(record)); }
            }
        }
        foreach (var (key, events) in chains.OrderBy(c => c.Key)) { sum.Add(events, rates.GetValueOrDefault(key, Certain)); }
        return sum.Estimate(found, inForce.LowestFor(query));
    }

    /// <summary>The estimate of so many events in chains that are kept at a rate, of which these were.</summary>
    /// <param name="chains">Events of each chain found.</param>
    /// <param name="perMille">At how many of a thousand such chains are kept.</param>
    internal static AuditEstimate Of(IEnumerable<long> chains, short perMille)
    {
        var (found, sum) = (0L, default(Sum));
        foreach (var events in chains)
        {
            found += events;
            sum.Add(events, perMille);
        }
        return sum.Estimate(found, perMille);
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

    private static short RateOf(AuditRecord record) =>
        record.Json.TryGetProperty("sampled", out var sampled) && sampled.ValueKind == System.Text.Json.JsonValueKind.Number && sampled.TryGetInt16(out var rate) ? Math.Clamp(rate, (short)0, Certain) : Certain;

    /// <summary>What is summed over chains: the estimate, and mean and variance of what was left out.</summary>
    private struct Sum
    {
        private double _estimated;
        private double _leftOut;
        private double _variance;
        private long _largest;

        public void Add(long events, short rate)
        {
            if (rate == 0) { return; }
            var share = rate / (double)Certain;
            _estimated += events / share;
            _leftOut += events * (1 - share) / share;
            _variance += (double)events * events * (1 - share) / (share * share);
            if (rate < Certain) { _largest = Math.Max(_largest, events); }
        }

        public readonly AuditEstimate Estimate(long found, short lowest)
        {
            var more = this;
            more.Add(Math.Max(1, _largest), lowest);
            var drawn = Math.Round(_estimated - _leftOut);
            return new(
                found, _estimated, Math.Sqrt(_variance),
                Math.Max(found, drawn + Math.Floor(Gamma(_leftOut, _variance, -Quantile))), Math.Max(found, drawn + Math.Ceiling(Gamma(more._leftOut, more._variance, Quantile))));
        }

        /// <summary>The quantile of a gamma distribution with a mean and a variance, at a quantile of the normal one.</summary>
        private static double Gamma(double mean, double variance, double normal)
        {
            if (mean <= 0) { return 0; }
            var third = variance / (9 * mean * mean);
            return mean * Math.Pow(Math.Max(0, 1 - third + normal * Math.Sqrt(third)), 3);
        }
    }
}
