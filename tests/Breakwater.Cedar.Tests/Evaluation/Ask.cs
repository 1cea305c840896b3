using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Evaluation;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Tests.Evaluation;

/// <summary>Puts a request to policies written as Cedar source.</summary>
internal sealed class Ask
{
    public static readonly EntityUid User = new("User", "a");
    public static readonly EntityUid Action = new("Action", "read");
    public static readonly EntityUid Document = new("Doc", "x");

    public Ask(string policies, IEnumerable<CedarEntity>? entities = null, CedarRecord? context = null, EntityUid? action = null)
    {
        var parsed = PolicyParser.Parse(policies, "test.cedar");
        parsed.Errors.ShouldBeEmpty();
        Policies = CompiledPolicies.Compile(parsed.Policies!);
        EntityStore.TryCreate(entities ?? [], null, out var store, out var problems).ShouldBeTrue(string.Join(' ', problems));
        Bound.Bind(Policies, store!, new(User, action ?? Action, Document, context ?? CedarRecord.Empty));
        Policies.Authorize(Bound, Result);
    }

    public CompiledPolicies Policies { get; }

    public BoundRequest Bound { get; } = new();

    public AuthorizationResult Result { get; } = new();

    public static CedarRecord Record(params (string Name, CedarValue Value)[] attributes) => new(attributes.Select(a => KeyValuePair.Create(a.Name, a.Value)));
}
