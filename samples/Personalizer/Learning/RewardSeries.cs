using Personalizer.Storage;

namespace Personalizer.Learning;

/// <summary>A mean and its 95 % confidence interval; null ends where there are fewer than two values.</summary>
internal sealed record Interval(double Mean, double? Lower, double? Upper);

/// <summary>What the service earned, and what the application's own choices would have, in a stretch of decisions.</summary>
/// <param name="Events">Decisions up to its end.</param>
/// <param name="Time">When the last was made.</param>
/// <param name="Earned">Mean reward.</param>
/// <param name="Baseline">The same of the application's own choices, doubly robust.</param>
/// <param name="Improvement">The difference.</param>
internal sealed record SeriesPoint(long Events, DateTimeOffset Time, Interval Earned, Interval Baseline, Interval Improvement);

/// <summary>
/// Reward over time beside the baseline's. The baseline is estimated doubly robust from the predictions that were made with the decision,
/// before its reward could be known: q(b) + 1{a = b}/p·(r − q(a)), so the estimate has no bias whatever the predictions are worth. Bounded
/// in memory: stretches double when there are many.
/// </summary>
internal sealed class RewardSeries
{
    private const int MostStretches = 30;
    private const double Quantile = 1.959964;

    private readonly List<Sums> _stretches = [];
    private long _length = 25;
    private Sums _total;

    public void Add(StoredEvent added, double reward)
    {
        var decision = added.Decision;
        double baseline = decision.PredictedBaseline;
        if (decision.Taken == decision.Baseline)
            baseline += (reward - decision.PredictedTaken) / decision.Probabilities[decision.Taken];
        var one = Sums.Of(added.Time, reward, baseline);
        _total = _total.Add(one);
        if (_stretches.Count == 0 || _stretches[^1].Count >= _length)
            _stretches.Add(default);
        _stretches[^1] = _stretches[^1].Add(one);
        if (_stretches.Count <= MostStretches)
            return;
        for (int i = 0; i < _stretches.Count / 2; i++)
            _stretches[i] = _stretches[2 * i].Add(_stretches[(2 * i) + 1]);
        if (_stretches.Count % 2 == 1)
            _stretches[_stretches.Count / 2] = _stretches[^1];
        _stretches.RemoveRange((_stretches.Count + 1) / 2, _stretches.Count / 2);
        _length *= 2;
    }

    /// <summary>All decisions together; null before there are any.</summary>
    public SeriesPoint? Total => _total.Count > 0 ? _total.ToPoint(_total.Count) : null;

    /// <summary>The stretches; the last may still grow.</summary>
    public IReadOnlyList<SeriesPoint> Points()
    {
        long events = 0;
        var points = new List<SeriesPoint>();
        foreach (var stretch in _stretches)
            points.Add(stretch.ToPoint(events += stretch.Count));
        return points;
    }

    private readonly record struct Moments(double Sum, double Squares)
    {
        public Moments Add(Moments other) => new(Sum + other.Sum, Squares + other.Squares);

        public static Moments Of(double value) => new(value, value * value);

        public Interval ToInterval(long count)
        {
            double mean = Sum / count;
            if (count < 2)
                return new Interval(mean, null, null);
            double error = Math.Sqrt(Math.Max(0, (Squares / count) - (mean * mean)) / (count - 1));
            return new Interval(mean, mean - (Quantile * error), mean + (Quantile * error));
        }
    }

    private readonly record struct Sums(long Count, DateTimeOffset Time, Moments Earned, Moments Baseline, Moments Improvement)
    {
        public static Sums Of(DateTimeOffset time, double reward, double baseline) =>
            new(1, time, Moments.Of(reward), Moments.Of(baseline), Moments.Of(reward - baseline));

        public Sums Add(Sums other) => new(
            Count + other.Count,
            other.Time,
            Earned.Add(other.Earned),
            Baseline.Add(other.Baseline),
            Improvement.Add(other.Improvement));

        public SeriesPoint ToPoint(long events) => new(
            events, Time, Earned.ToInterval(Count), Baseline.ToInterval(Count), Improvement.ToInterval(Count));
    }
}
