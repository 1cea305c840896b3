using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using Breakwater.Contracts;
using Breakwater.Fleet;
using Breakwater.RateLimiting;
using Breakwater.Trust;

namespace Breakwater.Governance;

/// <summary>
/// What a gate tells whoever listens: a count of each decision and a span for it, and, once an action has ended, an <c>execute_tool</c> span from its admission to its end with the
/// tokens it used. Tags are names of the fleet file and fixed words; spans name the agent too. Called only where somebody listens. Thread-safe.
/// </summary>
internal sealed class GateTelemetry(FleetSpecification fleet, RateLimiter rates, TimeProvider time, TimeSpan admissionLife)
{
    private const string Decide = "decide";
    private readonly string[] _clusters = [.. fleet.Clusters.SelectMany(c => c.Groups.Select(_ => c.Id))];
    private readonly FrozenDictionary<string, string> _clusterOfZone = ClusterOfZone(fleet);
    private readonly string[] _tools = [.. fleet.Tools.Select(t => t.Id)];
    private readonly string[] _decideSpans = [.. fleet.Tools.Select(t => $"{Decide} {t.Id}")];
    private readonly string[] _executeSpans = [.. fleet.Tools.Select(t => $"{GenAiTags.ExecuteTool} {t.Id}")];

    /// <summary>The cluster of every zone that the fleet may have.</summary>
    public static FrozenDictionary<string, string> ClusterOfZone(FleetSpecification fleet) =>
        (from cluster in fleet.Clusters from region in fleet.Regions select (Zone: TrustHierarchy.ZoneOf(cluster.Id, region.Id), Cluster: cluster.Id))
        .ToFrozenDictionary(z => z.Zone, z => z.Cluster, StringComparer.Ordinal);

    /// <summary>Cluster of a registered agent, instance or orchestrator.</summary>
    public string ClusterOf(RegisteredAgent agent) =>
        agent.Group >= 0 ? _clusters[agent.Group] : _clusterOfZone.GetValueOrDefault(agent.Zone, TelemetryTags.None);

    /// <summary>Begins the span of a decision; null if nobody wants it.</summary>
    public Activity? Begin(ToolHandle tool) => BreakwaterTelemetry.Source.HasListeners()
        ? BreakwaterTelemetry.Source.StartActivity(SpanOf(tool, _decideSpans) ?? Decide, ActivityKind.Internal, default(ActivityContext), startTime: time.GetUtcNow())
        : null;

    /// <summary>Counts a decision and ends its span.</summary>
    /// <param name="session">Who asked; null where that is not known here.</param>
    /// <param name="request">What for.</param>
    /// <param name="admission">What was decided.</param>
    /// <param name="span">Its span, if there is one.</param>
    public void Decided(Session? session, in ActionRequest request, in Admission admission, Activity? span)
    {
        var decision = admission.Decision;
        var (tenant, cluster) = session is null ? (TelemetryTags.None, TelemetryTags.None) : (session.TenantName, ClusterOf(session.Registered));
        var (effect, control, reason) = (TelemetryTags.Of(decision.Effect), decision.Reason?.Control.Value ?? TelemetryTags.None, decision.Reason?.Code ?? TelemetryTags.None);
        GateInstruments.Decisions.Add(
            1,
            [
                new(TelemetryTags.Tenant, tenant), new(TelemetryTags.Cluster, cluster), new(TelemetryTags.Effect, effect),
                new(TelemetryTags.Control, control), new(TelemetryTags.Reason, reason),
            ]);
        if (span is null) { return; }
        Describe(span, session, tenant, cluster, request);
        span.SetTag(TelemetryTags.Effect, effect).SetTag("breakwater.position", decision.Position);
        if (decision.Reason is not null) { span.SetTag(TelemetryTags.Control, control).SetTag(TelemetryTags.Reason, reason); }
        if (admission.Number != 0) { span.SetTag("breakwater.admission", (long)admission.Number); }
        End(span);
    }

