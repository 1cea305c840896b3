namespace Breakwater.Cedar.Evaluation.Indexing;

/// <summary>Goes through the policies that a bound request can satisfy or make fail, each once. On the stack; allocates nothing.</summary>
internal ref struct CandidateEnumerator(PolicyIndex index, PolicyBody[] policies, BoundRequest request)
{
    private readonly ReadOnlySpan<int> _actions = request.ActionKeys;
    private readonly ReadOnlySpan<int> _others = request.OtherKeys;
    private ReadOnlySpan<int> _file;
    private int _inFile;
    private int _action = 0;
    private int _other = -1;

    public int Current { get; private set; }

    public readonly CandidateEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_actions.IsEmpty || _others.IsEmpty) { return false; }
        while (true)
        {
            while (_inFile < _file.Length)
            {
                Current = _file[_inFile++];
                if (_action == 0 || !WasInEarlierFile(policies[Current].Actions)) { return true; }
            }
            if (++_other == _others.Length)
            {
                _other = 0;
                if (++_action == _actions.Length) { return false; }
            }
            _file = index.Find(_actions[_action], _others[_other]);
            _inFile = 0;
        }
    }

    /// <summary>Whether a policy for several actions was met already: its list has the action, and a group of it, or two groups.</summary>
    private readonly bool WasInEarlierFile(int[]? many)
    {
        if (many is null) { return false; }
        for (var i = 0; i < _action; i++) { if (many.AsSpan().Contains(_actions[i] - FilingKey.Action(0))) { return true; } }
        return false;
    }
}
