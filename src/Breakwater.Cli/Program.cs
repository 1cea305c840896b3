using Breakwater.Cli;
using Breakwater.Cli.Consoles;

var terminal = Terminal.OfProcess();
using var interrupts = new Interrupts(terminal);
return BreakwaterCommand.Run(args, new(terminal, Composition.Services(TimeProvider.System), TimeProvider.System, interrupts.Token));
