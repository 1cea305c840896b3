using Breakwater.Audit;
using Breakwater.Contracts;

namespace Breakwater.Tests.Audit;

public sealed class RecordPriorityTests
{
    [Fact]
    public void Every_event_there_can_be_has_the_priority_that_the_table_says()
    {
        foreach (var kind in Enum.GetValues<AuditEventKind>())
        {
            foreach (var effect in Enum.GetValues<Effect>())
            {
                foreach (var outcome in Enum.GetValues<Outcome>())
                {
                    foreach (var wouldRefuse in (ulong[])[0, 1, 1UL << 63])
                    {
                        foreach (var credential in (UInt128[])[0, 1, UInt128.MaxValue])
                        {
                            var e = new AuditEvent { Kind = kind, Outcome = outcome, Credential = credential, Decision = new() { Effect = effect, WouldRefuse = wouldRefuse } };
                            foreach (var urgency in Enum.GetValues<RecordUrgency>()) { RecordPriorities.Of(e, urgency).ShouldBe(PriorityTable.Of(e, urgency), $"{kind} {effect} {outcome} {wouldRefuse} {credential} {urgency}"); }
                        }
                    }
                }
            }
        }
    }
}
