using System.Text;
using Breakwater.Contracts;
using Breakwater.ControlLog;
using Breakwater.Tests.Shared;
using Breakwater.TransparencyLog.Tests;
using FsCheck;
using FsCheck.Fluent;

namespace Breakwater.Tests.ControlLog;

/// <summary>Whatever is done to it, a log on disk that is now and then reopened shows the same as one in memory.</summary>
public sealed class ControlLogModelTests
{
    [Fact]
    public void Memory_and_file_show_the_same_after_any_sequence_of_operations() =>
        Check.One(Trials.Of(), Prop.ForAll<(byte Operation, ushort Argument)[]>(operations => Same(operations)));

    private static bool Same((byte Operation, ushort Argument)[] operations)
    {
        var disk = new SimulatedDisk(1);
        FleetControlLog file = Open(disk);
        var memory = new MemoryControlLog(new FixedTime());
        foreach (var (operation, argument) in operations)
        {
            var tenant = new TenantHandle((ushort)(argument % 3));
            var payload = Encoding.UTF8.GetBytes(new string((char)('a' + argument % 26), argument % 2_000));
            switch (operation % 7)
            {
                case 0 or 1 or 2:
                    if (file.Append(tenant, "p", payload, "x") != memory.Append(tenant, "p", payload, "x")) { return false; }
                    break;
                case 3:
                    if (file.EnqueueRestriction(tenant, "r", payload, "x") != memory.EnqueueRestriction(tenant, "r", payload, "x")) { return false; }
                    break;
                case 4:
                    if (file.TryFlush() != memory.TryFlush()) { return false; }
                    break;
                case 5:
                    var upTo = argument % (memory.DurableNumber + 2);
                    if (file.WriteSnapshot(upTo, payload).Durable != memory.WriteSnapshot(upTo, payload).Durable) { return false; }
                    break;
                default:
                    file.Dispose();
                    memory.TryFlush();
                    file = Open(disk);
                    break;
            }
            if (!SameView(file, memory)) { return false; }
        }
        file.Dispose();
        return true;
    }

    private static bool SameView(FleetControlLog file, FleetControlLog memory)
    {
        var hasFile = file.TryReadSnapshot(out var fileUpTo, out var fileState);
        var hasMemory = memory.TryReadSnapshot(out var memoryUpTo, out var memoryState);
        return (file.LastNumber, file.DurableNumber, file.WaitingRestrictions) == (memory.LastNumber, memory.DurableNumber, memory.WaitingRestrictions)
            && hasFile == hasMemory && fileUpTo == memoryUpTo && fileState.AsSpan().SequenceEqual(memoryState)
            && file.Read(fileUpTo + 1).Select(View).SequenceEqual(memory.Read(memoryUpTo + 1).Select(View));
    }

    private static string View(ControlRecord r) => $"{r.Number} {r.Time:O} {r.Tenant} {r.Kind} {r.Actor} {Convert.ToHexString(r.Payload.Span)}";

    private static FileControlLog Open(SimulatedDisk disk) => TestControlLog.Open(disk).Log!;
}
