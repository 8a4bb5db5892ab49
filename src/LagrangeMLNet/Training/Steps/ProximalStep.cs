namespace LagrangeMLNet.Training;

/// <summary>
/// A proximal gradient step in the diagonal metric, of searched length: it is halved until the quadratic model above it holds.
/// </summary>
/// <remarks>Source: Beck and Teboulle, SIAM Journal on Imaging Sciences 2 (2009), 183–202, with backtracking.</remarks>
internal sealed class ProximalStep(LassoObjective objective, double smallestLoss)
{
    private const int MostHalvings = 6;

    // A step so long that the loss leaves the number range is halved until it does not.
    private const int MostHalvingsFromInfinity = 120;

    // Single precision cannot tell less, as a share of the loss.
    private const double Rounding = 1e-7;

    // By how much the next step may be longer.
    private const double Growth = 0.9;

    private double _stiffness = 1;

    /// <summary>Steps from a point whose gradient the objective holds.</summary>
    /// <param name="from">The point.</param>
    /// <param name="loss">Σ w ℓ there.</param>
    /// <param name="to">Receives the next point.</param>
    /// <returns>The objective there.</returns>
    public double Take(float[] from, double loss, float[] to)
    {
        float[] gradient = objective.Gradient, metric = objective.Metric, l1 = objective.L1, l2 = objective.L2;
        double smooth = objective.Smooth(from, loss), noise = Rounding * Math.Max(Math.Abs(smooth), smallestLoss);
        for (int halving = 0; ; halving++)
        {
            double linear = 0, quadratic = 0;
            for (int i = 0; i < to.Length; i++)
            {
                float scale = (float)(_stiffness * metric[i]);
                float free = from[i] - ((gradient[i] + (l2[i] * from[i])) / scale), cut = l1[i] / scale;
                to[i] = Math.Abs(free) <= cut ? 0 : free - MathF.CopySign(cut, free);
                double change = to[i] - from[i];
                linear += change * (gradient[i] + (l2[i] * from[i]));
                quadratic += change * change * metric[i];
            }

            double reached = objective.Loss(to), value = objective.Value(to, reached);
            if (objective.Smooth(to, reached) <= smooth + linear + (_stiffness * quadratic / 2) + noise
                || halving >= (double.IsFinite(value) ? MostHalvings : MostHalvingsFromInfinity))
                return value;
            _stiffness *= 2;
        }
    }

    /// <summary>Lets the next step be longer.</summary>
    public void Lengthen() => _stiffness *= Growth;
}
