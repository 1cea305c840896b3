using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Validation;

/// <summary>A small schema with something of everything that the rules treat apart.</summary>
internal static class PhotoSchema
{
    public static CedarType Bool { get; } = new PrimitiveType(CedarKind.Bool);

    public static CedarType Long { get; } = new PrimitiveType(CedarKind.Long);

    public static CedarType String { get; } = new PrimitiveType(CedarKind.String);

    public static EntityUid View { get; } = new("Action", "view");

    public static EntityUid List { get; } = new("Action", "list");

    public static EntityUid Any { get; } = new("Action", "any");

    public static CedarSchema Schema { get; } = new(
        [
            Type("Group", ["Group"]),
            Type("Role") with { EnumIds = ["admin", "auditor"] },
            Type("User", ["Group"],
                Must("name", String), Must("age", Long), May("email", String), Must("address", Record(Must("city", String), May("zip", String))),
                May("manager", Of("User")), Must("nicknames", new SetType(String)), Must("groups", new SetType(Of("Group"))), Must("vip", Bool), Must("role", Of("Role"))) with { Tags = String },
            Type("Robot", ["Group"], Must("name", String), Must("model", Long), Must("vip", Long), May("owner", Of("User"))),
            Type("Folder", ["Folder"]),
            Type("Photo", ["Folder"],
                Must("owner", Of("User")), Must("size", Long), Must("taken", Ext(CedarKind.DateTime)), Must("keep", Ext(CedarKind.Duration)),
                Must("price", Ext(CedarKind.Decimal)), Must("from", Ext(CedarKind.Ip)), May("album", Record(May("title", String)))) with { Tags = new SetType(String) },
        ],
        [
            new() { Uid = Any, MemberOf = [], PrincipalTypes = [], ResourceTypes = [], Context = RecordType.Empty },
            new() { Uid = View, MemberOf = [Any], PrincipalTypes = ["User", "Robot"], ResourceTypes = ["Photo"], Context = Record(Must("ip", Ext(CedarKind.Ip)), May("mfa", Bool), Must("at", Ext(CedarKind.DateTime))) },
            new() { Uid = List, MemberOf = [Any], PrincipalTypes = ["User"], ResourceTypes = ["Folder"], Context = RecordType.Empty },
        ]);

    public static EntityTypeDefinition Type(string name, string[]? memberOf = null, params KeyValuePair<string, AttributeType>[] attributes) =>
        new() { Name = name, MemberOf = memberOf ?? [], Shape = Record(attributes) };

    public static RecordType Record(params KeyValuePair<string, AttributeType>[] attributes) =>
        new() { Attributes = new SortedDictionary<string, AttributeType>(attributes.ToDictionary(), StringComparer.Ordinal) };

    public static KeyValuePair<string, AttributeType> Must(string name, CedarType type) => new(name, new(type, Required: true));

    public static KeyValuePair<string, AttributeType> May(string name, CedarType type) => new(name, new(type, Required: false));

    public static CedarType Of(string type) => new EntityReferenceType(type);

    public static CedarType Ext(CedarKind kind) => new PrimitiveType(kind);
}
