using Breakwater.ControlLog;
using NuGet.Versioning;

namespace Breakwater.Policy.Rollout;

/// <summary>What a control-log record says of a rollout. Starting, promoting and resuming permit; pausing and rolling back restrict.</summary>
internal sealed record RolloutRecord
{
    public const string Start = "rollout.start";
    public const string Promote = "rollout.promote";
    public const string Pause = "rollout.pause";
    public const string Resume = "rollout.resume";
    public const string RollBack = "rollout.roll-back";

    /// <summary>Bit of the number of stages that says that the change is declared to be breaking. A record from before it was kept has none, and its numbers alone decide.</summary>
    private const int DeclaredBreaking = int.MinValue;

    /// <summary>Most UTF-8 bytes of a tenant's or bundle's name, and of a version.</summary>
    public const int MaxNameBytes = 256;

    public required string Kind { get; init; }
    public required string Tenant { get; init; }
    public required string Bundle { get; init; }
    public required DateTimeOffset At { get; init; }
    public required RolloutCause Cause { get; init; }

    /// <summary>Number of the record that started the rollout; 0 in that record itself.</summary>
    public long Rollout { get; init; }

    /// <summary>Of a promotion: the stage entered; as many as there are stages means completed.</summary>
    public int Stage { get; init; }

    public BundleReference? From { get; init; }
    public BundleReference? To { get; init; }
    public IReadOnlyList<RolloutStage> Stages { get; init; } = [];

    /// <summary>Of a start: whether the author declared that the version breaks something.</summary>
    public bool IsDeclaredBreaking { get; init; }

    public static bool IsKind(string kind) => kind is Start or Promote or Pause or Resume or RollBack;

    public byte[] Write()
    {
        var writer = new ControlPayloadWriter().Text(Tenant).Text(Bundle).Time(At).Byte((byte)Cause).Int64(Rollout).Int32(Stage);
        if (Kind == Start)
        {
            writer.Text(From!.Version.ToNormalizedString()).Text(To!.Version.ToNormalizedString());
            WriteStages(writer, Stages, IsDeclaredBreaking);
        }
        return writer.Written.ToArray();
    }

    public static bool TryRead(string kind, ReadOnlySpan<byte> payload, out RolloutRecord? record)
    {
        record = null;
        var reader = new ControlPayloadReader(payload);
        if (!IsKind(kind) || !reader.TryText(MaxNameBytes, out var tenant) || !reader.TryText(MaxNameBytes, out var bundle) || !reader.TryTime(out var at)
            || !TryReadCause(ref reader, out var cause) || !reader.TryInt64(out var rollout) || !reader.TryInt32(out var stage) || stage < 0 || rollout < 0)
        {
            return false;
        }
        var read = new RolloutRecord { Kind = kind, Tenant = tenant, Bundle = bundle, At = at, Cause = cause, Rollout = rollout, Stage = stage };
        if (kind == Start)
        {
            if (!TryReadVersion(ref reader, bundle, out var from) || !TryReadVersion(ref reader, bundle, out var to) || !TryReadStages(ref reader, out var stages, out var breaking)) { return false; }
            read = read with { From = from, To = to, Stages = stages, IsDeclaredBreaking = breaking };
        }
        if (!reader.IsComplete) { return false; }
        record = read;
        return true;
    }

    public static void WriteState(ControlPayloadWriter writer, RolloutState state)
    {
        writer.Text(state.Tenant).Text(state.From.Name).Text(state.From.Version.ToNormalizedString()).Text(state.To.Version.ToNormalizedString())
            .Int64(state.Id).Int64(state.Number).Byte((byte)state.Phase).Byte((byte)state.Cause).Int32(state.Stage).Boolean(state.Paused)
            .Int64(state.Banked.Ticks).Time(state.Since);
        WriteStages(writer, state.Stages, state.IsDeclaredBreaking);
    }

