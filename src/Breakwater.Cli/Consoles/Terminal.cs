using Spectre.Console;

namespace Breakwater.Cli.Consoles;

/// <summary>Standard output for results, standard error for progress and problems, and what each can show.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Progress and problems.</param>
/// <param name="LiveProgress">Whether standard error is a terminal that can be redrawn; milestone lines otherwise.</param>
/// <param name="Color">Whether standard output takes colours.</param>
/// <param name="Width">Columns.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool LiveProgress, bool Color, int Width)
{
    /// <summary>Columns where nobody says how many there are.</summary>
    public const int DefaultWidth = 80;

    /// <summary>The process's own. Colours and redrawing are left out when piped, on a dumb terminal, under CI, or at the user's wish (<c>NO_COLOR</c>).</summary>
    public static Terminal OfProcess()
    {
        var dumb = Set("CI") || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb";
        return new(
            new StandardWriter(Console.Out, e => throw new OutputLostException(e)),
            new StandardWriter(Console.Error, _ => { }),        // nobody is left to be told
            LiveProgress: !dumb && !Console.IsErrorRedirected,
            Color: !dumb && !Set("NO_COLOR") && !Console.IsOutputRedirected,
            Width: Console.IsOutputRedirected ? DefaultWidth : Columns());

        static bool Set(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
    }

    /// <summary>A console for results.</summary>
    public IAnsiConsole Results() => Make(Output, Color);

    /// <summary>A console for live progress.</summary>
    public IAnsiConsole Live() => Make(Error, ansi: true);

    private IAnsiConsole Make(TextWriter writer, bool ansi)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = ansi ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = Color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = ansi ? InteractionSupport.Yes : InteractionSupport.No,
        });
        console.Profile.Width = Width;
        return console;
    }

    private static int Columns()
    {
        try
        {
            return Console.WindowWidth is >= 40 and var width ? width : DefaultWidth;
        }
        catch (IOException)
        {
            return DefaultWidth;
        }
    }
}
