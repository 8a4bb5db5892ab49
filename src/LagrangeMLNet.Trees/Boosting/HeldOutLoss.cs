using LagrangeMLNet.Binning;
using LagrangeMLNet.Losses;

namespace LagrangeMLNet.Boosting;

/// <summary>The loss of rows that are not learnt from: before the first tree, in this round, and in the one that is kept.</summary>
/// <param name="rows">All rows.</param>
internal sealed class HeldOutLoss(BinnedRows rows)
{
    private readonly float[] _first = new float[rows.Rows];
    private readonly float[] _current = new float[rows.Rows];
    private readonly float[] _best = new float[rows.Rows];
    private readonly bool[] _isHeld = new bool[rows.Rows];
    private double _weight;
    private double _sum;

    /// <summary>Number of rows that are measured.</summary>
    public int Rows { get; private set; }

    /// <summary>Mean loss of this round, after all boosters were asked.</summary>
    public double Mean => _sum / _weight;

    /// <summary>Mean loss before the first tree.</summary>
    public double First => Statistics(row => _first[row]).Mean;

    /// <summary>Mean loss of the round that is kept, and its standard error.</summary>
    public (double Mean, double Error) Best => Statistics(row => _best[row]);

    /// <summary>By how much the loss has fallen since before the first tree, and the standard error of that.</summary>
    public (double Mean, double Error) Fall => Statistics(row => _first[row] - _current[row]);

    /// <summary>
    /// Takes the losses of a booster's held-out rows, and forgets those of the round before when <paramref name="isFirst"/>.
    /// </summary>
    public void Add(float[] losses, bool[] learns, bool isFirst)
    {
        if (isFirst)
            (_sum, _weight, Rows) = (0, 0, 0);
        for (int row = 0; row < learns.Length; row++)
        {
            if (learns[row])
                continue;
            double weight = rows.Weights?[row] ?? 1;
            _sum += weight * losses[row];
            _weight += weight;
            _current[row] = losses[row];
            _isHeld[row] = true;
            Rows++;
        }
    }

    /// <summary>The losses are those before the first tree.</summary>
    public void KeepFirst() => _current.CopyTo(_first, 0);

    /// <summary>The round is the best so far.</summary>
    public void KeepBest() => _current.CopyTo(_best, 0);

    /// <summary>The losses that are kept, measured anew by a loss whose parameter has changed.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="scores">The scores that are kept.</param>
    public void Restate(TreeLoss loss, HeldOutScores scores)
    {
        float[] gradient = new float[scores.First.Length], fisher = new float[scores.First.Length];
        loss.Evaluate(scores.First, rows.Labels, _first, gradient, fisher);
        loss.Evaluate(scores.Best, rows.Labels, _best, gradient, fisher);
    }

    private (double Mean, double Error) Statistics(Func<int, double> value)
    {
        double sum = 0, squares = 0;
        for (int row = 0; row < rows.Rows; row++)
            if (_isHeld[row])
                sum += (rows.Weights?[row] ?? 1) * value(row);
        double mean = sum / _weight;
        for (int row = 0; row < rows.Rows; row++)
            if (_isHeld[row])
            {
                double difference = (rows.Weights?[row] ?? 1) * (value(row) - mean);
                squares += difference * difference;
            }

        return (mean, Math.Sqrt(squares) / _weight);
    }
}
