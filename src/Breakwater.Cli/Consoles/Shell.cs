namespace Breakwater.Cli.Consoles;

/// <summary>Text as a shell takes it.</summary>
internal static class Shell
{
    /// <summary>A word, in single quotes if it needs them.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:,=+@%".Contains(c)) ? word : $"'{word.Replace("'", "'\\''")}'";
}
