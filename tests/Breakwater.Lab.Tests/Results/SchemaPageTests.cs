using System.Text.Json.Serialization.Metadata;
using Breakwater.Lab.Results;

namespace Breakwater.Lab.Tests.Results;

public sealed class SchemaPageTests
{
    [Fact]
    public void The_page_names_every_member_of_both_files()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "results-schema.md"));
        var members = new SortedSet<string>(StringComparer.Ordinal);
        Collect(JsonContext.Relaxed.ResultsDocument, members, []);
        Collect(JsonContext.Relaxed.TimingsDocument, members, []);

        members.Count.ShouldBeGreaterThan(100);
        members.Where(m => !page.Contains($"`{m}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static void Collect(JsonTypeInfo type, SortedSet<string> members, HashSet<Type> seen)
    {
        if (type.ElementType is { } element)
        {
            Collect(type.Options.GetTypeInfo(element), members, seen);
        }
        else if (type.Kind == JsonTypeInfoKind.Object && seen.Add(type.Type))
        {
            foreach (var member in type.Properties)
            {
                members.Add(member.Name);
                Collect(type.Options.GetTypeInfo(member.PropertyType), members, seen);
            }
        }
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Breakwater.slnx")))
        {
            directory = directory.Parent!;
        }

        return directory.FullName;
    }
}
