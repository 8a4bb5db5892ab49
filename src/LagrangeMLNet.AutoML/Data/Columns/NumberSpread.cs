using System.Globalization;

namespace LagrangeMLNet.AutoML.Data.Columns;

/// <summary>
/// How numbers are spread. What is infinite, or beyond single precision in which all trainers calculate, is taken for missing; a few values
/// so far from all others that scaling would make those one are cut.
/// </summary>
internal sealed class NumberSpread
{
    /// <summary>So many of the numbers say how the bulk of them is spread.</summary>
    private const int Sampled = 4096;

    /// <summary>
    /// Single precision has 24 bits: of a column scaled by a value so many times as far out as the bulk, nothing is left of the bulk.
    /// </summary>
    private const double FarOut = 1e6;

    /// <summary>Where such values are cut to, in distances of the bulk from its median.</summary>
    private const double Cut = 100;

    private readonly HashSet<double> _distinct = [];
    private readonly PriorityQueue<double, ulong> _sample = new();
    private double _least = double.PositiveInfinity, _most = double.NegativeInfinity;
    private double _leastOfAll = double.PositiveInfinity, _mostOfAll = double.NegativeInfinity;
    private long _present, _missing, _infinite, _firstInfinite = -1;
    private double _firstValue;

    public bool IsEmpty => _present == 0;

    public bool IsConstant => _least == _most && _missing == 0;

    public bool HasGaps => _missing > 0;

    /// <summary>Number of different values, counted up to 501.</summary>
    public int Distinct => _distinct.Count;

    public void See(double number, long row, bool isTraining)
    {
        bool isFinite = Math.Abs(number) <= float.MaxValue;
        if (!isFinite && !double.IsNaN(number) && _infinite++ == 0)
            (_firstInfinite, _firstValue) = (row, number);
        // The winner is fitted to all rows: a value beyond all others may be among those that say nothing else of the column.
        if (isFinite)
            (_leastOfAll, _mostOfAll) = (Math.Min(_leastOfAll, number), Math.Max(_mostOfAll, number));
        if (!isTraining)
            return;
        if (!isFinite)
        {
            _missing++;
            return;
        }

        _present++;
        (_least, _most) = (Math.Min(_least, number), Math.Max(_most, number));
        if (_distinct.Count <= 500)
            _distinct.Add(number);
        // The rows with the largest hashes: a sample that depends on nothing but their numbers.
        ulong key = StableHash.Mix((ulong)row, Sampled);
        if (_sample.Count < Sampled)
            _sample.Enqueue(number, key);
        else
            _sample.EnqueueDequeue(number, key);
    }

    /// <summary>Where values are cut; null where none is far enough from the bulk.</summary>
    public (double Least, double Most)? Bounds
    {
        get
        {
            if (IsEmpty)
                return null;
            double[] sample = [.. _sample.UnorderedItems.Select(item => item.Element).Order()];
            double median = sample[sample.Length / 2];
            double[] distances = [.. sample.Where(value => value != median).Select(value => Math.Abs(value - median)).Order()];
            if (distances.Length == 0)
                return null;
            double bulk = distances[distances.Length / 2];
            return Math.Max(_mostOfAll - median, median - _leastOfAll) > FarOut * bulk
                ? (median - (Cut * bulk), median + (Cut * bulk))
                : null;
        }
    }

    /// <summary>What a reader should know; empty if there is nothing.</summary>
    public string Remark(string column)
    {
        var remarks = new List<string>();
        if (_infinite > 0)
        {
            string subject = _infinite == 1 ? "1 value is" : $"{_infinite.ToString("N0", CultureInfo.InvariantCulture)} values are";
            remarks.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Column '{column}': {subject} infinite or beyond single precision, the first in row {_firstInfinite} ({_firstValue:R}); "
                + $"taken for missing, in the model too."));
        }

        if (Bounds is var (least, most))
        {
            remarks.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Column '{column}': values reach from {_leastOfAll:G5} to {_mostOfAll:G5}, more than a million times as far as most of "
                + $"them; those outside of [{least:G5}, {most:G5}] were cut to it, in the model too."));
        }

        return string.Join(' ', remarks);
    }
}
