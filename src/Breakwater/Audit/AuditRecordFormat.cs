using Breakwater.Audit.Tiering;
using Breakwater.Contracts;
using Breakwater.Fleet;

namespace Breakwater.Audit;

/// <summary>
/// The record of an event: one JSON object, UTF-8, in one form only, so that the same event is always the same bytes. Members stand in a fixed order and are left out where they say nothing;
/// <c>docs/audit.md</c> lists them. Sensitive values are masked here, before anything else sees the bytes. Thread-safe.
/// </summary>
public static class AuditRecordFormat
{
    /// <summary>The version, the member <c>v</c> of each record. It changes when a member changes its meaning, not when one is added.</summary>
    public const int Version = 2;

    /// <summary>Most characters of a text argument that are recorded; what is longer is cut, and named in <c>cut</c>.</summary>
    public const int MostArgumentCharacters = 256;

    /// <summary>Most characters of <see cref="AuditEvent.Detail"/> that are recorded.</summary>
    public const int MostDetailCharacters = 2_048;

    [ThreadStatic]
    private static RecordScratch? _scratch;

    /// <summary>The record of an event. O(its length).</summary>
    public static byte[] Encode(in AuditEvent auditEvent) => Write(auditEvent).ToArray();

    /// <summary>The record of an event, in bytes of this thread that the next call overwrites.</summary>
    internal static ReadOnlySpan<byte> Write(in AuditEvent e)
    {
        var scratch = _scratch ??= new();
        scratch.Begin();
        var json = scratch.Json;
        json.Begin(default, (byte)'{');
        json.Number("v"u8, Version);
        json.Plain("kind"u8, AuditNames.Of(e.Kind));
        json.Time("time"u8, e.Time);
        if (e.Since != default) { json.Time("since"u8, e.Since); }
        Optional(json, "node"u8, e.Node);
        Optional(json, "tenant"u8, e.Tenant);
        Optional(json, "agent"u8, e.Agent);
        if (e.Accountable is { } accountable) { Named(scratch, "accountable"u8, accountable, "accountable"); }
        if (e.Session != 0) { json.Number("session"u8, e.Session); }
        if (e.Credential != 0) { json.Hex("credential"u8, e.Credential); }
        if (e.Chain != 0) { json.Hex("chain"u8, e.Chain); }
        if (e.Request != 0) { json.Number("request"u8, e.Request); }
        if (e.Parent != 0) { json.Number("parent"u8, e.Parent); }
        Optional(json, "tool"u8, e.Tool);
        if (e.Risk != 0) { json.Plain("risk"u8, AuditNames.Of(e.Risk)); }
        if (e.ArgumentsDigest != 0) { json.Hex("input"u8, e.ArgumentsDigest); }
        if (e.Arguments is { } arguments)
        {
            json.Begin("arguments"u8, (byte)'{');
            arguments.Show(scratch);
            json.End((byte)'}');
        }
        if (e.OutputDigest != 0) { json.Hex("output"u8, e.OutputDigest); }
        if (HasDecision(e)) { Decision(json, e.Decision); }
        if (e.Decision.Position != 0) { json.Number("position"u8, e.Decision.Position); }
        if (e.Pace != PaceState.Primary) { json.Plain("pace"u8, AuditNames.Of(e.Pace)); }
        if (e.Admission != 0) { json.Number("admission"u8, e.Admission); }
        if (e.Anomaly is { } anomaly) { json.Number("anomaly"u8, anomaly); }
        if (e.ContextUse is { } contextUse) { json.Number("contextUsePercent"u8, contextUse); }
        if (e.JudgeScore is { } judgeScore) { json.Number("judgePercent"u8, judgeScore); }
        if (e.Approver is { } approver) { Named(scratch, "approver"u8, approver, "approver"); }
        if (e.Kind is AuditEventKind.Completed or AuditEventKind.AdmissionExpired)
        {
            json.Plain("outcome"u8, AuditNames.Of(e.Outcome));
            json.Number("chargedMicros"u8, e.Charged.Micros);
        }
        if (e.Count != 0) { json.Number("count"u8, e.Count); }
        if (e.Refused.Total != 0) { Refused(json, e.Refused); }
        if (e.Members is { Count: > 0 } members) { MemberColumns.Write(json, members, e.Since); }
        if (e.SampledPerMille is { } sampled) { json.Number("sampled"u8, (long)sampled); }
        if (e.Omitted is { } omitted) { omitted.Write(json); }
        if (e.Hold is { } hold) { Hold(scratch, hold, e.Kind == AuditEventKind.HoldPlaced); }
        if (e.Detail is { } detail)
        {
            json.Name("detail"u8);
            scratch.Free(detail, MostDetailCharacters, "detail");
        }
        scratch.End();
        json.End((byte)'}');
        return json.Written;
    }

    private static void Hold(RecordScratch scratch, LegalHold hold, bool isPlaced)
    {
        var json = scratch.Json;
        json.Begin("hold"u8, (byte)'{');
        json.Number("id"u8, (long)hold.Id);
        if (isPlaced)
        {
            Optional(json, "tenant"u8, hold.Tenant);
            Optional(json, "class"u8, hold.Class);
            if (hold.From is { } from) { json.Time("from"u8, from); }
            if (hold.Until is { } until) { json.Time("until"u8, until); }
        }
        Named(scratch, "by"u8, (isPlaced ? hold.By : hold.RemovedBy) ?? "", "hold.by");
        json.End((byte)'}');
    }

    /// <summary>A name of a person, which whoever wrote it may have filled with anything.</summary>
    private static void Named(RecordScratch scratch, ReadOnlySpan<byte> member, string text, string name)
    {
        scratch.Json.Name(member);
        scratch.Free(text, MostArgumentCharacters, name);
    }

    private static bool HasDecision(in AuditEvent e) =>
        e.Kind is AuditEventKind.SessionOpened or AuditEventKind.SessionRefused or AuditEventKind.Decided or AuditEventKind.PendingExpired or AuditEventKind.DelegationPresented;

    private static void Decision(CanonicalJson json, in Decision decision)
    {
        json.Plain("decision"u8, AuditNames.Of(decision.Effect));
        if (decision.Reason is { } reason)
        {
            json.Text("reason"u8, reason.Code);
            json.Text("control"u8, reason.Control.Value);
        }
        if (decision.RetryAfter > TimeSpan.Zero) { json.Number("retryAfterMs"u8, (long)decision.RetryAfter.TotalMilliseconds); }
        Stages(json, "consulted"u8, decision.Consulted);
        Stages(json, "switchedOff"u8, decision.SwitchedOff);
        Stages(json, "wouldRefuse"u8, decision.WouldRefuse);
    }

    private static void Stages(CanonicalJson json, ReadOnlySpan<byte> name, ulong bits)
    {
        if (bits == 0) { return; }
        json.Begin(name, (byte)'[');
        for (var i = 0; i < KnownControls.Names.Count; i++)
        {
            if ((bits >> i & 1) != 0) { json.Text(default, KnownControls.Names[i]); }
        }
        json.End((byte)']');
    }

    private static void Refused(CanonicalJson json, in RefusedCounts counts)
    {
        json.Begin("refused"u8, (byte)'{');
        json.Number("control"u8, counts.Control);
        json.Number("always"u8, counts.Always);
        json.Number("elevated"u8, counts.Elevated);
        json.Number("routine"u8, counts.Routine);
        json.End((byte)'}');
    }

    private static void Optional(CanonicalJson json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null) { json.Text(name, value); }
    }
}
