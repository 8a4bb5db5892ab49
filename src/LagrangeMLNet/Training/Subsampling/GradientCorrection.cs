using System.Numerics.Tensors;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Training;

/// <summary>
/// Natural-gradient steps on rows of which only a sample gives the metric: the gradient is that of all rows, F and how far a step may go
/// are the sample's.
/// </summary>
/// <param name="pass">Passes over rows.</param>
/// <param name="sample">Sums over the sample, with the Fisher matrix.</param>
/// <param name="scale">Σw of all rows over that of the sample.</param>
/// <param name="prior">The prior for all rows.</param>
/// <param name="lasso">L1 penalties for all rows, or null.</param>
/// <param name="spread">ρ: the variance of the sample's F, relative to all rows', in a mean direction.</param>
/// <param name="dispersion">φ.</param>
/// <param name="checkAlive">Throws when the caller asks for an end.</param>
internal sealed class GradientCorrection(
    FisherPass pass, PassSums sample, double scale, Prior prior, double[]? lasso, double spread, double dispersion, Action checkAlive)
{
    // Of a sample that is hardly larger than the parameters are many, no more can be said than that it is small.
    private const double LargestSpread = 0.5;
    private const int MostHalvings = 10;

    // The inverse of a sample's F is larger than that of all rows' F, on average by 1/(1 − ρ), in the square by 1/(1 − ρ)³ (that of a
    // Wishart matrix: Marčenko and Pastur, Mathematics of the USSR-Sbornik 1 (1967)). The step is shortened so that it leaves the least, ρ.
    private readonly double _length = Math.Pow(1 - Math.Min(spread, LargestSpread), 2);

    /// <summary>F + Λ, factored.</summary>
    public FisherStep Metric { get; private set; } = FisherStep.Factor(sample.Fisher!, scale, prior, 1);

    /// <summary>Number of parameters that all rows determine.</summary>
    public double EffectiveParameters { get; private set; }

    /// <summary>Moves θ, and the loss of <paramref name="target"/> with it.</summary>
    /// <param name="rows">The sample.</param>
    /// <param name="theta">θ on entry and, after the step, on return.</param>
    /// <param name="target">Sums of all rows at θ.</param>
    /// <returns>The loss that the step promised to gain, summed over all rows.</returns>
    public double Step(IRowSource rows, double[] theta, PassSums target)
    {
        ChooseStrength(theta, target);
        var at = pass.Run(rows, theta, false);
        var gradient = target.Gradient.ToArray();
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] += prior[i, 1] * theta[i];
        var step = new double[theta.Length];
        double gain = lasso is null
            ? Metric.Solve(gradient, step)
            : LassoStep.Solve(FisherStep.Metric(sample.Fisher!, scale, prior, 1), gradient, theta, lasso, step, checkAlive);
        // Curvature has vanished (everything is explained): no step can be told from another.
        if (!double.IsFinite(gain))
            return 0;

        // The sample's loss, with the gradient of all rows in place of its own.
        var tilt = new double[theta.Length];
        for (int i = 0; i < tilt.Length; i++)
            tilt[i] = target.Gradient[i] - (scale * at.Gradient[i]);
        double Surrogate(PassSums sums, double[] point) =>
            (scale * sums.Loss) + TensorPrimitives.Dot<double>(tilt, point) + prior.Penalty(point, 1) + Magnitude(point);
        double before = Surrogate(at, theta);
        var from = theta.ToArray();
        for (int halving = 0; halving <= MostHalvings; halving++)
        {
            for (int i = 0; i < theta.Length; i++)
                theta[i] = from[i] - (step[i] * _length / (1 << halving));
            var sums = pass.Run(rows, theta, false);
            if (!(Surrogate(sums, theta) <= before))
                continue;
            target.Loss += (scale * (sums.Loss - at.Loss)) + TensorPrimitives.Dot<double>(tilt,
                theta) - TensorPrimitives.Dot<double>(tilt, from);
            return gain;
        }

        from.CopyTo(theta, 0);
        return gain;
    }

    /// <summary>The strength by the evidence, with all rows behind the metric.</summary>
    private void ChooseStrength(double[] theta, PassSums target)
    {
        EffectiveParameters = Metric.EffectiveParameters(prior, 1);
        if (!prior.IsChosen)
            return;
        var quadratic = new Quadratic(sample.Fisher!, scale, 1, scale * sample.Weight, theta, target.Gradient);
        Metric = EvidenceMaximum.Choose(Metric, EffectiveParameters, dispersion, quadratic, prior);
    }

    private double Magnitude(double[] theta)
    {
        double sum = 0;
        for (int i = 0; lasso is not null && i < theta.Length; i++)
            sum += lasso[i] * Math.Abs(theta[i]);
        return sum;
    }
}
