using System.Collections.Concurrent;
using Breakwater.Contracts;

namespace Breakwater.Tests.Trust;

/// <summary>Keys made once and used by every test, by name.</summary>
internal static class TestKeys
{
    private static readonly ConcurrentDictionary<string, P256Signer> Keys = new(StringComparer.Ordinal);
    private static readonly P256Signer[] Numbered = [.. Enumerable.Range(0, 64).Select(_ => P256Signer.Create())];

    public static P256Signer Of(string name) => Keys.GetOrAdd(name, static _ => P256Signer.Create());

    /// <summary>The same sequence of keys for every hierarchy.</summary>
    public static Func<ISigner> Sequence()
    {
        var next = 0;
        return () => Numbered[next++ % Numbered.Length];
    }
}
