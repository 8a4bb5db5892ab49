namespace LagrangeMLNet.AutoML.Engine;

/// <summary>
/// The time that a sweep may take: when the search has to end so that the winner can still be fitted, and when all has to.
/// </summary>
internal sealed class SweepBudget : IDisposable
{
    /// <summary>Share of the time that is never taken from the search.</summary>
    private const double LeastSearch = 0.5;

    private readonly SweepOptions _options;
    private readonly long _start;
    private readonly CancellationTokenSource _searchTime, _allTime, _search, _all;

    public SweepBudget(SweepOptions options)
    {
        (_options, _start) = (options, options.TimeProvider.GetTimestamp());
        var most = options.MaximumDuration ?? Timeout.InfiniteTimeSpan;
        _searchTime = new CancellationTokenSource(most, options.TimeProvider);
        _allTime = new CancellationTokenSource(most, options.TimeProvider);
        _search = CancellationTokenSource.CreateLinkedTokenSource(_searchTime.Token, options.CancellationToken);
        _all = CancellationTokenSource.CreateLinkedTokenSource(_allTime.Token, options.CancellationToken);
    }

    /// <summary>Set when no trial may run on.</summary>
    public CancellationToken Search => _search.Token;

    /// <summary>Set when the winner's fit, too, has to end.</summary>
    public CancellationToken All => _all.Token;

    /// <summary>What is left of the whole time, zero or more; null where it is not limited.</summary>
    public TimeSpan? Left => _options.MaximumDuration is { } most
        ? TimeSpan.FromTicks(Math.Max(0, (most - _options.TimeProvider.GetElapsedTime(_start)).Ticks))
        : null;

    /// <summary>Ends the search.</summary>
    public void EndSearch() => _search.Cancel();

    /// <summary>Ends the search early enough for what comes after it.</summary>
    /// <param name="winner">Time that the winner's fits are going to take.</param>
    public void Reserve(TimeSpan winner)
    {
        if (_options.MaximumDuration is not { } most || _search.IsCancellationRequested)
            return;
        var searching = most - winner > most * LeastSearch ? most - winner : most * LeastSearch;
        var left = searching - _options.TimeProvider.GetElapsedTime(_start);
        if (left > TimeSpan.Zero)
            _searchTime.CancelAfter(left);
        else
            _searchTime.Cancel();
    }

    public void Dispose()
    {
        _search.Dispose();
        _all.Dispose();
        _searchTime.Dispose();
        _allTime.Dispose();
    }
}
