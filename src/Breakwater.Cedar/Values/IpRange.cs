namespace Breakwater.Cedar.Values;

/// <summary>
/// An IPv4 or IPv6 address with a prefix length; a single address has the full length. As in Cedar, two are equal only if address, version and
/// length all are. Immutable, thread-safe.
/// </summary>
/// <param name="Address">The address as a number; an IPv4 address is below 2³².</param>
/// <param name="IsV6">Whether it is an IPv6 address.</param>
/// <param name="Prefix">Prefix length in bits: 0 to 32, or 0 to 128.</param>
public sealed record IpRange(UInt128 Address, bool IsV6, int Prefix);
