using Breakwater.Contracts;
using Breakwater.Delegation;

namespace Breakwater.Lab.Delegating;

/// <summary>
/// Another scheme with paths approved beforehand for work of low and medium risk, through the control's own templates, permits and uses: one code
/// from the first to the last of a path in place of a signature for each hop. Everything else goes the other scheme's way.
/// </summary>
internal sealed class PreApproved : DelegationScheme
{
    private static readonly TimeSpan Quarter = TimeSpan.FromDays(90);

    private readonly DelegationScheme _inner;
    private readonly DelegationControl[] _controls;
    private readonly Dictionary<string, Fingerprint?> _templates = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Origin, string Path), PathPermit> _permits = [];
    private Work _approving;

    public PreApproved(DelegationScheme inner, DelegationWorld world, DelegationControl[] controls) : base(world)
    {
        _inner = inner;
        _controls = controls;
        foreach (var errand in Workload.Rounds.SelectMany(r => r)) { Approve(errand); }
    }

    /// <summary>What signing the paths and putting them in force at every node took, once.</summary>
    public Work Approving => _approving;

    public override long Rules => _inner.Rules + PathsApproved;

    public override long PairsAllowed => _inner.PairsAllowed;

    public override int PathsApproved => _templates.Values.Count(t => t is not null);

    public override int Handovers(Errand errand) => Template(errand) is null ? _inner.Handovers(errand) : 1;

    public override void HandOn(Errand errand, int hop, ref Work work)
    {
        if (Template(errand) is not { } template)
        {
            _inner.HandOn(errand, hop, ref work);
            return;
        }
        var (from, to) = (Workload.Principals[errand.Path[0]], Workload.Principals[errand.Path[^1]]);
        var key = (from.Index, Route(errand));
        if (!_permits.TryGetValue(key, out var permit))
        {
            var control = _controls[World.NodeOf[from.Index]];
            permit = _permits[key] = control.Permit(control.Tenant(from.Tenant), template, from.Name, ref work, out var refusal)
                ?? throw new InvalidOperationException($"`{from.Name}` got no permit for a path of its own: {refusal!.Text}.");
        }
        var life = Workload.Rules.Find(from.Group, Workload.Principals[errand.Path[1]].Group, errand.Tasks[0])!.TimeLimit;
        errand.Session = (ulong)to.Index + 1;
        errand.Use = permit.Mint(World.User(from.Index).Id, to.Name, errand.Session, World.Now, life, ref work);
    }

    public override Judgement Take(Errand errand, int hop, ref Work work)
    {
        if (errand.Use is not { } use)
        {
            var before = _inner.NodesVisited;
            var judgement = _inner.Take(errand, hop, ref work);
            NodesVisited += _inner.NodesVisited - before;
            Judged++;
            return judgement;
        }
        Judged++;
        var to = Workload.Principals[errand.Path[^1]];
        var control = _controls[World.NodeOf[to.Index]];
        var tenant = control.Tenant(to.Tenant);
        // The errand's user is made known to the node once; every use after that quotes it.
        if (!control.Introduce(World.User(errand.Path[0]), ref work).IsAllowed) { return Judgement.Refused; }
        var result = control.Accept(use, new(tenant, to.Name, errand.Session), DelegationWorld.Session(errand.Path[0]), ref work);
        if (result.Grant is not { } grant) { return Judgement.Refused; }
        return control.Check(tenant, grant.Handle, errand.Session, World.Tool(errand.Tool), ref work).IsAllowed ? Judgement.Permitted : Judgement.Accepted;
    }

    private string Route(Errand errand) => string.Join('>', errand.Path.Select(p => Workload.Principals[p].Group).Concat(errand.Tasks));

    private Fingerprint? Template(Errand errand) => _templates.GetValueOrDefault(Route(errand));

    private void Approve(Errand errand)
    {
        var route = Route(errand);
        if (_templates.ContainsKey(route)) { return; }
        _templates[route] = null;
        var groups = errand.Path.Select(p => Workload.Principals[p].Group).ToArray();
        var last = Workload.Principals[errand.Path[^1]];
        var rules = errand.Tasks.Select((task, hop) => Workload.Rules.Find(groups[hop], groups[hop + 1], task)).ToList();
        if (IsRisky(errand) || groups.Distinct(StringComparer.Ordinal).Count() != groups.Length || rules.Any(r => r is null)) { return; }
        var template = PathTemplate.Sign(
            new()
            {
                Tenant = last.Tenant, Name = $"path {_templates.Count}", Groups = groups, Tasks = errand.Tasks, Permissions = World.Set(errand.Permissions[^1]),
                NotBefore = World.Now, NotAfter = World.Now + Quarter,
            },
            World.ToolList, World.Approver, ref _approving);
        foreach (var control in _controls)
        {
            var verdict = control.Issue(template, _templates.Count, ref _approving);
            if (!verdict.IsAllowed) { throw new InvalidOperationException($"A declared path was refused: {verdict.Reason!.Text}."); }
        }
        _templates[route] = template.Id;
    }

    /// <summary>Whether work goes to somebody whose risk class is above medium.</summary>
    private bool IsRisky(Errand errand) => Workload.Principals[errand.Path[^1]].Risk > RiskClass.Medium && errand.Tool != FreeWorkload.Tool;
}
