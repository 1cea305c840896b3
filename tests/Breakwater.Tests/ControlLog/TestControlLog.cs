using Breakwater.ControlLog;
using Breakwater.TransparencyLog;
using Breakwater.TransparencyLog.Tests;

namespace Breakwater.Tests.ControlLog;

/// <summary>Opens control logs of tests, all under one key.</summary>
internal static class TestControlLog
{
    public static HashSigner Signer { get; } = new(TestKeys.Origin, "a test key"u8.ToArray());

    public static ControlLogOptions Options(ReadOnlyMemory<byte> known = default, INoteSigner? signer = null) =>
        new() { Origin = TestKeys.Origin, Signers = [signer ?? Signer], KnownCheckpoint = known };

    public static FileControlLogResult Open(SimulatedDisk disk, TimeProvider? time = null, ReadOnlyMemory<byte> known = default) => FileControlLog.Open(disk.Mount(), Options(known), time ?? new FixedTime());

    public static FileControlLogResult Open(string directory) => FileControlLog.Open(directory, Options(), TimeProvider.System);
}
