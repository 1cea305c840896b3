using System.Reflection;
using Breakwater.Contracts;

namespace Breakwater.Architecture.Tests;

public sealed class FloorsAndRoomsTests
{
    // From the top down: a project references only what stands below it.
    private static readonly string[] Floors = ["Breakwater.Cli", "Breakwater.Reports", "Breakwater.Lab", "Breakwater", "Breakwater.Cedar", "Breakwater.TransparencyLog"];

    [Fact]
    public void Every_project_has_its_floor() => Repository.Projects.ShouldBe(Floors, ignoreOrder: true);

    [Theory]
    [InlineData("Breakwater.Cedar")]
    [InlineData("Breakwater.TransparencyLog")]
    [InlineData("Breakwater")]
    [InlineData("Breakwater.Lab")]
    [InlineData("Breakwater.Reports")]
    [InlineData("Breakwater.Cli")]
    public void An_assembly_references_only_floors_below(string project)
    {
        using var scan = new AssemblyScan(Repository.AssemblyPath(project));
        var below = Floors[(Array.IndexOf(Floors, project) + 1)..];
        scan.ReferencedAssemblies().Where(a => a.StartsWith("Breakwater", StringComparison.OrdinalIgnoreCase)).ShouldBeSubsetOf(below);
    }

    [Fact]
    public void The_runtime_has_no_console_no_server_and_no_database()
    {
        using var scan = new AssemblyScan(Repository.AssemblyPath("Breakwater"));
        string[] forbidden = ["System.Console", "Microsoft.AspNetCore", "System.Data", "System.Net", "Npgsql", "RabbitMQ", "Spectre", "System.CommandLine", "MathNet"];
        scan.ReferencedAssemblies().Where(a => forbidden.Any(f => a.StartsWith(f, StringComparison.Ordinal))).ShouldBeEmpty();
        scan.ReferencedTypes().ShouldNotContain("System.Console");
    }

    [Fact]
    public void A_room_uses_only_what_it_may()
    {
        using var scan = new AssemblyScan(Repository.AssemblyPath("Breakwater"));
        var uses = scan.Uses();
        uses.ShouldContain(new TypeUse("Breakwater.ControlLog.FleetControlLog", "Breakwater.Contracts.TenantHandle"), "the scan must see the rooms");
        RoomRules.Violations("Breakwater", uses).ShouldBeEmpty();
    }

    [Fact]
    public void Every_type_of_the_runtime_stands_in_a_room()
    {
        var folders = Directory.GetDirectories(Path.Combine(Repository.Root, "src", "Breakwater")).Select(f => Path.GetFileName(f)!).ToHashSet(StringComparer.Ordinal);
        typeof(Entropy).Assembly.GetExportedTypes()
            .Where(t => RoomRules.RoomOf("Breakwater", t.FullName!) is not { Length: > 0 } room || !folders.Contains(room))
            .ShouldBeEmpty();
    }

    [Fact]
    public void The_scan_finds_every_kind_of_breach_and_nothing_else()
    {
        using var scan = new AssemblyScan(typeof(FloorsAndRoomsTests).Assembly.Location);
        const string root = "Breakwater.Architecture.Tests.Canary";
        var guilty = RoomRules.Violations(root, scan.Uses()).Select(v => v.Split(" → ")[0]).Distinct();
        guilty.ShouldBe(
            new[]
            {
                "ByField", "ByGenericField", "ByParameter", "ByCall", "ByStaticField", "ByTypeOf", "ByCast", "ByGenericCall", "ByLambda", "ByIterator",
                "ByInterface", "ByConstraint", "ByAttribute", "ByNestedType",
            }.Select(name => $"{root}.Trust.{name}"),
            ignoreOrder: true);
    }

    [Theory]
    [InlineData("Contracts", "Fleet")]
    [InlineData("Contracts", "Trust")]
    [InlineData("Fleet", "ControlLog")]
    [InlineData("ControlLog", "Fleet")]
    [InlineData("Audit", "ControlLog")]
    [InlineData("Trust", "Policy")]
    [InlineData("Trust", "Governance")]
    [InlineData("Trust", "Cedar")]
    [InlineData("Policy", "TransparencyLog")]
    public void A_use_across_these_rooms_is_a_breach(string user, string used) =>
        RoomRules.Violations("B", [new($"B.{user}.X", $"B.{used}.Y")]).ShouldBe([$"B.{user}.X → B.{used}.Y"]);

    [Theory]
    [InlineData("Trust", "Contracts")]
    [InlineData("Trust", "Fleet")]
    [InlineData("Trust", "ControlLog")]
    [InlineData("Trust", "Audit")]
    [InlineData("Audit", "Fleet")]
    [InlineData("Governance", "Trust")]
    [InlineData("Policy", "Cedar")]
    [InlineData("Audit", "TransparencyLog")]
    public void A_use_across_these_rooms_is_none(string user, string used) =>
        RoomRules.Violations("B", [new($"B.{user}.X", $"B.{used}.Y")]).ShouldBeEmpty();

    [Fact]
    public void The_runtime_cannot_be_given_the_seeded_generator()
    {
        typeof(Entropy).IsAbstract.ShouldBeTrue();
        typeof(Entropy).GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .ShouldAllBe(c => c.IsFamilyAndAssembly || c.IsAssembly || c.IsPrivate);
        foreach (var project in Floors)
        {
            var derived = Assembly.LoadFrom(Repository.AssemblyPath(project)).GetTypes().Where(t => t.IsSubclassOf(typeof(Entropy))).Select(t => t.FullName);
            derived.ShouldBe(project == "Breakwater" ? ["Breakwater.Contracts.Entropy+OperatingSystemEntropy"] : [], project);
        }
        typeof(Entropy).GetProperty(nameof(Entropy.System))!.CanWrite.ShouldBeFalse();
    }
}
