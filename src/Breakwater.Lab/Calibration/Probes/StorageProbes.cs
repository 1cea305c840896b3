using System.Security.Cryptography;
using Breakwater.Contracts;

namespace Breakwater.Lab.Calibration.Probes;

/// <summary>Bytes handed to the operating system for a file, not waited for: waiting for the disk is a record's cost, not a byte's.</summary>
internal static class StorageProbes
{
    private const int Chunk = 64 << 10;
    private const int FileSize = 16 << 20;

    public static CalibrationProbe ByteWritten { get; } = new(WorkUnit.ByteWritten, size =>
    {
        var data = RandomNumberGenerator.GetBytes(size == StateSize.Cache ? Chunk : 64 << 20);
        var path = Path.Combine(Path.GetTempPath(), $"breakwater-calibrate-{Environment.ProcessId}-{size}");
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        var at = 0;
        return new(
            (int operations, ref Work work) =>
            {
                for (var i = 0; i < operations; i++)
                {
                    if (file.Position >= FileSize) { file.SetLength(0); }        // an append takes fresh pages; so must this
                    file.Write(data, at, Chunk);
                    at = (at + Chunk) & (data.Length - 1);
                    work.Add(WorkUnit.ByteWritten, Chunk);
                }
            },
            file);
    });
}
