using Breakwater.Contracts;

namespace Breakwater.Trust;

/// <summary>What a gate asks a newcomer to sign. Good for one answer, for a short time, at one gate.</summary>
/// <param name="Gate">Fingerprint of the gate's name.</param>
/// <param name="Nonce">32 unpredictable bytes.</param>
/// <param name="Expires">Timestamp of the gate's clock after which no answer is taken.</param>
public readonly record struct SessionChallenge(Fingerprint Gate, Fingerprint Nonce, long Expires);
