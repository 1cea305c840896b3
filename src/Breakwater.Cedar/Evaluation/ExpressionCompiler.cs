using Breakwater.Cedar.Evaluation.Nodes;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation;

/// <summary>
/// Turns expressions into nodes. What is constant and has a value is folded; what is constant and fails stays, and fails whenever it is reached. Equal
/// constants and names are shared between policies. Not thread-safe.
/// </summary>
internal sealed class ExpressionCompiler(int maxDepth)
{
    private static readonly Node Principal = new PrincipalNode();
    private static readonly Node Action = new ActionNode();
    private static readonly Node Resource = new ResourceNode();
    private static readonly Node Context = new ContextNode();

    private readonly EvaluationState _folding = new();
    private readonly Dictionary<CedarValue, ConstantNode> _constants = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<(Type Kind, int Operator, object First, object? Second), Node> _shared = [];
    private int _depth;
    private bool _tooDeep;

    /// <summary>The expression as a node; null if it is nested too deeply.</summary>
    public Node? TryCompile(Expression expression)
    {
        _tooDeep = false;
        var node = Compile(expression);
        return _tooDeep ? null : node;
    }

    /// <summary>One instance of equal texts.</summary>
    public string Share(string text)
    {
        if (_names.TryGetValue(text, out var shared)) { return shared; }
        _names.Add(text, text);
        return text;
    }

    public ConstantNode Constant(CedarValue value)
    {
        if (!_constants.TryGetValue(value, out var constant)) { _constants.Add(value, constant = new(value)); }
        return constant;
    }

    private Node Compile(Expression expression)
    {
        if (_depth == maxDepth)
        {
            _tooDeep = true;
            return Context;
        }
        _depth++;
        var node = expression switch
        {
            LiteralExpression literal => Constant(literal.Value),
            VariableExpression variable => Variable(variable.Variable),
            IfExpression choice => If(Compile(choice.Condition), Compile(choice.Then), Compile(choice.Else)),
            UnaryExpression unary => Unary(unary.Operator, Compile(unary.Operand)),
            BinaryExpression { Operator: BinaryOperator.And or BinaryOperator.Or } chain => Chain(chain),
            BinaryExpression binary => Binary(binary.Operator, Compile(binary.Left), Compile(binary.Right)),
            AttributeExpression attribute => Attribute(Compile(attribute.Target), Share(attribute.Name)),
            HasExpression has => Has(Compile(has.Target), Share(has.Name)),
            LikeExpression like => Like(Compile(like.Target), like.Pattern),
            IsExpression test => Is(Compile(test.Target), Share(test.EntityType), test.In is null ? null : Compile(test.In)),
            SetExpression set => Set([.. set.Elements.Select(Compile)]),
            RecordExpression record => Record([.. record.Attributes.Select(a => KeyValuePair.Create(Share(a.Key), Compile(a.Value)))]),
            CallExpression call => Call(call.Function, [.. call.Arguments.Select(Compile)]),
            _ => throw new ArgumentException($"Unknown expression {expression.GetType().Name}."),
        };
        _depth--;
        return node;
    }

    private static Node Variable(RequestVariable variable) => variable switch
    {
        RequestVariable.Principal => Principal,
        RequestVariable.Action => Action,
        RequestVariable.Resource => Resource,
        _ => Context,
    };

    private static Node If(Node condition, Node then, Node otherwise) =>
        condition is ConstantNode { Value.Kind: CedarKind.Bool } constant ? (constant.Value.AsBool ? then : otherwise) : new IfNode(condition, then, otherwise);

    /// <summary>
    /// Keeps a node for the next expression that is the same: policies of a fleet resemble each other, and what is shared is loaded into the processor's
    /// cache once for all of them.
    /// </summary>
    private Node Keep(Type kind, int operation, object first, object? second, Node node)
    {
        _shared.Add((kind, operation, first, second), node);
        return node;
    }

    public Node Not(Node operand) => Unary(UnaryOperator.Not, operand);

    private Node Unary(UnaryOperator operation, Node operand) => Fold(
        operation switch
        {
            UnaryOperator.Not => new NotNode(operand),
            UnaryOperator.Negate => new NegateNode(operand),
            _ => new IsEmptyNode(operand),
        },
        operand);

