using System.Globalization;
using System.Text;
using Breakwater.Cedar.Values;
using Breakwater.Contracts;
using Breakwater.Policy.Arguments;

namespace Breakwater.Policy.Manifests;

/// <summary>One argument of a tool. Immutable, thread-safe.</summary>
public sealed class ArgumentDefinition
{
    /// <summary>Longest text where the manifest gives no limit, in characters.</summary>
    public const int DefaultMaxLength = 4_096;

    private readonly CedarValue[] _choices;

    internal ArgumentDefinition(string id, ArgumentKind kind, bool optional, int maxLength, int decimals, IReadOnlyList<string> values, bool sensitive = false)
    {
        Id = id;
        Kind = kind;
        Optional = optional;
        MaxLength = maxLength;
        Decimals = decimals;
        Values = values;
        Sensitive = sensitive;
        Utf8Id = Encoding.UTF8.GetBytes(id);
        _choices = [.. values.Select(CedarValue.Of)];
        Utf8Values = [.. values.Select(Encoding.UTF8.GetBytes)];
        Missing = PolicyReasons.Argument($"the argument `{id}` is missing");
        Twice = PolicyReasons.Argument($"the argument `{id}` is given twice");
        Unrepresentable = PolicyReasons.Argument($"the argument `{id}` is not representable as {Description}");
        Unmapped = PolicyReasons.ArgumentUnmapped(id);
    }

    /// <summary>Its name in JSON and in policies.</summary>
    public string Id { get; }

    /// <summary>What it is.</summary>
    public ArgumentKind Kind { get; }

    /// <summary>Whether it may be left out.</summary>
    public bool Optional { get; }

    /// <summary>Most characters of a text, or of each text of a list.</summary>
    public int MaxLength { get; }

    /// <summary>Decimals of <see cref="ArgumentKind.MinorUnits"/>: 0 to 9.</summary>
    public int Decimals { get; }

    /// <summary>Whether its value is masked wherever the action is recorded. Policies see it all the same.</summary>
    public bool Sensitive { get; }

    /// <summary>The values of a <see cref="ArgumentKind.Choice"/>; empty for any other kind.</summary>
    public IReadOnlyList<string> Values { get; }

    internal byte[] Utf8Id { get; }

    internal byte[][] Utf8Values { get; }

    internal Reason Missing { get; }

    internal Reason Twice { get; }

    internal Reason Unrepresentable { get; }

    internal Reason Unmapped { get; }

    /// <summary>Everything that says what values it can have; two with the same text take the same values.</summary>
    internal string Canonical =>
        string.Create(CultureInfo.InvariantCulture, $"{Id}:{Kind.Word()}:{(Optional ? "optional" : "required")}:{MaxLength}:{Decimals}:{string.Join('|', Values.Select(v => $"{v.Length}.{v}"))}{(Sensitive ? ":sensitive" : "")}");

    /// <summary>A choice's value without allocating.</summary>
    internal CedarValue Choice(int index) => _choices[index];

    /// <summary>Whether every value of this argument, or its absence, is one of the other, as it is.</summary>
    internal bool IsWithin(ArgumentDefinition other) =>
        Kind == other.Kind && (other.Optional || !Optional) && MaxLength <= other.MaxLength && Decimals == other.Decimals && Values.All(v => other.Values.Contains(v, StringComparer.Ordinal));

    /// <summary>Reads the default of an adapter.</summary>
    internal bool TryDefault(string text, out CedarValue value)
    {
        value = default;
        switch (Kind)
        {
            case ArgumentKind.Text when text.Length <= MaxLength:
            case ArgumentKind.Choice when Values.Contains(text, StringComparer.Ordinal):
                value = CedarValue.Of(text);
                return true;
            case ArgumentKind.Flag when text is "true" or "false":
                value = CedarValue.Of(text == "true");
                return true;
            case ArgumentKind.Count or ArgumentKind.MinorUnits or ArgumentKind.Decimal or ArgumentKind.Money:
                if (!ExactNumber.TryRead(Encoding.UTF8.GetBytes(text), Places, out var scaled)) { return false; }
                value = Number(scaled);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Decimals that a number may have.</summary>
    internal int Places => Kind switch { ArgumentKind.Decimal or ArgumentKind.Money => 4, ArgumentKind.MinorUnits => Decimals, _ => 0 };

    internal CedarValue Number(long scaled) => Kind is ArgumentKind.Decimal or ArgumentKind.Money ? CedarValue.Decimal(scaled) : CedarValue.Of(scaled);

    private string Description => Kind switch
    {
        ArgumentKind.Text => string.Create(CultureInfo.InvariantCulture, $"a text of at most {MaxLength} characters"),
        ArgumentKind.Choice => "one of the declared values",
        ArgumentKind.Texts => "a list of distinct texts",
        ArgumentKind.Flag => "true or false",
        ArgumentKind.Count => "a whole number of 64 bits",
        ArgumentKind.Decimal or ArgumentKind.Money => "a number of 64 bits with four decimals",
        ArgumentKind.MinorUnits => string.Create(CultureInfo.InvariantCulture, $"a number of 64 bits with {Decimals} decimals"),
        _ => "an instant with its offset, to the millisecond",
    };
}
