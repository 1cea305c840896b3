namespace Breakwater.Cedar.Evaluation;

/// <summary>Why an expression has no value.</summary>
public enum EvaluationErrorKind
{
    /// <summary>It has one.</summary>
    None,

    /// <summary>An attribute or tag was asked of an entity that is not among the entities.</summary>
    MissingEntity,

    /// <summary>An entity or record does not have the attribute.</summary>
    MissingAttribute,

    /// <summary>An entity does not have the tag.</summary>
    MissingTag,

    /// <summary>An operator got a value of a kind that it does not take.</summary>
    WrongKind,

    /// <summary>A result does not fit in 64 bits.</summary>
    Overflow,

    /// <summary>A text is not what a constructor such as <c>ip</c> takes.</summary>
    BadText,

    /// <summary>An extension function got more or fewer arguments than it takes.</summary>
    WrongCount,

    /// <summary>No error: the value needed is withheld (<see cref="Values.CedarKind.Masked"/>), so the policy is undecided.</summary>
    Masked,
}
