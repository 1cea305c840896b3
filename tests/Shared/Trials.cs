using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using FsCheck;

namespace Breakwater.Tests.Shared;

/// <summary>
/// How the cases of a property are drawn. A property draws the same cases each time, from its own name, so that a run that passed passes again
/// and one that failed fails again. The environment variable <c>BREAKWATER_SEED</c> (a whole number) draws others and
/// <c>BREAKWATER_EFFORT</c> (1 to 1,000) draws that many times as many; <c>./test --seed N --effort N</c> sets them.
/// </summary>
internal static class Trials
{
    private static readonly ulong s_seed = Number("BREAKWATER_SEED", 0, ulong.MaxValue, 0);

    private static readonly int s_effort = (int)Number("BREAKWATER_EFFORT", 1, 1_000, 1);

    /// <summary>A check that throws at the first case that breaks the law, with what FsCheck needs to draw it again.</summary>
    /// <param name="cases">How many cases, before the effort asked for.</param>
    /// <param name="endSize">The size of the last case; FsCheck's own if null.</param>
    /// <param name="file">The test's file.</param>
    /// <param name="test">The test's name.</param>
    public static Config Of(int cases = 100, int? endSize = null, [CallerFilePath] string file = "", [CallerMemberName] string test = "")
    {
        var name = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{Path.GetFileNameWithoutExtension(file.Replace('\\', '/'))}.{test}")));
        var config = Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(checked(cases * s_effort)).WithReplay(name ^ (s_seed * 0x9E3779B97F4A7C15), name | 1);
        return endSize is { } size ? config.WithEndSize(size) : config;
    }

    private static ulong Number(string variable, ulong least, ulong most, ulong otherwise)
    {
        if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } set) { return otherwise; }
        return ulong.TryParse(set, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new InvalidOperationException($"{variable} is {set}; set it to a whole number from {least} to {most}, or leave it out.");
    }
}
