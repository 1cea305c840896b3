using System.Runtime.CompilerServices;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Schemas;

/// <summary>Gives the names of a schema their meaning and checks that its parts fit together.</summary>
internal sealed partial class SchemaResolver
{
    /// <summary>How many parts a type may have when every common type is written out: repeated doubling would otherwise explode in what compares types.</summary>
    private const int MaxTypeSize = 100_000;

    private readonly List<RawNamespace> _namespaces;
    private readonly string _source;
    private readonly List<CedarDiagnostic> _errors;
    private readonly Dictionary<string, RawEntityType> _entityTypes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CommonType> _commonTypes = new(StringComparer.Ordinal);
    private readonly Dictionary<EntityUid, RawAction> _actions = [];
    private readonly HashSet<string> _actionTypes = new(StringComparer.Ordinal);

    public SchemaResolver(List<RawNamespace> namespaces, string source, List<CedarDiagnostic> errors)
    {
        _namespaces = namespaces;
        _source = source;
        _errors = errors;
    }

    public CedarSchema Resolve()
    {
        Collect();
        CheckShadowing();
        foreach (var common in _commonTypes.Values) { Define(common); }

        var entityTypes = new List<EntityTypeDefinition>();
        var actions = new Dictionary<EntityUid, ActionDefinition>();
        foreach (var space in _namespaces)
        {
            entityTypes.AddRange(space.EntityTypes.Where(t => ReferenceEquals(_entityTypes[space.Qualify(t.Name)], t)).Select(t => Resolve(t, space)));
            foreach (var action in space.Actions)
            {
                var uid = Uid(space, action.Id);
                if (ReferenceEquals(_actions[uid], action)) { actions[uid] = Resolve(action, uid, space); }
            }
        }
        CheckHierarchy(actions);
        return new CedarSchema(entityTypes, actions.Values);
    }

    private EntityTypeDefinition Resolve(RawEntityType type, RawNamespace space) => new()
    {
        Name = space.Qualify(type.Name),
        MemberOf = EntityNames(type.MemberOf, space),
        Shape = Record(type.Shape, space, "The attributes of an entity type"),
        Tags = type.Tags is null ? null : Type(type.Tags, space, 0).Type,
        EnumIds = type.EnumIds is null ? null : [.. type.EnumIds],
    };

    private ActionDefinition Resolve(RawAction action, EntityUid uid, RawNamespace space) => new()
    {
        Uid = uid,
        MemberOf = [.. action.MemberOf.Select(p => Parent(p, space)).OfType<EntityUid>().Distinct()],
        PrincipalTypes = EntityNames(action.PrincipalTypes, space),
        ResourceTypes = EntityNames(action.ResourceTypes, space),
        Context = Record(action.Context, space, "A context"),
    };

    private EntityUid? Parent(RawActionReference parent, RawNamespace space)
    {
        var type = parent.Type ?? "Action";
        var near = new EntityUid(type.Contains("::", StringComparison.Ordinal) ? type : space.Qualify(type), parent.Id);
        if (_actions.ContainsKey(near)) { return near; }
        var far = new EntityUid(type, parent.Id);
        if (_actions.ContainsKey(far)) { return far; }
        Report(parent.Span, $"There is no action `{near}`.", "Declare it, or correct the name.");
        return null;
    }

    private string[] EntityNames(IReadOnlyList<RawName> names, RawNamespace space) => [.. names.Select(n => EntityName(n, space)).OfType<string>().Distinct(StringComparer.Ordinal)];

    private string? EntityName(RawName name, RawNamespace space)
    {
        foreach (var candidate in Candidates(name.Name, space)) { if (IsEntityType(candidate)) { return candidate; } }
        Report(name.Span, $"There is no entity type `{name.Name}`.", "Declare it, or correct the name; a type of another namespace needs its namespace.");
        return null;
    }

