using Breakwater.Contracts;
using Breakwater.ControlLog;

namespace Breakwater.Pace;

/// <summary>A change of a scope's phase. Payload of a <c>pace.change</c> record; who authorised it is the record's actor.</summary>
/// <param name="Scope">Whose phase.</param>
/// <param name="From">The phase before, as whoever ordered it saw it.</param>
/// <param name="To">The phase after.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Trigger">What brought it about.</param>
public readonly record struct PaceChange(PaceScope Scope, PaceState From, PaceState To, DateTimeOffset At, string Trigger)
{
    /// <summary>Kind of the record.</summary>
    public const string Kind = "pace.change";

    /// <summary>Most bytes of a trigger, as UTF-8.</summary>
    public const int MostTriggerBytes = 512;

    private const int MostNameBytes = 512;

    /// <summary>Whether it restricts.</summary>
    public bool IsDegradation => To > From;

    internal byte[] Write() => WriteTo(new()).Written.ToArray();

    internal ControlPayloadWriter WriteTo(ControlPayloadWriter writer) =>
        writer.Text(Scope.TenantId).Byte((byte)Scope.Level).Text(Scope.Name).Byte((byte)From).Byte((byte)To).Time(At).Text(Trigger);

    internal static bool TryReadFrom(ref ControlPayloadReader reader, out PaceChange change)
    {
        change = default;
        if (!reader.TryText(MostNameBytes, out var tenant) || !reader.TryByte(out var level) || level > (byte)PaceLevel.Agent || !reader.TryText(MostNameBytes, out var name)
            || !reader.TryByte(out var from) || !reader.TryByte(out var to) || from > (byte)PaceState.Emergency || to > (byte)PaceState.Emergency || from == to || from > to + 1
            || !reader.TryTime(out var at) || !reader.TryText(MostTriggerBytes, out var trigger))
        {
            return false;
        }
        change = new(PaceScope.Of(tenant, (PaceLevel)level, name), (PaceState)from, (PaceState)to, at, trigger);
        return true;
    }
}
