using System.Runtime.InteropServices;
using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Evaluation.Indexing;
using Breakwater.Cedar.Syntax;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation;

/// <summary>
/// A request made ready for one set of policies and one snapshot of entities: entities found, names turned into keys. A buffer of the caller: binding again
/// overwrites it and, once it has grown to size, allocates nothing. While it is not being bound, any number of threads may authorize with it.
/// </summary>
public sealed class BoundRequest
{
    private EntityStore _store = EntityStore.Empty;
    private BoundVariable _principal;
    private BoundVariable _action;
    private BoundVariable _resource;
    private EntityUid? _principalUid;
    private EntityUid? _actionUid;
    private EntityUid? _resourceUid;
    private readonly List<int> _actionKeys = [];
    private readonly List<int> _otherKeys = [];

    /// <summary>What is evaluated when nothing is bound: folding of constants reads none of it.</summary>
    internal static BoundRequest Unbound { get; } = new();

    /// <summary>The policies it is bound to; null before it is first bound.</summary>
    public CompiledPolicies? Policies { get; private set; }

    internal CedarValue Principal { get; private set; }

    internal CedarValue Action { get; private set; }

    internal CedarValue Resource { get; private set; }

    internal CedarValue Context { get; private set; }

    internal ref readonly BoundVariable PrincipalScope => ref _principal;

    internal ref readonly BoundVariable ActionScope => ref _action;

    internal ref readonly BoundVariable ResourceScope => ref _resource;

    /// <summary>Keys of any action, the action and its groups under which policies are filed; no key twice.</summary>
    internal ReadOnlySpan<int> ActionKeys => CollectionsMarshal.AsSpan(_actionKeys);

    /// <summary>All other keys under which policies that can match are filed; no key twice.</summary>
    internal ReadOnlySpan<int> OtherKeys => CollectionsMarshal.AsSpan(_otherKeys);

    /// <summary>Binds a request. Cost: one look-up for each of its entities, their ancestors, and each indexed attribute.</summary>
    /// <param name="policies">The policies it will be put to.</param>
    /// <param name="store">The entities. One that is missing has no attributes, tags or ancestors.</param>
    /// <param name="request">The request.</param>
    public void Bind(CompiledPolicies policies, EntityStore store, CedarRequest request) =>
        Bind(policies, store, request.Principal, request.Action, request.Resource, request.Context);

    /// <summary>Binds a request given by its parts, for callers that may not allocate one.</summary>
    /// <param name="policies">The policies it will be put to.</param>
    /// <param name="store">The entities. One that is missing has no attributes, tags or ancestors.</param>
    /// <param name="principal">Who asks.</param>
    /// <param name="action">What for.</param>
    /// <param name="resource">On what.</param>
    /// <param name="context">Under which circumstances.</param>
    public void Bind(CompiledPolicies policies, EntityStore store, EntityUid principal, EntityUid action, EntityUid resource, CedarRecord context) =>
        Bind(policies, store, principal, store.Find(principal), action, resource, context);

    /// <summary>Binds a request of a principal that was looked up before.</summary>
    /// <param name="policies">The policies it will be put to.</param>
    /// <param name="store">The entities.</param>
    /// <param name="principal">Who asks, as that store holds it.</param>
    /// <param name="action">What for.</param>
    /// <param name="resource">On what.</param>
    /// <param name="context">Under which circumstances.</param>
    public void Bind(CompiledPolicies policies, EntityStore store, StoredEntity principal, EntityUid action, EntityUid resource, CedarRecord context) =>
        Bind(policies, store, principal.Uid, principal, action, resource, context);

    private void Bind(CompiledPolicies policies, EntityStore store, EntityUid principal, StoredEntity? entity, EntityUid action, EntityUid resource, CedarRecord context)
    {
        Policies = policies;
        _store = store;
        (_principalUid, _actionUid, _resourceUid) = (principal, action, resource);
        Principal = CedarValue.Of(principal);
        Action = CedarValue.Of(action);
        Resource = CedarValue.Of(resource);
        Context = CedarValue.Of(context);
        _principal.Bind(principal, entity, policies.Keys);
        _action.Bind(action, store.Find(action), policies.Keys);
        _resource.Bind(resource, store.Find(resource), policies.Keys);

        // Keys without files are left out here, so that they are not looked up at every decision.
        _actionKeys.Clear();
        AddAction(FilingKey.Any);
        foreach (var key in _action.Groups) { AddAction(FilingKey.Action(key)); }

        _otherKeys.Clear();
        AddOther(FilingKey.Any);
        foreach (var key in _principal.Groups) { AddOther(FilingKey.Principal(key)); }
        foreach (var key in _resource.Groups) { AddOther(FilingKey.Resource(key)); }
        if (_principal.Type != KeyTable.Unknown) { AddOther(FilingKey.Principal(_principal.Type)); }
        if (_resource.Type != KeyTable.Unknown) { AddOther(FilingKey.Resource(_resource.Type)); }
        foreach (var attribute in policies.IndexedAttributes) { AddValue(attribute); }
    }

    internal StoredEntity? Find(EntityUid uid)
    {
        if (ReferenceEquals(uid, _principalUid)) { return _principal.Entity; }
        if (ReferenceEquals(uid, _resourceUid)) { return _resource.Entity; }
        if (ReferenceEquals(uid, _actionUid)) { return _action.Entity; }
        return _store.Find(uid);
    }

    private void AddAction(int key)
    {
        if (Policies!.Index.HasAction(key)) { _actionKeys.Add(key); }
    }

    private void AddOther(int key)
    {
        if (Policies!.Index.HasOther(key)) { _otherKeys.Add(key); }
    }

    /// <summary>Adds the keys under which policies are filed that this request's value, or lack of one, can make true or fail.</summary>
    private void AddValue(IndexedAttribute attribute)
    {
        var record = attribute.Path.Variable switch
        {
            RequestVariable.Principal => _principal.Entity?.Attributes,
            RequestVariable.Action => _action.Entity?.Attributes,
            RequestVariable.Resource => _resource.Entity?.Attributes,
            _ => Context.AsRecord,
        };
        if (record is null || !record.TryGet(attribute.Path.Name, out var value))
        {
            if (!attribute.Path.IsGuarded) { _otherKeys.AddRange(attribute.All); }
        }
        else if (value.Kind == CedarKind.Masked) { _otherKeys.AddRange(attribute.All); }
        else if (value.Kind is not (CedarKind.Set or CedarKind.Record) && attribute.Keys.TryGetValue(value, out var key)) { _otherKeys.Add(key); }
    }
}
