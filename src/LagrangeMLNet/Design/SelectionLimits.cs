namespace LagrangeMLNet.Design;

/// <summary>How much may be chosen.</summary>
/// <param name="Count">Most rows.</param>
/// <param name="Budget">Most that they may cost together; ∞ for no limit.</param>
/// <param name="PerGroup">Most rows of a group.</param>
internal sealed record SelectionLimits(int Count, double Budget, int PerGroup)
{
    /// <summary>Whether costs decide, so that rows are compared by gain per cost.</summary>
    public bool IsByCost => double.IsFinite(Budget);
}

/// <summary>Which candidates are chosen, in order, and what may be chosen still.</summary>
internal sealed class Selection(Candidates candidates, SelectionLimits limits)
{
    private readonly List<int> _order = [];
    private readonly Dictionary<int, int> _groups = [];
    private readonly bool[] _isChosen = new bool[candidates.Count];

    public IReadOnlyList<int> Order => _order;

    public double Cost { get; private set; }

    public bool IsChosen(int candidate) => _isChosen[candidate];

    public bool IsFull => _order.Count >= limits.Count;

    /// <summary>Whether a candidate may be added.</summary>
    public bool Fits(int candidate) =>
        !_isChosen[candidate] && !IsFull && Cost + candidates.Cost(candidate) <= limits.Budget && HasRoom(candidate, -1);

    /// <summary>Whether a candidate may take the place of a chosen one.</summary>
    public bool Fits(int candidate, int instead) =>
        !_isChosen[candidate]
        && Cost + candidates.Cost(candidate) - candidates.Cost(instead) <= limits.Budget
        && HasRoom(candidate, instead);

    public void Add(int candidate)
    {
        _order.Add(candidate);
        Count(candidate, 1);
    }

    /// <summary>Puts a candidate in the place of a chosen one.</summary>
    public void Replace(int chosen, int candidate)
    {
        _order[_order.IndexOf(chosen)] = candidate;
        Count(chosen, -1);
        Count(candidate, 1);
    }

    private void Count(int candidate, int sign)
    {
        _isChosen[candidate] = sign > 0;
        Cost = Math.Max(0, Cost + (sign * candidates.Cost(candidate)));
        if (candidates.Groups is null)
            return;
        int group = candidates.Groups[candidate];
        _groups[group] = _groups.GetValueOrDefault(group) + sign;
    }

    private bool HasRoom(int candidate, int instead)
    {
        if (candidates.Groups is not { } groups)
            return true;
        int group = groups[candidate];
        int used = _groups.GetValueOrDefault(group) - (instead >= 0 && groups[instead] == group ? 1 : 0);
        return used < limits.PerGroup;
    }
}
