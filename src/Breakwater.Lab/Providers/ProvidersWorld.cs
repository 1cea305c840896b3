using Breakwater.Lab.Experiments;
using static Breakwater.Lab.Providers.ProvidersVariants;

namespace Breakwater.Lab.Providers;

/// <summary>A fleet in one variant: who calls, which provider, and what a fault comes to. Each fault is a run of its own.</summary>
internal sealed class ProvidersWorld
{
    private readonly string _variant;
    private readonly RunContext _context;
    private readonly CallSchedule _schedule;

    public ProvidersWorld(string variant, RunContext context)
    {
        (_variant, _context) = (variant, context);
        Callers = Caller.Of(context.Roster);
        _schedule = new(Callers);
        Declared = Allocation.Declared(context.Fleet, Callers);
        Allocation = In(Declared);
    }

    public IReadOnlyList<Caller> Callers { get; }

    /// <summary>As the fleet file has it.</summary>
    public Allocation Declared { get; }

    /// <summary>As the variant has it.</summary>
    public Allocation Allocation { get; }

    public RunContext Context => _context;

    /// <summary>Plays a fault at a vendor or provider of the variant.</summary>
    public FaultReading Play(FaultKind fault, string target) => Play(fault, target, Allocation);

    /// <summary>The same with so much of the fleet on one vendor.</summary>
    public FaultReading Concentrated(FaultKind fault, string vendor, double share) => Play(fault, vendor, In(Declared.Concentrated(Callers, vendor, share)));

    private FaultReading Play(FaultKind fault, string target, Allocation allocation) => FaultRun.Play(
        _context.Fleet, Callers, _schedule, allocation, fault, FaultRun.Struck(target, _variant != OwnFate), Rules(_variant, _context.Fleet, allocation), _context.NewSimulator(), _context.Cancellation);

    private Allocation In(Allocation allocation) => _variant == ControlApart ? allocation.ControlApart(Callers, Lab.Providers.Allocation.MostUsed(_context.Fleet)) : allocation;
}
