namespace Breakwater.TransparencyLog;

/// <summary>
/// A place for immutable named objects: a directory, or a bucket of a cloud. The port behind which compacted segments lie. Names are of ASCII letters, digits and hyphens. One
/// process at a time changes the objects of a log; any number read them. Failures are <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>. Thread-safe.
/// </summary>
public interface IObjectStore
{
    /// <summary>Stores an object, whole or not at all; durable when it returns, and so is one that was there already. False, and nothing changed, if there is one of that name.</summary>
    bool PutIfAbsent(string name, ReadOnlySpan<byte> content);

    /// <summary>Part of an object, or all of it; less than asked for only at its end. Null if there is none of that name.</summary>
    byte[]? Get(string name, long offset = 0, int length = int.MaxValue);

    /// <summary>Names that begin so, in ordinal order.</summary>
    IReadOnlyList<string> List(string prefix);

    /// <summary>Removes an object, if it is there; durable when it returns.</summary>
    void Delete(string name);

    /// <summary>Where an object is, for people.</summary>
    string PathOf(string name);
}
