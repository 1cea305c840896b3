using YamlDotNet.Core;

namespace Breakwater.Fleet.Reading;

/// <summary>A place in the file, from 1.</summary>
internal readonly record struct Position(int Line, int Column)
{
    public static Position Of(Mark mark) => new((int)Math.Clamp(mark.Line, 1, int.MaxValue), (int)Math.Clamp(mark.Column, 1, int.MaxValue));
}
