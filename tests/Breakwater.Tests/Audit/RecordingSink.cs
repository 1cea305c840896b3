using Breakwater.Audit;
using Breakwater.Contracts;

namespace Breakwater.Tests.Audit;

/// <summary>Keeps the bytes of every record.</summary>
internal sealed class RecordingSink : AuditSink
{
    public List<byte[]> Records { get; } = [];

    public override RecordStatus Append(in AuditEvent auditEvent, RecordUrgency urgency)
    {
        Records.Add(AuditRecordFormat.Encode(auditEvent));
        return RecordStatus.Taken;
    }
}

/// <summary>Counts and keeps nothing.</summary>
internal sealed class CountingSink : AuditSink
{
    public long Count { get; private set; }

    public override RecordStatus Append(in AuditEvent auditEvent, RecordUrgency urgency)
    {
        Count++;
        return RecordStatus.Taken;
    }
}

/// <summary>Arguments that are filled anew.</summary>
internal sealed class ShownArguments : ActionArguments
{
    private string _text = "";
    private long _number;
    private string _long = "";
    private string _card = "";

    public ShownArguments(string text, long number, string @long, string card) => Fill(text, number, @long, card);

    public void Fill(string text, long number, string @long, string card) => (_text, _number, _long, _card) = (text, number, @long, card);

    public override void Show(ArgumentVisitor visitor)
    {
        visitor.Text("text", _text, false);
        visitor.Number("number", _number, false);
        visitor.Flag("flag", true, false);
        visitor.Text("long", _long, false);
        visitor.Text("card", _card, false);
        visitor.Text("secret", "hidden", true);
    }
}
