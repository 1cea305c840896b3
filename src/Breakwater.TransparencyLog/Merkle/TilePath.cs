using System.Globalization;

namespace Breakwater.TransparencyLog;

/// <summary>Names of tiles and entry bundles as C2SP tlog-tiles lays them out: <c>tile/0/x001/x234/067</c>, <c>tile/entries/001.p/12</c>.</summary>
public static class TilePath
{
    /// <summary>Levels of the tree that one tile spans: 8.</summary>
    public const int Height = 8;

    /// <summary>Hashes in a full tile, and entries in a full bundle: 256.</summary>
    public const int Width = 1 << Height;

    /// <summary>The path of a tile of hashes. A width of 256 is a full tile.</summary>
    public static string Hashes(int level, long index, int width = Width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 63);
        return $"tile/{level.ToString(CultureInfo.InvariantCulture)}/{Index(index, width)}";
    }

    /// <summary>The path of a bundle of entries. A width of 256 is a full bundle.</summary>
    public static string Entries(long index, int width = Width) => $"tile/entries/{Index(index, width)}";

    /// <summary>How many hashes a level has in a tree of this size: one for each perfect subtree of 256^level leaves.</summary>
    public static long HashesAt(int level, long size) => level >= 8 ? 0 : size >> (level * Height);

    private static string Index(long index, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Width);
        var path = (index % 1000).ToString("D3", CultureInfo.InvariantCulture);
        for (index /= 1000; index > 0; index /= 1000) { path = "x" + (index % 1000).ToString("D3", CultureInfo.InvariantCulture) + "/" + path; }
        return width == Width ? path : path + ".p/" + width.ToString(CultureInfo.InvariantCulture);
    }
}
