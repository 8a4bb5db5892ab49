using LagrangeMLNet.Binning;

namespace LagrangeMLNet.Boosting;

/// <summary>The loss of rows that are not learnt from, round after round.</summary>
/// <param name="rows">All rows.</param>
internal sealed class HeldOutLoss(BinnedRows rows)
{
    private readonly float[] _first = new float[rows.Rows];
    private readonly float[] _current = new float[rows.Rows];
    private readonly bool[] _isHeld = new bool[rows.Rows];
    private double _weight;
    private double _sum;
    private bool _hasFirst;

    /// <summary>Number of rows that are measured.</summary>
    public int Rows { get; private set; }

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

    /// <summary>Mean loss after all boosters were asked.</summary>
    public double Mean()
    {
        if (!_hasFirst)
            _current.CopyTo(_first, 0);
        _hasFirst = true;
        return _sum / _weight;
    }

    /// <summary>By how much the loss has fallen since the first round, and the standard error of that.</summary>
    public (double Fall, double Error) Fall() => Statistics(row => _first[row] - _current[row]);

    /// <summary>Standard error of the mean loss.</summary>
    public double Error() => Statistics(row => _current[row]).Error;

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
