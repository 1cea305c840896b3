using System.Collections.Immutable;
using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Validation;

internal sealed partial class TypeChecker
{
    private CedarType? Attribute(AttributeExpression e, ImmutableHashSet<Capability> shown)
    {
        if (Infer(e.Target, shown, Expectation.HasAttributes).Type is not { } target) { return null; }
        var (known, isOpen) = AttributesOf(target);
        if (!known.Attributes.TryGetValue(e.Name, out var attribute))
        {
            ReportMissing(e, target, known, isOpen);
            return null;
        }
        if (!attribute.Required && !shown.Contains(Has(e.Target, e.Name)))
        {
            findings.Add(e.Span, $"The attribute `{e.Name}` of {StaticTypes.Describe(target)} is optional and may be missing here", $"Ask for it first: `… has {Spell(e.Name)} && …`.");
        }
        return attribute.Type;
    }

    private void ReportMissing(AttributeExpression e, CedarType target, RecordType known, bool isOpen)
    {
        var message = isOpen ? $"Not every {StaticTypes.Describe(target)} has an attribute `{e.Name}`, or not of one type" : $"{StaticTypes.Describe(target)} has no attribute `{e.Name}`";
        var otherwise = known.Attributes.Count == 0 ? "It has no attributes." : "Declare it in the schema, or use one that is declared.";
        findings.Add(e.Span, message, NearestName.Remedy(e.Name, known.Attributes.Keys, otherwise));
    }

    private Typed Has(HasExpression e, ImmutableHashSet<Capability> shown)
    {
        if (Infer(e.Target, shown, Expectation.HasAttributes).Type is not { } target) { return Typed.Of(StaticTypes.Boolean); }
        var (known, isOpen) = AttributesOf(target);
        if (!known.Attributes.TryGetValue(e.Name, out var attribute)) { return Typed.Of(isOpen && MayHave(target, e.Name) ? StaticTypes.Boolean : SingletonType.False); }

        // An entity may be missing altogether; then it has not even what its type requires.
        var capability = Has(e.Target, e.Name);
        var certain = shown.Contains(capability) || (attribute.Required && !StaticTypes.IsEntity(target));
        return new(certain ? SingletonType.True : StaticTypes.Boolean, [capability]);
    }

    private Typed HasTag(BinaryExpression e, ImmutableHashSet<Capability> shown)
    {
        var target = Infer(e.Left, shown, Expectation.Entity).Type;
        var tag = Infer(e.Right, shown, Expectation.String).Type;
        if (target is null || tag is null) { return Typed.Of(StaticTypes.Boolean); }
        if (!TagTypes(target).Any()) { return Typed.Of(SingletonType.False); }
        var capability = Tag(e);
        return new(shown.Contains(capability) ? SingletonType.True : StaticTypes.Boolean, [capability]);
    }

    private CedarType? GetTag(BinaryExpression e, ImmutableHashSet<Capability> shown)
    {
        var target = Infer(e.Left, shown, Expectation.Entity).Type;
        var tag = Infer(e.Right, shown, Expectation.String).Type;
        if (target is null || tag is null) { return null; }

        CedarType? type = null;
        foreach (var one in TagTypes(target)) { type = type is null ? one : Bound(e, type, one, "The tags"); }
        if (!TagTypes(target).Any())
        {
            findings.Add(e.Span, $"{StaticTypes.Describe(target)} has no tags", "Declare their type in the schema, or use an attribute.");
        }
        else if (!shown.Contains(Tag(e)))
        {
            findings.Add(e.Span, "The tag may be missing here", "Ask for it first: `….hasTag(…) && …`, with the same two expressions.");
        }
        return type;
    }

    private IEnumerable<CedarType> TagTypes(CedarType target) =>
        StaticTypes.EntityNames(target).Select(n => hierarchy.Schema.EntityTypes.GetValueOrDefault(n)?.Tags).OfType<CedarType>();

    /// <summary>The attributes known of a type, and whether there may be others.</summary>
    private (RecordType Known, bool IsOpen) AttributesOf(CedarType type) => type switch
    {
        RecordType record => (record, false),
        OpenRecordType open => (open.Known, true),
        EntityReferenceType entity => (Shape(entity.Name), false),
        EntityUnionType union => (union.Names.Select(Shape).Aggregate(LeastUpperBound.Shared), true),
        _ => (RecordType.Empty, false),
    };

    // Actions have no attributes.
    private RecordType Shape(string entityType) => hierarchy.Schema.EntityTypes.GetValueOrDefault(entityType)?.Shape ?? RecordType.Empty;

    private bool MayHave(CedarType type, string attribute) => type is not EntityUnionType union || union.Names.Any(n => Shape(n).Attributes.ContainsKey(attribute));

    private Capability Has(Expression target, string attribute) => new(shapes.IdOf(target), shapes.IdOf(attribute));

    private Capability Tag(BinaryExpression e) => new(shapes.IdOf(e.Left), shapes.IdOf(e.Right));

    private static string Spell(string attribute) => attribute.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && attribute is [var first, ..] && !char.IsAsciiDigit(first) ? attribute : CedarText.Quote(attribute);
}