    public static bool TryReadState(ref ControlPayloadReader reader, out RolloutState? state)
    {
        state = null;
        if (!reader.TryText(MaxNameBytes, out var tenant) || !reader.TryText(MaxNameBytes, out var bundle)
            || !TryReadVersion(ref reader, bundle, out var from) || !TryReadVersion(ref reader, bundle, out var to)
            || !reader.TryInt64(out var id) || !reader.TryInt64(out var number) || id < 1 || number < id
            || !reader.TryByte(out var phase) || !Enum.IsDefined((RolloutPhase)phase) || !TryReadCause(ref reader, out var cause)
            || !reader.TryInt32(out var stage) || !reader.TryBoolean(out var paused) || !reader.TryInt64(out var banked) || banked < 0
            || !reader.TryTime(out var since) || !TryReadStages(ref reader, out var stages, out var breaking) || stage < 0 || stage > stages.Count
            || ((RolloutPhase)phase == RolloutPhase.Active && stage == stages.Count))
        {
            return false;
        }
        state = new()
        {
            Tenant = tenant, From = from!, To = to!, Id = id, Number = number, Phase = (RolloutPhase)phase, Cause = cause, Stage = stage, Paused = paused,
            Banked = new(banked), Since = since, Stages = stages, IsDeclaredBreaking = breaking,
        };
        return true;
    }

    private static void WriteStages(ControlPayloadWriter writer, IReadOnlyList<RolloutStage> stages, bool breaking)
    {
        writer.Int32(stages.Count | (breaking ? DeclaredBreaking : 0));
        foreach (var stage in stages)
        {
            writer.Int32(stage.Percent).Int64(stage.Duration.Ticks).Int64(stage.Gates.LatencyLimit.Ticks);
            foreach (var gate in new[] { stage.Gates.Drift, stage.Gates.DenialIncrease, stage.Gates.Errors, stage.Gates.Latency })
            {
                writer.Int64(BitConverter.DoubleToInt64Bits(gate.Threshold)).Int64(gate.MinObservations).Byte((byte)gate.OnBreach);
            }
        }
    }

    private static bool TryReadStages(ref ControlPayloadReader reader, out IReadOnlyList<RolloutStage> stages, out bool breaking)
    {
        (stages, breaking) = ([], false);
        if (!reader.TryInt32(out var stated)) { return false; }
        breaking = (stated & DeclaredBreaking) != 0;
        var count = stated & ~DeclaredBreaking;
        if (count > RolloutOptionsValidator.MaxStages) { return false; }
        var read = new RolloutStage[count];
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryInt32(out var percent) || !reader.TryInt64(out var duration) || !reader.TryInt64(out var limit)
                || !TryReadGate(ref reader, out var drift) || !TryReadGate(ref reader, out var denials) || !TryReadGate(ref reader, out var errors) || !TryReadGate(ref reader, out var latency))
            {
                return false;
            }
            read[i] = new(percent, new(duration), new() { Drift = drift!, DenialIncrease = denials!, Errors = errors!, Latency = latency!, LatencyLimit = new(limit) });
        }
        stages = read;
        return RolloutOptionsValidator.PlanProblems(stages, breaking: false).Count == 0;
    }

    private static bool TryReadGate(ref ControlPayloadReader reader, out RolloutGate? gate)
    {
        gate = null;
        if (!reader.TryInt64(out var threshold) || !reader.TryInt64(out var least) || !reader.TryByte(out var breach)) { return false; }
        gate = new(BitConverter.Int64BitsToDouble(threshold), least, (GateBreach)breach);
        return true;
    }

    private static bool TryReadVersion(ref ControlPayloadReader reader, string bundle, out BundleReference? reference)
    {
        reference = null;
        if (!reader.TryText(MaxNameBytes, out var text) || !SemanticVersion.TryParse(text, out var version)) { return false; }
        reference = new(bundle, version);
        return true;
    }

    private static bool TryReadCause(ref ControlPayloadReader reader, out RolloutCause cause)
    {
        var read = reader.TryByte(out var value);
        cause = (RolloutCause)value;
        return read && Enum.IsDefined(cause);
    }
}
