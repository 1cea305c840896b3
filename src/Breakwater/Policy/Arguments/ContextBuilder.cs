using Breakwater.Cedar.Values;
using Breakwater.Policy.Schemas;

namespace Breakwater.Policy.Arguments;

/// <summary>
/// Makes contexts. Those without arguments are made once, or once a second where policies read the clock, and shared; one with arguments is kept with them, so that deciding
/// again about the same arguments allocates nothing. Thread-safe.
/// </summary>
internal sealed class ContextBuilder(TimeProvider time)
{
    private readonly Shared?[] _withoutArguments = new Shared?[8];

    /// <summary>Seconds since 1970; what <c>context.now</c> is made of.</summary>
    public long Second => time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>The context of a request without arguments.</summary>
    /// <param name="second">Second to show; <see cref="Never"/> for none.</param>
    /// <param name="delegated">Whether the agent acts on a delegation.</param>
    /// <param name="crosses">Whether it reaches into another jurisdiction.</param>
    public CedarRecord Of(long second, bool delegated, bool crosses)
    {
        ref var slot = ref _withoutArguments[(delegated ? 1 : 0) + (crosses ? 2 : 0) + (second == Never ? 4 : 0)];
        var found = Volatile.Read(ref slot);
        if (found is null || found.Second != second) { Volatile.Write(ref slot, found = new(second, Make(null, second, delegated, crosses))); }
        return found.Context;
    }

    /// <summary>No clock in the context.</summary>
    public const long Never = long.MinValue;

    public static CedarRecord Make(CedarRecord? arguments, long second, bool delegated, bool crosses)
    {
        var attributes = new List<KeyValuePair<string, CedarValue>>(4);
        if (arguments is not null) { attributes.Add(new(PolicyNames.Arguments, CedarValue.Of(arguments))); }
        attributes.Add(new(PolicyNames.CrossJurisdiction, CedarValue.Of(crosses)));
        attributes.Add(new(PolicyNames.Delegated, CedarValue.Of(delegated)));
        if (second != Never) { attributes.Add(new(PolicyNames.Now, CedarValue.DateTime(second * 1_000))); }
        return new(attributes);
    }

    private sealed record Shared(long Second, CedarRecord Context);
}
