using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Training;

/// <summary>
/// Takes steps θ + η θ̇ along the stationary path, and takes back half of one that made the objective worse: the quadratic model reached
/// too far, or past what can be represented.
/// </summary>
internal sealed class StepSearch(double[] start)
{
    private const double ShortestStep = 1e-6;

    // What rounding of single precision may add to an objective, as a share of it.
    private const double Rounding = 1e-6;

    private readonly double[] _accepted = [.. start];
    private readonly double[] _step = new double[start.Length];
    private double _best = double.PositiveInfinity;
    private double _scale = 1;

    /// <summary>The sums at the last point that was accepted; null before the first.</summary>
    public PassSums? Sums { get; private set; }

    /// <summary>−θ̇ of the step that is to be taken.</summary>
    public double[] Step => _step;

    /// <summary>Whether the last step had to be shortened.</summary>
    public bool WasShortened => _scale < 1;

    /// <summary>What rounding may add to the objective.</summary>
    /// <param name="least">A loss below which everything is explained.</param>
    public double Noise(double least) => Rounding * Math.Max(double.IsFinite(_best) ? Math.Abs(_best) : 0, least);

    /// <summary>Accepts a point unless it is worse than the last one, which the first never is.</summary>
    public bool TryAccept(double objective, double noise, PassSums sums, double[] theta)
    {
        if (!(objective <= _best + noise) && Sums is not null)
            return false;
        (_best, Sums) = (objective, sums);
        theta.CopyTo(_accepted, 0);
        return true;
    }

    /// <summary>The objective at the accepted point under another penalty.</summary>
    public void Revalue(double objective) => _best = objective;

    /// <summary>Goes half of the way back; false if there is no way left, with θ at the accepted point.</summary>
    public bool TryShorten(double[] theta, bool isSpent)
    {
        _scale /= 2;
        if (_scale < ShortestStep || isSpent)
        {
            _accepted.CopyTo(theta, 0);
            return false;
        }

        StationaryPath.Advance(_accepted, _step, _scale, theta);
        return true;
    }

    /// <summary>Takes the whole step.</summary>
    public void Take(double[] theta)
    {
        _scale = 1;
        StationaryPath.Advance(theta, _step, _scale, theta);
    }
}
