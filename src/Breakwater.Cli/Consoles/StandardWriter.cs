using System.Text;

namespace Breakwater.Cli.Consoles;

/// <summary>
/// Standard output or standard error. Either may be closed, or on a disk that is full, and no command is at fault then. A pipe whose reader went away takes everything in silence: that is the runtime's doing.
/// </summary>
/// <param name="inner">The stream as the runtime gives it.</param>
/// <param name="failed">Told why it takes no more.</param>
internal sealed class StandardWriter(TextWriter inner, Action<Exception> failed) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void WriteLine() => Try(inner.WriteLine);

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override void Flush() => Try(inner.Flush);

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (PathFailure.Is(e))
        {
            failed(e);
        }
    }
}

/// <summary>Standard output takes no more. No <see cref="IOException"/>: what a command does about files of its own must not be done about this.</summary>
internal sealed class OutputLostException(Exception cause) : Exception(
    cause is UnauthorizedAccessException ? "Standard output is closed." : $"Standard output cannot be written to: {cause.Message}", cause)
{
    /// <summary>Whether this is what ended the work, on whatever thread.</summary>
    public static OutputLostException? In(Exception e) => e as OutputLostException ?? (e as AggregateException)?.Flatten().InnerExceptions.OfType<OutputLostException>().FirstOrDefault();
}
