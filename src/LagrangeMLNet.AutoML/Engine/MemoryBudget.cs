using System.Globalization;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>Keeps the process below a size: the trial that learns from most rows is ended when it grows beyond.</summary>
internal sealed class MemoryBudget : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly List<Running> _running = [];
    private readonly double _limit;
    private readonly Func<double> _inUse;
    private readonly ITimer? _timer;

    /// <param name="options">Options with the limit, if any.</param>
    /// <param name="inUse">Megabytes that the process holds.</param>
    public MemoryBudget(SweepOptions options, Func<double> inUse)
    {
        (_limit, _inUse) = (options.MaximumMemoryInMegabytes ?? double.PositiveInfinity, inUse);
        if (options.MaximumMemoryInMegabytes is not null)
            _timer = options.TimeProvider.CreateTimer(_ => Check(), null, Interval, Interval);
    }

    /// <summary>Megabytes that this process holds.</summary>
    public static double OfProcess() => Environment.WorkingSet / 1048576.0;

    /// <summary>Why no trial can be started: what is held without any is too much. Null where one can.</summary>
    public string? ReasonNotToStart()
    {
        lock (_lock)
            return _running.Count == 0 && Excess() is { } held ? $"No further trial was started: {Say(held)} without any trial." : null;
    }

    /// <summary>A trial begins.</summary>
    public Running Begin(int rows, CancellationTokenSource cancel)
    {
        var running = new Running(rows, cancel);
        lock (_lock)
            _running.Add(running);
        return running;
    }

    /// <summary>A trial has ended, or was left behind.</summary>
    public void End(Running running)
    {
        lock (_lock)
            _running.Remove(running);
    }

    /// <summary>Ends the largest trial if the process is too large.</summary>
    public void Check()
    {
        Running? largest;
        lock (_lock)
        {
            // One at a time: what the last one held is not free at once.
            if (_running.Exists(running => running.Reason is not null) || Excess() is not { } held)
                return;
            largest = _running.OrderBy(running => running.Rows).LastOrDefault();
            if (largest is null)
                return;
            largest.Reason = $"{Say(held)}, and this was the trial with most rows";
        }

        largest.Cancel.Cancel();
    }

    public void Dispose() => _timer?.Dispose();

    /// <summary>Megabytes held, if they are too many after the garbage has been collected.</summary>
    private double? Excess()
    {
        if (_inUse() <= _limit)
            return null;
        GC.Collect();
        double held = _inUse();
        return held > _limit ? held : null;
    }

    private string Say(double held) =>
        string.Create(CultureInfo.InvariantCulture, $"the process held {held:N0} MB of the {_limit:N0} MB allowed");

    /// <summary>A trial that runs.</summary>
    internal sealed class Running(int rows, CancellationTokenSource cancel)
    {
        public int Rows => rows;

        public CancellationTokenSource Cancel => cancel;

        /// <summary>Why it has to end; null while it may go on.</summary>
        public string? Reason { get; set; }
    }
}
