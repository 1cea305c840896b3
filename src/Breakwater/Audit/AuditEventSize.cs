using System.Text;

namespace Breakwater.Audit;

/// <summary>
/// How large an audit event is, for whoever meters audit volume: its fixed fields at their width, and each text as UTF-8 with a length of two bytes. What a log adds
/// around it (hashes, framing, checkpoints) is the log's.
/// </summary>
internal static class AuditEventSize
{
    // Kind, time, chain, request; effect, consulted, switched off, would refuse, position, retry after; admission, outcome, charge, count.
    private const int Fixed = 1 + 8 + 16 + 8 + (1 + 8 + 8 + 8 + 8 + 8) + 8 + 1 + 8 + 8;

    public static long Of(in AuditEvent e) =>
        Fixed + Text(e.Node) + Text(e.Tenant) + Text(e.Agent) + Text(e.Tool) + Text(e.Detail) + Text(e.Decision.Reason?.Code)
        + (e.Accountable is { } accountable ? Text(accountable) : 0) + (e.Approver is { } approver ? Text(approver) : 0) + (e.Credential != 0 ? 16 : 0) + (e.OutputDigest != 0 ? 16 : 0) + (e.Pace != 0 ? 1 : 0);

    private static int Text(string? text) => 2 + (text is null ? 0 : Encoding.UTF8.GetByteCount(text));
}
