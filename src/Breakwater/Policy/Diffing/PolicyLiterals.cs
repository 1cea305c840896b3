using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy.Diffing;

/// <summary>What the policies of both sides compare with: the values around which an answer can change, by the name of the attribute they meet.</summary>
internal sealed class PolicyLiterals
{
    private readonly Dictionary<string, HashSet<CedarValue>> _byAttribute = new(StringComparer.Ordinal);
    private readonly HashSet<EntityUid> _entities = [];
    private readonly Dictionary<string, List<LikePattern>> _patterns = new(StringComparer.Ordinal);
    private readonly List<string[]> _together = [];

    public PolicyLiterals(IEnumerable<Cedar.Syntax.Policy> policies)
    {
        foreach (var policy in policies)
        {
            foreach (var scope in new[] { policy.Principal, policy.Action, policy.Resource }) { _entities.UnionWith(scope.Entities); }
            var parts = policy.Conditions.SelectMany(c => c.Body.SelfAndParts()).ToList();
            foreach (var part in parts) { Read(part); }
            // Every use of the context or of the arguments that is a look at one attribute says which; a use that is no such look means all of them.
            UsesAll |= parts.Count(IsWhole) > parts.Count(p => p is AttributeExpression { Target: var of } && IsWhole(of) || p is HasExpression { Target: var asked } && IsWhole(asked));
        }
        // What is compared with another attribute can change where the other's literals are.
        for (var grown = true; grown;)
        {
            grown = false;
            foreach (var names in _together)
            {
                var values = names.SelectMany(n => _byAttribute[n]).ToList();
                foreach (var name in names)
                {
                    var before = _byAttribute[name].Count;
                    _byAttribute[name].UnionWith(values);
                    grown |= _byAttribute[name].Count > before;
                }
            }
        }
    }

    /// <summary>Whether a policy uses the context or the arguments as a whole, and so may look at any of them.</summary>
    public bool UsesAll { get; }

    /// <summary>Whether a policy calculates with attributes: where its answer changes then lies anywhere between its literals.</summary>
    public bool Calculates { get; private set; }

    /// <summary>Ids of the entities of a type that a policy names.</summary>
    public IEnumerable<string> Entities(string type) => _entities.Where(e => e.Type == type).Select(e => e.Id).Order(StringComparer.Ordinal);

    /// <summary>Values that an attribute is compared with.</summary>
    public IReadOnlyCollection<CedarValue> Of(string attribute) => _byAttribute.TryGetValue(attribute, out var found) ? found : [];

    /// <summary>Patterns that an attribute is matched with.</summary>
    public IReadOnlyList<LikePattern> Patterns(string attribute) => _patterns.TryGetValue(attribute, out var found) ? found : [];

    /// <summary>Whether the attribute is compared with another.</summary>
    public bool IsComparedWithOthers(string attribute) => _together.Exists(t => t.Contains(attribute, StringComparer.Ordinal));

    /// <summary>Whether a policy may look at the attribute.</summary>
    public bool Mentions(string attribute) => UsesAll || _byAttribute.ContainsKey(attribute);

    private static bool IsWhole(Expression e) => e is VariableExpression { Variable: RequestVariable.Context } || IsArguments(e);

    private static bool IsArguments(Expression e) => e is AttributeExpression { Target: VariableExpression { Variable: RequestVariable.Context }, Name: PolicyNames.Arguments };

    private void Read(Expression part)
    {
        switch (part)
        {
            case LiteralExpression { Value: { Kind: CedarKind.Entity } value }:
                _entities.Add(value.AsEntity);
                break;
            case AttributeExpression e when !IsArguments(e):
                Known(e.Name);
                break;
            case HasExpression e:
                Known(e.Name);
                break;
            case LikeExpression e:
                Meet([e.Target]);
                foreach (var name in Names(e.Target.SelfAndParts()))
                {
                    if (!_patterns.TryGetValue(name, out var known)) { _patterns.Add(name, known = []); }
                    known.Add(e.Pattern);
                }
                break;
            case UnaryExpression { Operator: UnaryOperator.Negate } e:
                Calculates |= Names(e.Operand.SelfAndParts()).Length > 0;
                break;
            case BinaryExpression { Operator: not (BinaryOperator.And or BinaryOperator.Or) } e:
                Meet([e.Left, e.Right]);
                Calculates |= e.Operator is BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply && Names(e.SelfAndParts()).Length > 0;
                break;
            case CallExpression { Arguments.Count: 2 } e:
                Meet(e.Arguments);
                break;
        }
    }

    /// <summary>Every value on either side meets every attribute on either side.</summary>
    private void Meet(IEnumerable<Expression> sides)
    {
        var parts = sides.SelectMany(s => s.SelfAndParts()).ToList();
        var names = Names(parts);
        if (names.Length == 0) { return; }
        var values = parts.OfType<LiteralExpression>().Select(l => l.Value).Concat(parts.OfType<CallExpression>().Select(Constant)).Where(v => v.Kind != CedarKind.None).ToList();
        foreach (var name in names) { Known(name).UnionWith(values); }
        if (names.Length > 1) { _together.Add(names); }
    }

    private static string[] Names(IEnumerable<Expression> parts) =>
    [
        .. parts.SelectMany(p => p switch
        {
            AttributeExpression a when !IsArguments(a) => [a.Name],
            RecordExpression r => r.Attributes.Select(a => a.Key),
            _ => Enumerable.Empty<string>(),
        }).Distinct(StringComparer.Ordinal),
    ];

    private HashSet<CedarValue> Known(string attribute)
    {
        if (!_byAttribute.TryGetValue(attribute, out var known)) { _byAttribute.Add(attribute, known = []); }
        return known;
    }

    /// <summary>The value of <c>decimal("…")</c> and the like; none for any other call.</summary>
    private static CedarValue Constant(CallExpression call)
    {
        if (call.Arguments is not [LiteralExpression { Value.Kind: CedarKind.String } text]) { return default; }
        return Cedar.Evaluation.ConstantExtension.TryRead(call.Function, text.Value.AsString, out var value) ? value : default;
    }
}
