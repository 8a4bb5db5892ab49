using LagrangeMLNet.Data;

namespace LagrangeMLNet.Training;

/// <summary>
/// Descends without a matrix, one penalty at a time: steps of a <see cref="ConjugateSolver"/> until one promises less than a share of the
/// velocity.
/// </summary>
internal sealed class ConjugateDescent(ConjugateSolver solver, IRowSource rows, LearningPath path)
{
    private const int MostSteps = 30;

    public ConjugateSolver Solver => solver;

    /// <summary>Takes steps until one promises little. Returns whether that came about.</summary>
    /// <param name="penalty">What all penalties are multiplied by.</param>
    /// <param name="tolerance">Share of the velocity that a step must promise for another one.</param>
    /// <param name="velocity">The velocity at the models' points. Unit: that of a mean loss.</param>
    public bool Run(double penalty, double tolerance, Func<double> velocity)
    {
        for (int step = 0; step < MostSteps && !path.IsSpent; step++)
        {
            int before = solver.Passes;
            double promised = solver.Step(rows, penalty);
            path.CountPass((solver.Passes - before) * rows.Rows);
            if (!(promised > tolerance * Math.Abs(velocity()) * solver.Weight))
                return true;
        }

        return false;
    }

    /// <summary>γ with the diagonal in place of the matrix, Σ c n_j / (c n_j + λ_j): an upper bound in practice.</summary>
    /// <param name="squares">n_j, for each position Σ x² over the rows.</param>
    /// <param name="positions">Number of positions, the bias apart.</param>
    /// <param name="penalty">λ_j.</param>
    public double EffectiveParameters(float[] squares, int positions, Func<int, double> penalty)
    {
        double effective = 0;
        for (int k = 0; k < solver.Outputs; k++)
            for (int j = 0; j < positions; j++)
            {
                double curvature = solver.Curvature[k] * squares[j];
                effective += curvature > 0 ? curvature / (curvature + penalty(j)) : 0;
            }

        return effective;
    }
}
