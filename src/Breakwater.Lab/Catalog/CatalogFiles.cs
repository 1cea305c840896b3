using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Breakwater.Lab.Catalog;

/// <summary>Reads the embedded catalogue files, strictly: an unknown, missing or repeated key is an error that names file and line.</summary>
internal static class CatalogFiles
{
    public static T Read<T>(string name)
    {
        var resource = typeof(CatalogFiles).Assembly.GetManifestResourceStream("catalog/" + name)
            ?? throw new InvalidDataException($"catalog/{name} is not embedded.");
        using var reader = new StreamReader(resource);
        return Parse<T>(name, reader);
    }

    public static T Parse<T>(string name, TextReader text)
    {
        try
        {
            return new DeserializerBuilder()
                .WithNamingConvention(UnderscoredNamingConvention.Instance)
                .WithDuplicateKeyChecking()
                .WithEnforceRequiredMembers()
                .Build()
                .Deserialize<T>(text);
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"catalog/{name}: line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }
    }
}

internal sealed class ControlsFile
{
    public required MetaEntry Meta { get; init; }
    public required List<ControlEntry> Controls { get; init; }
    public required List<MechanismEntry> Mechanisms { get; init; }
    public required Dictionary<string, RegisterEntry> RegisterControls { get; init; }
    public required List<LegacyEntry> LegacyReferences { get; init; }
}

internal sealed class MetaEntry
{
    public required string Framework { get; init; }
    public required string ContentAsOf { get; init; }
    public required int TotalControls { get; init; }
    public required int MasoControlsInDomainDocuments { get; init; }
    public required List<DomainEntry> Domains { get; init; }
    public required Dictionary<string, string> Fields { get; init; }
    public required Dictionary<string, string> StressDimensions { get; init; }
    public required Dictionary<string, string> CostDrivers { get; init; }
}

internal sealed class DomainEntry
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Kind { get; init; }
    public required int Controls { get; init; }

    [YamlMember(Alias = "tier1", ApplyNamingConventions = false)]
    public required int Tier1 { get; init; }

    [YamlMember(Alias = "tier2", ApplyNamingConventions = false)]
    public required int Tier2 { get; init; }

    [YamlMember(Alias = "tier3", ApplyNamingConventions = false)]
    public required int Tier3 { get; init; }

    public required string Purpose { get; init; }
}

internal sealed class ControlEntry
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Domain { get; init; }
    public required int Tier { get; init; }
    public string? TierNote { get; init; }
    public required string Requirement { get; init; }
    public required string Measure { get; init; }
    public required string CostDriver { get; init; }
    public required string ExpectedScaling { get; init; }
    public required string ScalingBasis { get; init; }
    public required string Mode { get; init; }
    public required string? Test { get; init; }
    public required List<string> Stress { get; init; }
    public required string? Breakpoint { get; init; }
}

internal sealed class MechanismEntry
{
    public required string Slug { get; init; }
    public required string Name { get; init; }
    public required int Tier { get; init; }
    public required string Note { get; init; }
    public required string CostDriver { get; init; }
    public required string ExpectedScaling { get; init; }
}

internal sealed class RegisterEntry
{
    public required string Name { get; init; }
    public required int Tier { get; init; }
    public required List<string> MapsTo { get; init; }
}

internal sealed class LegacyEntry
{
    public required string Cited { get; init; }
    public required string As { get; init; }
    public required List<string> Now { get; init; }
}

internal sealed class QuestionsFile
{
    public required Dictionary<int, string> Dimensions { get; init; }
    public required List<QuestionEntry> Questions { get; init; }
}

internal sealed class QuestionEntry
{
    public required string Id { get; init; }
    public required string Source { get; init; }
    public required int Dimension { get; init; }
    public required string Text { get; init; }
}

internal sealed class HypothesesFile
{
    public required List<HypothesisEntry> Hypotheses { get; init; }
}

internal sealed class HypothesisEntry
{
    public required int Id { get; init; }
    public required int Dimension { get; init; }
    public required string Name { get; init; }
    public required string Text { get; init; }
}
