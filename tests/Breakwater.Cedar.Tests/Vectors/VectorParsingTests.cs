using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Tests.Vectors;

public sealed class VectorParsingTests
{
    [Fact]
    public void Every_policy_of_the_vectors_parses()
    {
        var files = CedarVectors.All(".cedar").ToList();
        files.Count.ShouldBeGreaterThan(3000);
        files.SelectMany(f => PolicyParser.Parse(f.Value, f.Key).Errors).Select(e => e.ToString()).ShouldBeEmpty();
    }

    [Fact]
    public void Every_schema_of_the_vectors_parses()
    {
        var files = CedarVectors.All(".cedarschema").ToList();
        files.Count.ShouldBeGreaterThan(3000);
        files.SelectMany(f => SchemaParser.Parse(f.Value, f.Key).Errors).Select(e => e.ToString()).ShouldBeEmpty();
    }
}
