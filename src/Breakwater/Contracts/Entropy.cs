using System.Security.Cryptography;

namespace Breakwater.Contracts;

/// <summary>
/// The port through which keys, nonces and ids get their randomness. Only this assembly can derive from it and the one implementation
/// reads the operating system, so the runtime cannot be handed the lab's seeded generator.
/// </summary>
public abstract class Entropy
{
    private protected Entropy() { }

    /// <summary>The operating system's generator. Thread-safe.</summary>
    public static Entropy System { get; } = new OperatingSystemEntropy();

    /// <summary>Fills the span with unpredictable bytes.</summary>
    public abstract void Fill(Span<byte> destination);

    private sealed class OperatingSystemEntropy : Entropy
    {
        public override void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
    }
}
