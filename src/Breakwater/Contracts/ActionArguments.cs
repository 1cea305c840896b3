using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Breakwater.Contracts;

/// <summary>
/// The arguments of an action as a control has read them from the bytes that the tool will get, with the digest of exactly those bytes. May be used again for another
/// action once the one it was made for is decided; a pending request that finds it used again is denied, because the digest is then another.
/// </summary>
public abstract class ActionArguments
{
    /// <summary>Digest of the bytes it was read from; 0 if it holds none.</summary>
    public UInt128 Digest { get; private protected set; }

    /// <summary>Shows each argument that is present, in the order of its declaration, to be recorded.</summary>
    public virtual void Show(ArgumentVisitor visitor) { }

    /// <summary>Digest of arguments: the first 16 bytes of their SHA-256, little endian. What <see cref="ActionRequest.ArgumentsDigest"/> holds.</summary>
    public static UInt128 DigestOf(ReadOnlySpan<byte> arguments)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(arguments, digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}

/// <summary>Is shown arguments one by one.</summary>
public abstract class ArgumentVisitor
{
    /// <summary>A truth value.</summary>
    public abstract void Flag(string name, bool value, bool sensitive);

    /// <summary>A whole number.</summary>
    public abstract void Number(string name, long value, bool sensitive);

    /// <summary>A text, or a value of another kind as text.</summary>
    public abstract void Text(string name, ReadOnlySpan<char> value, bool sensitive);
}
