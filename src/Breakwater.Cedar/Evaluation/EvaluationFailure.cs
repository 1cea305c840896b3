using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation;

/// <summary>Why the evaluation under way stopped, put into words only when somebody asks.</summary>
/// <param name="Kind">The kind of trouble.</param>
/// <param name="Subject">The operator, or the name of the attribute or tag.</param>
/// <param name="Expected">What the operator takes; of a wrong kind only.</param>
/// <param name="Actual">The value that was there instead, or that lacks the attribute.</param>
internal readonly record struct EvaluationFailure(EvaluationErrorKind Kind, string Subject, string? Expected, CedarValue Actual)
{
    public string Message => Kind switch
    {
        EvaluationErrorKind.MissingEntity => $"The entity `{Actual.AsEntity}` is not among the entities, so it has no `{Subject}`.",
        EvaluationErrorKind.MissingAttribute => Actual.Kind == CedarKind.Entity ? $"The entity `{Actual.AsEntity}` has no attribute `{Subject}`." : $"The record has no attribute `{Subject}`.",
        EvaluationErrorKind.MissingTag => $"The entity `{Actual.AsEntity}` has no tag `{Subject}`.",
        EvaluationErrorKind.WrongKind => $"`{Subject}` takes {Expected}, not {Name(Actual.Kind)}.",
        EvaluationErrorKind.Overflow => $"The result of `{Subject}` does not fit in 64 bits.",
        EvaluationErrorKind.BadText => $"`{Subject}` cannot read the text `{Actual.AsString}`.",
        EvaluationErrorKind.WrongCount => $"`{Subject}` does not take that number of arguments.",
        EvaluationErrorKind.Masked => $"The value of `{Actual.AsMasked}` is masked.",
        _ => "The policy has a value.",
    };

    private static string Name(CedarKind kind) => kind switch
    {
        CedarKind.Bool => "a boolean",
        CedarKind.Long => "an integer",
        CedarKind.String => "a string",
        CedarKind.Entity => "an entity",
        CedarKind.Set => "a set",
        CedarKind.Record => "a record",
        CedarKind.Decimal => "a decimal",
        CedarKind.DateTime => "a datetime",
        CedarKind.Duration => "a duration",
        CedarKind.Ip => "an IP address",
        _ => "nothing",
    };
}
