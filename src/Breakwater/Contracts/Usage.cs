namespace Breakwater.Contracts;

/// <summary>What an action used, as its host metered it. Counts, not prices: prices are applied on read.</summary>
/// <param name="InputTokens">Tokens read by models.</param>
/// <param name="OutputTokens">Tokens written by models.</param>
/// <param name="Calls">Calls to tools and providers.</param>
/// <param name="Cost">What was paid to third parties for the action.</param>
public readonly record struct Usage(long InputTokens, long OutputTokens, long Calls, Money Cost);