    private Node Binary(BinaryOperator operation, Node left, Node right) =>
        _shared.TryGetValue((typeof(BinaryOperator), (int)operation, left, right), out var known) ? known : Keep(typeof(BinaryOperator), (int)operation, left, right, MakeBinary(operation, left, right));

    private Node MakeBinary(BinaryOperator operation, Node left, Node right) => Fold(
        operation switch
        {
            BinaryOperator.Equal or BinaryOperator.NotEqual => new EqualNode(left, right, operation == BinaryOperator.NotEqual),
            BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual => new OrderNode(operation, left, right),
            BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply => new ArithmeticNode(operation, left, right),
            BinaryOperator.In => new InNode(left, right),
            BinaryOperator.HasTag => new HasTagNode(left, right),
            BinaryOperator.GetTag => new GetTagNode(left, right),
            _ => new ContainsNode(operation, left, right),
        },
        left,
        right);

    /// <summary>Compiles <c>a &amp;&amp; b &amp;&amp; c</c>, which is nested to the left, as one node without descending the chain.</summary>
    private Node Chain(BinaryExpression chain)
    {
        var operands = new List<Expression>();
        Expression rest = chain;
        while (rest is BinaryExpression link && link.Operator == chain.Operator)
        {
            operands.Add(link.Right);
            rest = link.Left;
        }
        operands.Add(rest);
        operands.Reverse();
        return Chain(chain.Operator == BinaryOperator.And, operands.Select(Compile));
    }

    /// <summary>A chain without the constants that do not matter; what follows a constant that decides is never reached.</summary>
    public Node Chain(bool isAnd, IEnumerable<Node> operands)
    {
        var kept = new List<Node>();
        foreach (var operand in operands)
        {
            if (operand is ConstantNode { Value.Kind: CedarKind.Bool } constant)
            {
                if (constant.Value.AsBool == isAnd) { continue; }
                if (kept.Count == 0) { return constant; }
                kept.Add(constant);
                break;
            }
            kept.Add(operand);
        }
        if (kept.Count == 0) { return Constant(CedarValue.Of(isAnd)); }
        if (kept is [BooleanNode only]) { return only; }
        return isAnd ? new AllNode([.. kept]) : new AnyNode([.. kept]);
    }

    private Node Attribute(Node target, string name) =>
        _shared.TryGetValue((typeof(AttributeNode), 0, target, name), out var known) ? known : Keep(typeof(AttributeNode), 0, target, name, Fold(new AttributeNode(target, name), target));

    private Node Has(Node target, string name) =>
        _shared.TryGetValue((typeof(HasNode), 0, target, name), out var known) ? known : Keep(typeof(HasNode), 0, target, name, Fold(new HasNode(target, name), target));

    private Node Like(Node target, LikePattern pattern) => Fold(new LikeNode(target, pattern), target);

    private Node Is(Node target, string type, Node? group)
    {
        var test = Fold(new IsNode(target, type), target);
        return group is null ? test : Chain(true, [test, Binary(BinaryOperator.In, target, group)]);
    }

    private Node Set(Node[] elements) => Fold(new SetNode(elements), elements);

    private Node Record(KeyValuePair<string, Node>[] attributes) => Fold(new RecordNode(attributes), [.. attributes.Select(a => a.Value)]);

    private Node Call(ExtensionFunction function, Node[] arguments) =>
        arguments.Length == (ExtensionCall.Signature(function).Second == CedarKind.None ? 1 : 2)
            ? Fold(new ExtensionNode(function, arguments[0], arguments.ElementAtOrDefault(1)), arguments)
            : new WrongCountNode(function);

    /// <summary>The node's value if all it depends on is constant and it has one. An entity's data is not constant.</summary>
    private Node Fold(Node node, params ReadOnlySpan<Node> operands)
    {
        foreach (var operand in operands) { if (operand is not ConstantNode constant || (ReadsEntities(node) && constant.Value.Kind == CedarKind.Entity)) { return node; } }
        var value = node.Evaluate(_folding);
        return value.Kind == CedarKind.None ? node : Constant(value);
    }

    private static bool ReadsEntities(Node node) => node is AttributeNode or HasNode or InNode or HasTagNode or GetTagNode;
}