    /// <summary>An action was completed by its host.</summary>
    public void Completed(in AdmissionTable.InFlight action, Outcome outcome, in Usage usage)
    {
        var error = outcome switch { Outcome.Succeeded => null, Outcome.Failed => "failed", _ => "unknown" };
        if (!action.Request.Provider.IsNone)
        {
            var tags = new TagList
            {
                { GenAiTags.Operation, GenAiTags.ExecuteTool }, { GenAiTags.Provider, rates.NameOf(action.Request.Provider) },
                { TelemetryTags.Tenant, action.Session!.TenantName }, { TelemetryTags.Cluster, ClusterOf(action.Session.Registered) },
            };
            Used(tags, "input", usage.InputTokens);
            Used(tags, "output", usage.OutputTokens);
            if (error is not null) { tags.Add(GenAiTags.ErrorType, error); }
            if (Elapsed(action) is > 0 and var elapsed) { GateInstruments.Operations.Record(elapsed, tags); }
        }
        Ended(action, error, usage);
    }

    /// <summary>An action was never completed; what it used is not known.</summary>
    public void Expired(in AdmissionTable.InFlight action) => Ended(action, "expired", null);

    private static void Used(in TagList tags, string type, long tokens)
    {
        if (tokens <= 0) { return; }
        var typed = tags;
        typed.Add(GenAiTags.TokenType, type);
        GateInstruments.Tokens.Record(tokens, typed);
    }

    /// <summary>The span of an action, made when it has ended: nothing has to be kept for it meanwhile, and one that never ends leaves none open.</summary>
    private void Ended(in AdmissionTable.InFlight action, string? error, Usage? usage)
    {
        if (!BreakwaterTelemetry.Source.HasListeners() || SpanOf(action.Request.Tool, _executeSpans) is not { } name) { return; }
        using var span = BreakwaterTelemetry.Source.StartActivity(
            name, ActivityKind.Internal, default(ActivityContext), startTime: time.GetUtcNow() - TimeSpan.FromSeconds(Elapsed(action)));
        if (span is null) { return; }
        Describe(span, action.Session, action.Session!.TenantName, ClusterOf(action.Session.Registered), action.Request);
        span.SetTag(GenAiTags.Operation, GenAiTags.ExecuteTool).SetTag("breakwater.admission", (long)action.Number);
        if (usage is { } used && used.InputTokens + used.OutputTokens > 0)
        {
            span.SetTag("gen_ai.usage.input_tokens", used.InputTokens).SetTag("gen_ai.usage.output_tokens", used.OutputTokens);
        }
        if (error is not null) { span.SetTag(GenAiTags.ErrorType, error).SetStatus(ActivityStatusCode.Error); }
        span.SetEndTime(time.GetUtcNow().UtcDateTime);
    }

    private void Describe(Activity span, Session? session, string tenant, string cluster, in ActionRequest request)
    {
        if (!span.IsAllDataRequested) { return; }
        span.SetTag(TelemetryTags.Tenant, tenant).SetTag(TelemetryTags.Cluster, cluster);
        if (session is not null) { span.SetTag(GenAiTags.AgentId, session.AgentName).SetTag(GenAiTags.AgentName, session.Registered.Role); }
        if (SpanOf(request.Tool, _tools) is { } tool) { span.SetTag(GenAiTags.ToolName, tool); }
        if (!request.Provider.IsNone) { span.SetTag(GenAiTags.Provider, rates.NameOf(request.Provider)); }
        // As the audit log writes it: `breakwater audit query --chain` takes it.
        span.SetTag("breakwater.chain", request.Chain.ToString("x32", CultureInfo.InvariantCulture));
    }

    private void End(Activity span)
    {
        span.SetEndTime(time.GetUtcNow().UtcDateTime);
        span.Dispose();
    }

    /// <summary>Seconds since the admission, by the gate's clock.</summary>
    private double Elapsed(in AdmissionTable.InFlight action) =>
        (time.GetTimestamp() - action.Expires) / (double)time.TimestampFrequency + admissionLife.TotalSeconds;

    private static string? SpanOf(ToolHandle tool, string[] names) => (uint)(tool.Value - 1) < (uint)names.Length ? names[tool.Value - 1] : null;
}
