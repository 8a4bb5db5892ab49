using LagrangeMLNet.Data;

namespace LagrangeMLNet.Training;

/// <summary>
/// What a descent lowers: the loss of some rows and the penalties on θ, Σ w ℓ + ½ Σ Λ_j θ_j² + Σ l_j |θ_j|, for a share of all rows with
/// its share of the penalties that stand against all.
/// </summary>
/// <param name="pass">A pass over rows.</param>
/// <param name="rows">The rows.</param>
/// <param name="share">Their share of all rows.</param>
/// <param name="prior">Λ.</param>
/// <param name="lasso">l for all rows, or null.</param>
internal sealed class Objective(FisherPass pass, IRowSource rows, double share, Prior prior, double[]? lasso)
{
    public long Rows => rows.Rows;

    public double Share => share;

    public Prior Prior => prior;

    /// <summary>l for these rows; null if there is none.</summary>
    public double[]? Lasso { get; } = lasso is null ? null : Array.ConvertAll(lasso, penalty => penalty * share);

    /// <summary>The rows' sums at θ: loss and gradient and, on request, the Fisher matrix.</summary>
    public PassSums Measure(double[] theta, bool fisher) => pass.Run(rows, theta, fisher);

    /// <summary>The objective at θ, from the rows' sums there.</summary>
    public double Value(PassSums sums, double[] theta) => sums.Loss + prior.Penalty(theta, share) + Magnitude(theta);

    /// <summary>Gradient of the loss and of Λ; an L1 penalty has none at 0, and is left to the step.</summary>
    public double[] Gradient(PassSums sums, double[] theta)
    {
        double[] gradient = [.. sums.Gradient];
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] += prior[i, share] * theta[i];
        return gradient;
    }

    /// <summary>
    /// By how much a natural-gradient step s lowers the rows' loss, as far as it is quadratic: gᵀs − ½ sᵀFs, with (F + Λ) s the objective's
    /// gradient.
    /// </summary>
    public double DecreaseOfLoss(PassSums sums, double[] step, double decrement)
    {
        double linear = 0, penalty = 0;
        for (int i = 0; i < step.Length; i++)
        {
            linear += sums.Gradient[i] * step[i];
            penalty += prior[i, share] * step[i] * step[i];
        }

        return linear - decrement + (penalty / 2);
    }

    private double Magnitude(double[] theta)
    {
        if (lasso is null)
            return 0;
        double sum = 0;
        for (int i = 0; i < theta.Length; i++)
            sum += lasso[i] * Math.Abs(theta[i]);
        return sum * share;
    }
}
