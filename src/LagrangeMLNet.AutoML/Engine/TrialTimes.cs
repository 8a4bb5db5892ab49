namespace LagrangeMLNet.AutoML.Engine;

/// <summary>
/// How long a trial may take where the whole sweep has a time: what its kind took before says how long it should, and its share of the whole
/// how much it may cost the others. Without a time for the whole nothing is bounded here, and the sweep repeats. Safe to use from several threads.
/// </summary>
/// <param name="whole">Time of the whole sweep; null where there is none.</param>
internal sealed class TrialTimes(TimeSpan? whole)
{
    /// <summary>Share of the whole after which nobody waits for a trial any more: it goes on, and others are proposed without it.</summary>
    private const double Patience = 0.05;

    /// <summary>Share of the whole that every trial may take.</summary>
    private const double Least = 0.1;

    /// <summary>Share of the whole that a trial may take of whose kind nothing is known, or that is said to be as slow by what is.</summary>
    private const double Most = 0.25;

    /// <summary>By how many times a trial may exceed the longest of its kind, and by how many where that is more than <see cref="Most"/>.</summary>
    private const double Excess = 10, ExcessOfSlow = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, double> _longest = [];
    private bool _hasComplete;

    /// <summary>Age from which a trial is overdue; null where every trial is waited for.</summary>
    public TimeSpan? Wait => whole * Patience;

    /// <summary>A trial has been measured on a rung.</summary>
    /// <param name="trainer">Name of its candidate.</param>
    /// <param name="work">The declared cost of the fit, above 0: its candidate's for all rows, times the rung's share of the time.</param>
    /// <param name="duration">Time that it took.</param>
    /// <param name="isComplete">Whether it has learnt from all rows.</param>
    public void Add(string trainer, double work, TimeSpan duration, bool isComplete)
    {
        lock (_lock)
        {
            _longest[trainer] = Math.Max(_longest.GetValueOrDefault(trainer), duration.TotalSeconds / work);
            _hasComplete |= isComplete;
        }
    }

    /// <summary>Time that a trial may take on a rung; null where it is not bounded: while no trial is complete there is none to prefer to it.</summary>
    /// <inheritdoc cref="Add"/>
    public TimeSpan? Limit(string trainer, double work)
    {
        if (whole is not { TotalSeconds: var all })
            return null;
        lock (_lock)
        {
            if (!_hasComplete)
                return null;
            double most = all * Most;
            if (_longest.TryGetValue(trainer, out double longest))
                most = Math.Min(Math.Max(all * Least, Excess * longest * work), Math.Max(most, ExcessOfSlow * longest * work));
            return TimeSpan.FromSeconds(Math.Min(all, most));
        }
    }
}
