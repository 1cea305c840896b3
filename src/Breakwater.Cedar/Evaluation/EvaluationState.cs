using Breakwater.Cedar.Entities;
using Breakwater.Cedar.Values;

namespace Breakwater.Cedar.Evaluation;

/// <summary>
/// What an evaluation reads and where it notes why it stopped. Belongs to one result, and so to one thread at a time; the request in it is only read.
/// A node that fails returns <c>default</c> or <see cref="Nodes.Truth.Failed"/> and leaves the reason here.
/// </summary>
internal sealed class EvaluationState
{
    public BoundRequest Request { get; set; } = BoundRequest.Unbound;

    public EvaluationFailure Failure { get; private set; }

    /// <summary>The entity's data; null if it is not among the entities.</summary>
    public StoredEntity? Find(EntityUid uid) => Request.Find(uid);

    public CedarValue WrongKind(string subject, string expected, CedarValue actual)
    {
        // The value of a masked operand was never there to be of the wrong kind.
        Failure = actual.Kind == CedarKind.Masked ? new(EvaluationErrorKind.Masked, subject, null, actual) : new(EvaluationErrorKind.WrongKind, subject, expected, actual);
        return default;
    }

    public CedarValue Fail(EvaluationErrorKind kind, string subject, CedarValue actual = default)
    {
        Failure = new(kind, subject, null, actual);
        return default;
    }
}
