namespace LagrangeMLNet.AutoML.Engine;

/// <summary>
/// Which trials' ends a trial may know of, going by declared costs: as if <paramref name="machines"/> machines ran the trials in order,
/// each for its cost. A real clock would make proposals depend on the workers' number and speed; this one does not, and yet a trial that
/// costs much holds up none that follows.
/// </summary>
internal sealed class DeclaredClock(int machines)
{
    private readonly List<double> _ends = [];
    private readonly int?[] _last = new int?[machines];

    /// <summary>Numbers of the trials that have ended when the next one starts, in order.</summary>
    public IEnumerable<int> Ended => _last[Next] is { } freed
        ? Enumerable.Range(0, _ends.Count).Where(trial => IsNotAfter(trial, freed))
        : [];

    /// <summary>The machine that is the first to be free.</summary>
    private int Next => Enumerable.Range(0, machines).MinBy(machine => _last[machine] is { } trial ? (_ends[trial], trial) : (0, -1));

    /// <summary>Starts the next trial.</summary>
    /// <param name="cost">Its declared cost, above 0.</param>
    public void Start(double cost)
    {
        int machine = Next;
        _ends.Add((_last[machine] is { } freed ? _ends[freed] : 0) + cost);
        _last[machine] = _ends.Count - 1;
    }

    /// <summary>Of trials that end together, the earlier one is taken to end first.</summary>
    private bool IsNotAfter(int trial, int other) => (_ends[trial], trial).CompareTo((_ends[other], other)) <= 0;
}
