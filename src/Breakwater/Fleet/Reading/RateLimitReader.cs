namespace Breakwater.Fleet.Reading;

/// <summary>Reads the section of rate limits. A level that is given replaces its default whole.</summary>
internal static class RateLimitReader
{
    private const int MaxConcurrency = 1 << 30;

    public static RateLimitSettings Read(YamlMap root)
    {
        var otherwise = new RateLimitSettings();
        if (root.Section("rateLimits", "the section `rateLimits`") is not { } section) { return otherwise; }
        var settings = new RateLimitSettings
        {
            Agent = Level(section, "agent", otherwise.Agent),
            Tenant = Level(section, "tenant", otherwise.Tenant),
            Fleet = Level(section, "fleet", otherwise.Fleet),
            Global = Level(section, "global", otherwise.Global),
        };
        section.Close();
        return settings;
    }

    private static LevelLimits Level(YamlMap section, string key, LevelLimits otherwise)
    {
        if (section.Section(key, $"rate limit `{key}`") is not { } level) { return otherwise; }
        var limits = new LevelLimits(level.OptionalPerPeriod("requests"), level.OptionalPerPeriod("tokens"), level.OptionalCount("concurrency", 1, MaxConcurrency));
        level.Close();
        return limits;
    }
}
