using Breakwater.Contracts;

namespace Breakwater.RateLimiting;

/// <summary>When a refused request may be tried again.</summary>
public sealed class RetryOptions
{
    /// <summary>Retries of one task (EC-1.10: at most three). From 0 to 10; default 3.</summary>
    public int MaxRetries { get; set; } = 3;

    /// <summary>The first wait; doubled with each retry. From 1 ms to a minute; default 500 ms.</summary>
    public TimeSpan FirstWait { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait that is the policy's own; a longer retry-after is honoured. From <see cref="FirstWait"/> to a day; default 1 min.</summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Retries of a tenant in percent of its requests (ENV-15). From 1 to 100; default 10.</summary>
    public int BudgetPercent { get; set; } = 10;

    /// <summary>Retries that a tenant may have without having made requests, and the most it can save up. From 1 to 1,000,000; default 100.</summary>
    public int BudgetBurst { get; set; } = 100;

    /// <summary>Every problem, one sentence each; empty if there is none.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Within(nameof(MaxRetries), MaxRetries, 0, 10);
        Within(nameof(BudgetPercent), BudgetPercent, 1, 100);
        Within(nameof(BudgetBurst), BudgetBurst, 1, 1_000_000);
        Time(nameof(FirstWait), FirstWait, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        Time(nameof(MaxWait), MaxWait, FirstWait, TimeSpan.FromDays(1));
        return problems;

        void Within(string name, int value, int least, int most)
        {
            if (value < least || value > most) { problems.Add($"{name} must be between {least} and {most}."); }
        }

        void Time(string name, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most) { problems.Add($"{name} must be between {least} and {most}."); }
        }
    }
}

/// <summary>Whether to try again, and after how long.</summary>
/// <param name="Wait">How long to wait first; zero if not.</param>
/// <param name="Refusal">Why not; null if it may be tried again.</param>
public readonly record struct RetryAdvice(TimeSpan Wait, Reason? Refusal)
{
    /// <summary>Whether it may be tried again.</summary>
    public bool IsGranted => Refusal is null;
}

/// <summary>
/// Exponential waits with jitter, a bound per task (EC-1.10) and a budget per tenant (ENV-15), so that retries add at most a fixed share to the load whatever fails. The
/// budget follows Finagle's <c>RetryBudget</c>: each request earns a fraction of a retry. Jitter is a keyed hash. O(1), lock-free; allocates nothing. Thread-safe.
/// </summary>
public sealed class RetryPolicy
{
    private const long PerRetry = 100;

    private readonly RetryOptions _options;
    private readonly long[] _budgets;

    /// <summary>Builds a policy with full budgets.</summary>
    /// <param name="options">The bounds.</param>
    /// <param name="tenants">Tenants of the fleet.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every problem.</exception>
    public RetryPolicy(RetryOptions options, int tenants)
    {
        var problems = options.Problems();
        if (problems.Count > 0) { throw new ArgumentException(string.Join(" ", problems), nameof(options)); }
        _options = options;
        _budgets = new long[tenants];
        Array.Fill(_budgets, options.BudgetBurst * PerRetry);
    }

    /// <summary>Counts a request that is no retry: it earns its tenant a part of one.</summary>
    public void Requested(TenantHandle tenant)
    {
        if ((uint)(tenant.Value - 1) < (uint)_budgets.Length) { TryMove(ref _budgets[tenant.Value - 1], _options.BudgetPercent); }
    }

    /// <summary>Whether a refused request may be tried again. What is granted is taken from the tenant's budget.</summary>
    /// <param name="request">What was refused.</param>
    /// <param name="key">Number of the task or request: it decides the jitter.</param>
    /// <param name="attempt">How often it has been tried so far, from 1.</param>
    /// <param name="isRetryable">Whether asking again can help (<see cref="Reason.Retryable"/>; true for a provider's 429).</param>
    /// <param name="retryAfter">What the refusal or the provider asked for; never undercut. Zero for none.</param>
    public RetryAdvice Advise(in RateRequest request, ulong key, int attempt, bool isRetryable, TimeSpan retryAfter)
    {
        if (!isRetryable) { return new(default, RateLimitReasons.NotRetryable); }
        if (attempt > _options.MaxRetries) { return new(default, RateLimitReasons.RetriesUsedUp); }
        if ((uint)(request.Tenant.Value - 1) >= (uint)_budgets.Length) { return new(default, RateLimitReasons.UnknownTenant); }
        if (!TryMove(ref _budgets[request.Tenant.Value - 1], -PerRetry)) { return new(default, RateLimitReasons.RetryBudgetUsedUp); }
        RateLimitInstruments.Retries.Add(1);
        var longest = _options.FirstWait.Ticks;
        for (var i = 1; i < attempt && longest < _options.MaxWait.Ticks; i++) { longest *= 2; }
        longest = Math.Min(longest, _options.MaxWait.Ticks);
        // Full jitter: anything up to the wait; on top of what was asked for, so that those refused together do not come back together.
        var hash = AgentHash.Of(request.Tenant.Value, (((ulong)request.Agent.Generation << 32) | request.Agent.Index) ^ AgentHash.Of((ushort)attempt, key));
        var jitter = (long)Math.BigMul(hash, (ulong)longest, out _);
        return new(new(Math.Max(0, retryAfter.Ticks) + jitter + 1), null);
    }

    /// <summary>Retries that a tenant has left.</summary>
    public long Left(TenantHandle tenant) => (uint)(tenant.Value - 1) < (uint)_budgets.Length ? Volatile.Read(ref _budgets[tenant.Value - 1]) / PerRetry : 0;

    private bool TryMove(ref long budget, long by)
    {
        while (true)
        {
            var current = Volatile.Read(ref budget);
            var moved = Math.Min(current + by, _options.BudgetBurst * PerRetry);
            if (moved < 0) { return false; }
            if (moved == current || Interlocked.CompareExchange(ref budget, moved, current) == current) { return true; }
        }
    }
}
