using Breakwater.TransparencyLog;

namespace Breakwater.Audit.Tiering;

/// <summary>Small files that are there whole or not at all, and survive the loss of power.</summary>
internal static class DurableFile
{
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        using var directory = new DiskLogDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var name = Path.GetFileName(path);
        using (var file = directory.Create(name + ".tmp"))
        {
            file.Write(0, content);
            file.Flush();
        }
        directory.Rename(name + ".tmp", name);
        directory.Flush();
    }
}
