using Breakwater.Cedar.Schemas;
using Breakwater.Cedar.Syntax;

namespace Breakwater.Cedar.Validation;

/// <summary>
/// Collects what is wrong with one policy. The same finding in several request environments is one; if it is not the same in all of them, the message says
/// where it arises.
/// </summary>
internal sealed class Findings(Policy policy)
{
    private readonly Dictionary<(SourceSpan, string), Finding> _byPlace = [];
    private int _environments;

    public bool Any => _byPlace.Count > 0;

    /// <summary>The environment that is being looked at; null for what holds in all.</summary>
    public RequestEnvironment? Environment
    {
        get;
        set
        {
            field = value;
            if (value is not null) { _environments++; }
        }
    }

    /// <summary>Adds a finding.</summary>
    /// <param name="span">Where.</param>
    /// <param name="message">A sentence without its full stop.</param>
    /// <param name="remedy">A sentence, or null.</param>
    public void Add(SourceSpan span, string message, string? remedy = null)
    {
        if (!_byPlace.TryGetValue((span, message), out var finding)) { _byPlace[(span, message)] = finding = new(span, message, remedy, Environment); }
        if (Environment is not null && !ReferenceEquals(finding.Last, Environment))
        {
            finding.Last = Environment;
            finding.Times++;
        }
    }

    public IEnumerable<CedarDiagnostic> ToDiagnostics() => _byPlace.Values
        .OrderBy(f => f.Span.Offset).ThenBy(f => f.Span.Length)
        .Select(f => new CedarDiagnostic(policy.Source, f.Span, f.Message + Where(f) + ".", f.Remedy, policy.Id));

    private string Where(Finding finding)
    {
        if (finding.First is null || finding.Times == _environments) { return ""; }
        var more = finding.Times > 1 ? $", and in {finding.Times - 1} more of {_environments} combinations" : "";
        return $"; so where {finding.First}{more}";
    }

    private sealed class Finding(SourceSpan span, string message, string? remedy, RequestEnvironment? first)
    {
        public SourceSpan Span => span;

        public string Message => message;

        public string? Remedy => remedy;

        public RequestEnvironment? First => first;

        public RequestEnvironment? Last { get; set; }

        public int Times { get; set; }
    }
}
