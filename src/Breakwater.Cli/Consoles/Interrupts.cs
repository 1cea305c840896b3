using System.Runtime.InteropServices;

namespace Breakwater.Cli.Consoles;

/// <summary>
/// Ctrl-C (and a request to terminate): the first asks the command to end with what it has, the second is left to the system, which ends
/// the process at once.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly IDisposable[] _registrations;

    public Interrupts(Terminal terminal)
    {
        void Handle(PosixSignalContext context)
        {
            if (_source.IsCancellationRequested)
            {
                if (terminal.LiveProgress) { terminal.Error.Write("\e[?25h"); }        // a live display hides the cursor
                return;
            }

            context.Cancel = true;
            terminal.Error.WriteLine();
            terminal.Error.WriteLine("Ending with what is finished. Once more ends at once.");
            _source.Cancel();
        }

        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    /// <summary>Cancelled by the first.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations) { registration.Dispose(); }
        _source.Dispose();
    }
}
