namespace LagrangeMLNet.AutoML.Engine;

/// <summary>
/// How long a trial may take where the whole sweep has a time: what its kind took before says how long it should, and its share of the
/// whole how much it may cost the others. Without a time for the whole nothing is bounded here, and the sweep repeats. Safe to use from
/// several threads.
/// </summary>
/// <param name="whole">Time of the whole sweep; null where there is none.</param>
internal sealed class TrialTimes(TimeSpan? whole)
{
    /// <summary>Share of the whole after which nobody waits for a trial any more: it goes on, and others are proposed without it.</summary>
    private const double Patience = 0.05;

    /// <summary>Share of the whole that every trial may take.</summary>
    private const double Least = 0.1;

    /// <summary>
    /// Share of the whole that a trial may take of whose kind nothing is known, or that is said to be as slow by what is.
    /// </summary>
    private const double Most = 0.25;

    /// <summary>
    /// By how many times a trial may exceed the longest of its kind, and by how many where that is more than <see cref="Most"/>.
    /// </summary>
    private const double Excess = 10, ExcessOfSlow = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (double Share, double Seconds)> _longest = [];
    private bool _hasComplete;

    /// <summary>Age from which a trial is overdue; null where every trial is waited for.</summary>
    public TimeSpan? Wait => whole * Patience;

    /// <summary>A trial has been measured on a subset.</summary>
    /// <param name="trainer">Name of its candidate.</param>
    /// <param name="cost">Declared cost of a fit to all rows with its options, above 0.</param>
    /// <param name="share">Declared share of that time that the subset takes, in (0, 1]; 1 for all rows.</param>
    /// <param name="duration">Time that it took.</param>
    public void Add(string trainer, double cost, double share, TimeSpan duration)
    {
        double seconds = duration.TotalSeconds / (cost * share);
        lock (_lock)
        {
            // The more rows, the less of the time is what every fit needs: the largest subset seen says most of others.
            if (!_longest.TryGetValue(trainer, out var known) || share > known.Share || (share == known.Share && seconds > known.Seconds))
                _longest[trainer] = (share, seconds);
            _hasComplete |= share == 1;
        }
    }

    /// <summary>
    /// Time that a trial may take on a subset; null where it is not bounded: while no trial is complete there is none to prefer to it.
    /// </summary>
    /// <inheritdoc cref="Add"/>
    public TimeSpan? Limit(string trainer, double cost, double share)
    {
        if (whole is not { TotalSeconds: var all })
            return null;
        lock (_lock)
        {
            if (!_hasComplete)
                return null;
            double most = all * Most;
            if (_longest.TryGetValue(trainer, out var longest))
            {
                double expected = longest.Seconds * cost * share;
                most = Math.Min(Math.Max(all * Least, Excess * expected), Math.Max(most, ExcessOfSlow * expected));
            }

            return TimeSpan.FromSeconds(Math.Min(all, most));
        }
    }
}
