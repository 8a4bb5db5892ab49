using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>
/// The strength of the prior by the evidence (type-II likelihood) under Laplace's approximation: the fixed point λ = φ γ / ‖θ‖², γ the
/// number of parameters that the data determine and φ the dispersion. Source: MacKay, Neural Computation 4 (1992), 415–447, eq. 4.9.
/// </summary>
/// <remarks>
/// A strength under which the data determine next to nothing holds θ near 0 and thereby confirms itself, whatever the rows say that came in
/// since. There the fixed point is left, and the evidence itself is compared along the whole range of strengths, on the quadratic model of
/// the loss about θ: with z = Fθ − g, ln p = ½ P ln λ − ½ ln |F + λ| + zᵀ(F + λ)⁻¹z / 2φ + const.
/// </remarks>
internal static class EvidenceMaximum
{
    private const double Weakest = 1e-6;

    // Strongest, per unit of the rows' summed weight: all that features of unit scale could tell is then a thousandth of the prior.
    private const double StrongestPerWeight = 1e3;

    // Fewer determined parameters than this, and the fixed point is not to be trusted.
    private const double FewestDetermined = 0.5;

    // Ratio of neighbouring strengths where the evidence is compared: the fixed point does the rest.
    private static readonly double Ratio = Math.Pow(10, 1.5);

    /// <summary>Sets the prior's strength and returns the metric F + Λ under it.</summary>
    /// <param name="metric">F + Λ under the strength so far.</param>
    /// <param name="effective">γ under the strength so far.</param>
    /// <param name="dispersion">φ.</param>
    /// <param name="quadratic">The loss about θ.</param>
    /// <param name="prior">The prior, whose strength is chosen.</param>
    public static FisherStep Choose(FisherStep metric, double effective, double dispersion, in Quadratic quadratic, Prior prior)
    {
        double norm = prior.SquaredNorm(quadratic.Theta), strongest = StrongestPerWeight * quadratic.Weight;
        if (effective < FewestDetermined)
            prior.Strength = MostProbable(dispersion, quadratic, prior, strongest);
        else if (norm > 0)
            prior.Strength = Math.Clamp(dispersion * effective / norm, Weakest, strongest);
        else
            return metric;
        return quadratic.Metric(prior);
    }

    private static double MostProbable(double dispersion, in Quadratic quadratic, Prior prior, double strongest)
    {
        int penalised = 0;
        for (int i = 0; i < quadratic.Theta.Length; i++)
            penalised += prior.Penalises(i) ? 1 : 0;
        if (penalised == 0)
            return prior.Strength;

        double[] target = quadratic.Target(), solution = new double[target.Length];
        (double Strength, double Evidence) best = (strongest, double.NegativeInfinity);
        for (double strength = strongest; strength >= Weakest; strength /= Ratio)
        {
            prior.Strength = strength;
            var metric = quadratic.Damped(prior);
            double explained = metric.Solve(target, solution);
            double evidence = (penalised * Math.Log(strength) / 2) - (metric.LogDeterminant / 2) + (explained / dispersion);
            if (evidence > best.Evidence)
                best = (strength, evidence);
        }

        return best.Strength;
    }
}

/// <summary>The quadratic model of a loss summed over rows, gᵀs + ½ sᵀFs about θ.</summary>
/// <param name="Fisher">A Fisher matrix, symmetric, row-major.</param>
/// <param name="Scale">What it is multiplied by to give F.</param>
/// <param name="Share">Share of all rows that the sum is over.</param>
/// <param name="Weight">Σ w of the rows.</param>
/// <param name="Theta">θ.</param>
/// <param name="Gradient">g.</param>
internal readonly record struct Quadratic(double[] Fisher, double Scale, double Share, double Weight, double[] Theta, double[] Gradient)
{
    /// <summary>F + Λ, factored.</summary>
    public FisherStep Metric(Prior prior) => FisherStep.Factor(Fisher, Scale, prior, Share);

    /// <summary>The same with a little damping, singular or not, so that determinants under different priors can be compared.</summary>
    public FisherStep Damped(Prior prior) => FisherStep.Factor(Fisher, Scale, prior, Share, FisherStep.FirstDamping);

    /// <summary>Fθ − g: the minimum lies at F⁻¹ of it.</summary>
    public double[] Target()
    {
        var target = new double[Theta.Length];
        for (int i = 0; i < target.Length; i++)
            target[i] = (Scale * DenseVectors.Dot(Fisher.AsSpan(i * target.Length, target.Length), Theta)) - Gradient[i];
        return target;
    }
}
