using LagrangeMLNet.Likelihoods;

namespace LagrangeMLNet.Training;

/// <summary>How strong the prior is while a descent goes on.</summary>
internal interface IPenaltyRule
{
    /// <summary>Looks at a point whose metric was measured, or is new to these rows, and may set the prior's strength.</summary>
    /// <param name="metric">F + Λ under the strength so far.</param>
    /// <param name="objective">The objective, whose prior it is.</param>
    /// <param name="sums">The rows' sums at θ.</param>
    /// <param name="theta">θ.</param>
    /// <returns>F + Λ under the strength from now on, and what is known of F.</returns>
    PointMetric Choose(in PointMetric metric, Objective objective, PassSums sums, double[] theta);
}

/// <summary>The caller's strength.</summary>
internal sealed class GivenPenalty : IPenaltyRule
{
    public PointMetric Choose(in PointMetric metric, Objective objective, PassSums sums, double[] theta) => metric;
}

/// <summary>The strength of the largest evidence: <see cref="EvidenceMaximum"/>.</summary>
internal sealed class EvidencePenalty(Dispersion dispersion) : IPenaltyRule
{
    public PointMetric Choose(in PointMetric metric, Objective objective, PassSums sums, double[] theta)
    {
        double effective = metric.Factor.EffectiveParameters(objective.Prior, objective.Share);
        var fisher = metric.Fisher with { Effective = effective, Dispersion = dispersion.Of(sums, effective) };
        var quadratic = new Quadratic(fisher.Fisher, metric.Weight / fisher.Weight, objective.Share, sums.Weight, theta, sums.Gradient);
        return metric with
        {
            Fisher = fisher,
            Factor = EvidenceMaximum.Choose(metric.Factor, effective, fisher.Dispersion, quadratic, objective.Prior),
        };
    }
}

/// <summary>φ, the deviance per degree of freedom; 1 where the likelihood leaves no choice.</summary>
internal sealed class Dispersion(Likelihood likelihood, double labelMean)
{
    // Share of the rows that are taken to be left as degrees of freedom, however many parameters there are.
    private const double LeastDegrees = 0.05;
    private const double Smallest = 1e-12;

    private readonly double _unitDeviance = likelihood.UnitDeviance(labelMean);

    public double Of(PassSums sums, double effective = 0) => likelihood.HasDispersion
        ? Math.Max(2 * sums.Loss / Math.Max(sums.Weight - effective - 1, sums.Weight * LeastDegrees) / _unitDeviance, Smallest)
        : 1;
}
