using LagrangeMLNet.Control.Data;

namespace LagrangeMLNet.Control.Rewards;

/// <summary>
/// Features in units of their own spread, and a 1 for the intercept: the coordinates in which one ridge penalty suits all.
/// </summary>
internal sealed class RewardScale
{
    private readonly double[] _mean;
    private readonly double[] _inverseScale;

    public RewardScale(DecisionColumns columns)
    {
        int slots = columns.Slots, rows = columns.Actions.Length;
        _mean = new double[slots];
        _inverseScale = new double[slots];
        for (int row = 0; row < rows; row++)
            for (int j = 0; j < slots; j++)
                _mean[j] += columns.Contexts[(row * slots) + j];
        for (int j = 0; j < slots; j++)
            _mean[j] /= rows;
        for (int row = 0; row < rows; row++)
        {
            for (int j = 0; j < slots; j++)
            {
                double deviation = columns.Contexts[(row * slots) + j] - _mean[j];
                _inverseScale[j] += deviation * deviation;
            }
        }

        for (int j = 0; j < slots; j++)
        {
            // A spread that is rounding of the mean is none.
            double spread = Math.Sqrt(_inverseScale[j] / rows);
            _inverseScale[j] = spread > 1e-6 * Math.Abs(_mean[j]) ? 1 / spread : 0;
        }
    }

    /// <summary>The features as they are, where they have been scaled before.</summary>
    public RewardScale(int slots)
    {
        _mean = new double[slots];
        _inverseScale = new double[slots];
        _inverseScale.AsSpan().Fill(1);
    }

    /// <summary>Number of coordinates: the features and the intercept, which is last.</summary>
    public int Size => _mean.Length + 1;

    /// <summary>The mean of each feature.</summary>
    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>1/spread of each feature; 0 where it is constant.</summary>
    public ReadOnlySpan<double> InverseScale => _inverseScale;

    public void Apply(ReadOnlySpan<float> context, Span<double> coordinates)
    {
        for (int j = 0; j < _mean.Length; j++)
            coordinates[j] = (context[j] - _mean[j]) * _inverseScale[j];
        coordinates[_mean.Length] = 1;
    }
}
