namespace Breakwater.TransparencyLog;

/// <summary>Signs the text of notes under one key: the port for keys in hardware and for other signature types, such as Ed25519 (type 0x01). Implementations are safe for any number of threads.</summary>
public interface INoteSigner
{
    /// <summary>What checks the signatures made here.</summary>
    INoteVerifier Verifier { get; }

    /// <summary>The signature over the text, in the form its type prescribes, without the key id.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key cannot be used now: no checkpoint is written, records are, and the next commit tries again.</exception>
    byte[] Sign(ReadOnlySpan<byte> text);
}

/// <summary>Checks signatures of one key over the text of notes. Implementations are safe for any number of threads.</summary>
public interface INoteVerifier
{
    /// <summary>The key's name: not empty, without spaces and without plus signs.</summary>
    string Name { get; }

    /// <summary>The key's short number, as its signature type prescribes. Name and number together tell keys apart.</summary>
    uint KeyId { get; }

    /// <summary>Whether a signature over this text is this key's. Never throws on bad input.</summary>
    bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature);
}
