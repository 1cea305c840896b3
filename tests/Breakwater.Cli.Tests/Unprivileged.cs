using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Breakwater.Cli.Tests;

/// <summary>Runs code for which permissions count, also where the tests run as root: Linux keeps what root may read in each thread's capabilities.</summary>
[UnsupportedOSPlatform("windows")]
internal static class Unprivileged
{
    private const uint Version3 = 0x20080522;
    private const uint PassingPermissions = 1 << 1 | 1 << 2;        // CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH

    /// <summary>Runs it on this thread with a file or folder of its own that nobody may read; other threads may still, if they are root's.</summary>
    public static T Without<T>(string path, Func<T> work) => With(path, UnixFileMode.None, work);

    /// <summary>Runs it on this thread with a file or folder that has these permissions meanwhile.</summary>
    public static T With<T>(string path, UnixFileMode permissions, Func<T> work)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Permissions are taken away as Linux does it.");
        var mode = File.GetUnixFileMode(path);
        var (header, kept) = (new Header { Version = Version3 }, new Capability[2]);
        Get(ref header, kept).ShouldBe(0);
        File.SetUnixFileMode(path, permissions);
        try
        {
            Set(ref header, [kept[0] with { Effective = kept[0].Effective & ~PassingPermissions }, kept[1]]).ShouldBe(0);
            return work();
        }
        finally
        {
            Set(ref header, kept).ShouldBe(0);
            File.SetUnixFileMode(path, mode);
        }
    }

    [DllImport("libc", EntryPoint = "capget")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Get(ref Header header, [Out] Capability[] data);

    [DllImport("libc", EntryPoint = "capset")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Set(ref Header header, [In] Capability[] data);

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public uint Version;
        public int Thread;
    }

    [StructLayout(LayoutKind.Sequential)]
    private record struct Capability(uint Effective, uint Permitted, uint Inheritable);
}
