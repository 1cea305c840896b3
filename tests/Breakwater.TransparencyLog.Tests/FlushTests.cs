namespace Breakwater.TransparencyLog.Tests;

/// <summary>No flush is there in vain: whichever is left out, some seeded life of a log loses something.</summary>
public sealed class FlushTests
{
    private const int Lives = 4;
    private const int MostSeeds = 3000;

    public static TheoryData<string> All => [.. Enum.GetNames<FlushSite>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Leaving_out_any_one_flush_is_noticed(string name)
    {
        var site = Enum.Parse<FlushSite>(name);
        for (var seed = 1UL; seed <= MostSeeds; seed++)
        {
            if ((new CrashRun(seed, site).Problem(Lives) ?? new TierCrashRun(seed, site).Problem(Lives)) is { } p) { File.AppendAllText("/tmp/logproof-seeds", $"{name} {seed} {p}\n"); return; }
        }
        File.AppendAllText("/tmp/logproof-seeds", $"{name} NEVER\n");
        Assert.Fail($"{MostSeeds} seeds went well without the flush {site}.");
    }
}