    private RecordType Record(RawType? raw, RawNamespace space, string what)
    {
        if (raw is null) { return RecordType.Empty; }
        var (type, _) = Type(raw, space, 0);
        if (type is RecordType record) { return record; }
        if (type is not UnknownType) { Report(raw.Span, $"{what} must be a record.", "Write `{ name: Type }`, or the name of a common type that is a record."); }
        return RecordType.Empty;
    }

    private (CedarType Type, int Size) Type(RawType raw, RawNamespace space, int depth)
    {
        if (depth > SourceReader.MaxNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Report(raw.Span, $"Types are nested more than {SourceReader.MaxNesting} levels deep.", "Split them up.");
            return (UnknownType.Instance, 1);
        }
        switch (raw)
        {
            case RawSet set:
                var (element, size) = Type(set.Element, space, depth + 1);
                return Sized(set, new SetType(element), size + 1);
            case RawRecord record:
                return Record(record, space, depth);
            default:
                return Named((RawName)raw, space, depth);
        }
    }

    private (CedarType Type, int Size) Record(RawRecord record, RawNamespace space, int depth)
    {
        var attributes = new SortedDictionary<string, AttributeType>(StringComparer.Ordinal);
        var total = 1;
        foreach (var attribute in record.Attributes)
        {
            var (type, size) = Type(attribute.Type, space, depth + 1);
            total += size;
            if (!attributes.TryAdd(attribute.Name, new AttributeType(type, attribute.Required))) { Report(attribute.Span, $"The attribute `{attribute.Name}` is declared twice.", "Keep one of them."); }
            if (total > MaxTypeSize) { break; }
        }
        return Sized(record, new RecordType { Attributes = attributes }, total);
    }

    private (CedarType Type, int Size) Sized(RawType raw, CedarType type, int size)
    {
        if (size <= MaxTypeSize) { return (type, size); }
        Report(raw.Span, $"The type has more than {MaxTypeSize} parts when its common types are written out.", "Split it up, or refer to entities instead.");
        return (UnknownType.Instance, 1);
    }

    private (CedarType Type, int Size) Named(RawName name, RawNamespace space, int depth)
    {
        if (name.Kind == RawNameKind.Extension)
        {
            if (Primitives.TryGetValue(name.Name, out var extension) && extension.Kind >= CedarKind.Decimal) { return (extension, 1); }
            Report(name.Span, $"There is no extension type `{name.Name}`.", "The extension types are `ipaddr`, `decimal`, `datetime` and `duration`.");
            return (UnknownType.Instance, 1);
        }
        foreach (var candidate in Candidates(name.Name, space))
        {
            if (name.Kind != RawNameKind.Entity && _commonTypes.TryGetValue(candidate, out var common)) { return Define(common, name.Span, depth); }
            if (name.Kind != RawNameKind.Common && IsEntityType(candidate)) { return (new EntityReferenceType(candidate), 1); }
        }
        var plain = name.Name.StartsWith("__cedar::", StringComparison.Ordinal) ? name.Name["__cedar::".Length..] : name.Name;
        if (name.Kind != RawNameKind.Entity && Primitives.TryGetValue(plain, out var primitive)) { return (primitive, 1); }
        Report(name.Span, $"There is no type `{name.Name}`.", "Declare it, or correct the name; a type of another namespace needs its namespace.");
        return (UnknownType.Instance, 1);
    }

    private void Report(SourceSpan span, string message, string? remedy = null)
    {
        if (_errors.Count < SourceReader.MaxErrors) { _errors.Add(new(_source, span, message, remedy)); }
    }

    /// <summary>Stands for a type with an error, which has been reported.</summary>
    private sealed record UnknownType : CedarType
    {
        public static UnknownType Instance { get; } = new();
    }

    private sealed class CommonType(RawCommonType raw, RawNamespace space)
    {
        public RawCommonType Raw => raw;

        public RawNamespace Space => space;

        public (CedarType Type, int Size)? Resolved { get; set; }

        public bool IsBeingResolved { get; set; }
    }
}
