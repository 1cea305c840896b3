namespace Breakwater.Cli.Tests;

/// <summary>A folder of the test's own, removed after it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("breakwater-cli-").FullName;

    /// <summary>Every file and folder inside.</summary>
    public IReadOnlyList<string> Everything => Directory.GetFileSystemEntries(Path, "*", SearchOption.AllDirectories);

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
