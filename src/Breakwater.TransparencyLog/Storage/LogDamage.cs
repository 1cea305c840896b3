namespace Breakwater.TransparencyLog;

/// <summary>Something in a log that is not as it was written.</summary>
/// <param name="File">The file it shows in.</param>
/// <param name="Entry">The entry it shows at, from 0; null if it concerns the tree as a whole.</param>
/// <param name="What">What is wrong, and what helps.</param>
public sealed record LogDamage(string File, long? Entry, string What)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => Entry is { } entry ? $"{File}: entry {entry}: {What}" : $"{File}: {What}";
}

/// <summary>A log was damaged since it was opened, or is read without having been verified.</summary>
/// <param name="damage">Where and what.</param>
public sealed class LogDamagedException(LogDamage damage) : IOException(damage.ToString())
{
    /// <summary>Where and what.</summary>
    public LogDamage Damage { get; } = damage;

    internal LogDamagedException(string file, long? entry, string what) : this(new LogDamage(file, entry, what)) { }
}
