namespace Breakwater.Cedar.Schemas;

/// <summary>One combination of types that the schema allows a request to have.</summary>
/// <param name="Principal">Type of the principal.</param>
/// <param name="Action">The action itself.</param>
/// <param name="Resource">Type of the resource.</param>
internal sealed record RequestEnvironment(string Principal, ActionDefinition Action, string Resource)
{
    /// <summary>Every combination, in the order of the actions' names, so that findings come in the same order each time.</summary>
    public static IEnumerable<RequestEnvironment> Of(CedarSchema schema) =>
        schema.Actions.Values
            .OrderBy(a => a.Uid.Type, StringComparer.Ordinal).ThenBy(a => a.Uid.Id, StringComparer.Ordinal)
            .SelectMany(Of);

    /// <summary>The combinations with this action.</summary>
    public static IEnumerable<RequestEnvironment> Of(ActionDefinition action) =>
        action.PrincipalTypes.Distinct(StringComparer.Ordinal).SelectMany(p => action.ResourceTypes.Distinct(StringComparer.Ordinal).Select(r => new RequestEnvironment(p, action, r)));

    public override string ToString() => $"the principal is a `{Principal}`, the action `{Action.Uid}` and the resource a `{Resource}`";
}
